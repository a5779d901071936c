using Invoicing.Contracts;
using Invoicing.Harness.Oracle;
using Invoicing.Orders;
using Invoicing.Process;
using Invoicing.Vtex;
using VtexReference = Invoicing.Harness.Oracle.VtexReference;

namespace Invoicing.Simulation;

/// <content>What VTEX may be told, and must have been told in the end.</content>
internal sealed partial class Checker
{
    private readonly HashSet<(string, string)> _told = [];
    private readonly HashSet<string> _looks = [];
    private readonly HashSet<string> _unknownReturns = [];

    /// <summary>VTEX has shown an order to whoever is at this step.</summary>
    public void Looks(string number) => _looks.Add(number);

    /// <summary>It gives money back: never by a guess, and never again for want of an answer.</summary>
    public void SendsReturn(string number)
    {
        Require(_looks.Remove(number), $"Return {number} is sent without a look at its order.");
        Require(_unknownReturns.Add(number), $"Return {number} is sent again, though nobody knows what became of it.");
    }

    /// <summary>VTEX has said so, or a person who has looked.</summary>
    public void KnowsThatReturnIsNotThere(string number) => _unknownReturns.Remove(number);

    /// <summary>VTEX shows an event, for the so manieth time.</summary>
    public void ShownByVtex(string order, VtexRequestEvent happened, int times) =>
        Require(times == 1, $"VTEX shows the event {happened.Description} of {order} {times} times.");

    /// <summary>VTEX has taken an invoice or a return.</summary>
    public void ToldVtex(ToldInvoice invoice)
    {
        var there = run.Vtex!.Orders.Single(order => order.Key == invoice.Order);
        Require(_told.Add((invoice.Order, invoice.Number)), $"VTEX is told twice of invoice {invoice.Number} of {invoice.Order}.");
        if (invoice.Type == VtexPackage.Return)
        {
            Require(
                there.Invoices.Sum(other => other.Value) + run.Vtex.ValueOf(invoice.Order) == there.Value,
                $"Return {invoice.Number} is sent before {invoice.Order} is invoiced as a whole.");
            Require(
                run.Vtex.ValueOf(invoice.Order, VtexPackage.Return) <= there.Value,
                $"More than the {there.Value} cents of {invoice.Order} are given back.");
        }

        var told = there.Invoices.Sum(other => other.Value) + run.Vtex.ValueOf(invoice.Order);
        Require(told <= there.Value, $"VTEX is told of {told} of {there.Value} cents of {invoice.Order}.");
        Require(!VtexStatuses.IsCancelled(there.Settled), $"VTEX is told of {invoice.Order}, which is cancelled.");
    }

    /// <summary>What the row says of an invoice agrees with VTEX, or can still be set right.</summary>
    private void CheckVtex(OrderProcess row)
    {
        foreach (var step in row.Steps.Where(step =>
            step.Key is { System: VtexPlanner.SystemName, Operation: VtexSteps.Invoice or VtexSteps.Return }))
        {
            var document = VtexDocument.Parse(step.Key.Number!);
            var type = step.Key.Operation == VtexSteps.Return ? VtexPackage.Return : VtexPackage.Sale;
            var isTold = run.Vtex!.Has($"{document.Account}/{document.OrderId}", document.InvoiceNumber, type);
            var call = run.Database.Calls.FirstOrDefault(call => call.OrderId == OrderKey.Of(row.OrderNo) && call.Step == step.Name);
            Require(
                step.Status != StepStatus.Done || isTold,
                $"Order {row.OrderNo} takes {step.Name} for told, but VTEX does not have it.");
            Require(
                step.Status == StepStatus.Done || row.Dismissed is not null || step.FailureKind == FailureKind.NumberTaken
                    || !_told.Contains(($"{document.Account}/{document.OrderId}", document.InvoiceNumber))
                    || call is { State: "started" or "unknown" or "done" } or { Unresolved: true },
                $"VTEX has {step.Name}, and nothing in the program knows that it may: {Texts.Of(row)}, journal {call?.State}.");
        }
    }

    /// <summary>
    /// What the OMS has said is kept with its order, waits for it, or lies where people see it; of a completed order VTEX has it.
    /// </summary>
    private void CheckUpdate(string text)
    {
        bool Is(ReceivedUpdate other) => other.Message.GetRawText() == text;
        var update = PublishedUpdate.Read(text)!;
        var row = run.Database.Find(update.OrderNo)?.Row;
        if (row is null || row.Dismissed is not null || run.Broker.Errors.Any(error => error.Body is ReceivedUpdate other && Is(other)))
        {
            return;
        }

        var data = VtexData.Of(row);
        Require(!run.Database.WaitingUpdates.Exists(Is), $"{update} waits though its order is known.");
        Require(
            update switch
            {
                PublishedParcel parcel => data.Parcels.Any(kept => kept.TrackingNumber == parcel.TrackingNumber),
                PublishedEvent happened => data.Events.Any(kept => kept.Description == happened.Description),
                PublishedReturn returned => data.Returns.Any(kept => kept.ReturnNo == returned.ReturnNo),
                _ => false,
            },
            $"{update} is lost.");
        if (row.State != OrderState.Completed || row.Content.Vtex is not { } reference)
        {
            return;
        }

        var order = $"{reference.Account}/{reference.OrderId}";
        var shipped = run.Vtex!.Shipped.Where(shipped => shipped.Key.Order == order).Select(shipped => shipped.Value).ToList();
        Require(
            update switch
            {
                PublishedParcel parcel => shipped.Exists(parcels => parcels.Parcels.Exists(told => told == new VtexRequestParcel(
                    parcel.TrackingNumber, parcel.Url, parcel.Courier, parcel.DispatchedDate))),
                PublishedEvent happened => shipped.Exists(parcels => parcels.Events.Exists(told => (
                    told.City, told.State, told.Description, told.Date, told.DeliveredDate) == (
                    happened.City, happened.State, happened.Description, happened.Date, happened.DeliveredDate))),
                PublishedReturn returned => run.Vtex.Ledger.Count(told => (told.Type, told.Order, told.Number, told.Value)
                    == (VtexPackage.Return, order, returned.ReturnNo, returned.Value)) == 1,
                _ => false,
            },
            $"Order {row.OrderNo} is completed, and VTEX was not told of {update}.");
    }

    /// <summary>Of an order that is completed, VTEX was told of the parts that one of its contents has, and of their values.</summary>
    private void CompareVtex(OrderProcess row, IReadOnlyList<string> texts)
    {
        if (row.State != OrderState.Completed || row.Content.Vtex is not { } reference)
        {
            return;
        }

        var numbers = row.Steps.Where(step => step.Key is { System: VtexPlanner.SystemName, Operation: VtexSteps.Invoice })
            .Select(step => VtexDocument.Parse(step.Key.Number!).InvoiceNumber).ToHashSet();
        var told = run.Vtex!.Ledger
            .Where(invoice => invoice.Order == $"{reference.Account}/{reference.OrderId}" && numbers.Contains(invoice.Number)
                && invoice.Type == VtexPackage.Sale)
            .Select(invoice => invoice.Value).ToList();
        var expected = texts.Distinct().Where(text => text.Contains(row.OrderNo, StringComparison.Ordinal))
            .Select(text => VtexReference.Compute([text], run.Vtex.Orders).Orders)
            .Select(orders => orders.GetValueOrDefault(row.OrderNo)?.Vtex)
            .OfType<ExpectedInVtex>()
            .Where(vtex => vtex.Trouble is null)
            .Select(vtex => vtex.Parts.Select(part => part.Value).ToList())
            .ToList();
        Require(
            expected.Any(parts => parts.Order().SequenceEqual(told.Order())),
            $"VTEX was told of {string.Join(" and ", told)} of order {row.OrderNo}, expected was one of "
                + string.Join(", ", expected.Select(parts => string.Join(" and ", parts))));
    }
}
