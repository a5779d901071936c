using Invoicing.Contracts;
using Invoicing.OrderInvoicing;
using Invoicing.ReceivingOrders;

namespace Invoicing.Simulation;

/// <summary>
/// Looks on from outside: what must never be, at every change; what must have become of every order, when a run is quiet. It knows
/// the documents of Retail Pro's side, and of the program only rows and notices.
/// </summary>
internal sealed class Checker(Run run)
{
    private readonly Dictionary<string, string> _orderOfSlip = [];
    private readonly List<string> _violations = [];

    public IReadOnlyList<string> Violations => _violations;

    public void Violated(string what)
    {
        run.Trace.Add("checker", $"VIOLATION: {what}");
        _violations.Add(what);
    }

    /// <summary>Retail Pro has entered a document.</summary>
    public void Entered(Document document)
    {
        var what = $"{(document.IsInvoice ? "Invoice" : "Slip")} {document.Number}";
        var orderNo = document.IsInvoice ? document.Number : _orderOfSlip.GetValueOrDefault(document.Number);
        if (orderNo is null || !run.Database.Orders.TryGetValue(orderNo, out var stored))
        {
            Violated($"{what} is of no known order.");
            return;
        }

        Require(run.RetailPro.Ledger.Count(d => d.IsInvoice == document.IsInvoice && d.Number == document.Number) == 1, $"{what} is entered twice.");
        Require(stored.Row.Dismissed is null, $"{what} is entered though order {orderNo} is dismissed.");
        Require(document.IsInvoice || stored.Row.IsSendSale || run.RetailPro.Has(true, orderNo), $"{what} is entered before the invoice of order {orderNo}.");
    }

    /// <summary>A row was written.</summary>
    public void Saved(OrderRow? before, OrderRow after)
    {
        foreach (var slipNo in after.SlipNumbers.Values)
        {
            Require(_orderOfSlip.GetValueOrDefault(slipNo, after.OrderNo) == after.OrderNo, $"Slip number {slipNo} is given to two orders.");
            _orderOfSlip[slipNo] = after.OrderNo;
        }

        if (before is null)
        {
            return;
        }

        var orderNo = after.OrderNo;
        Require(before.Dismissed is null || after.Dismissed is not null, $"Order {orderNo} is no longer dismissed.");
        Require(before.Seen.All(after.Seen.Contains), $"Order {orderNo} has forgotten a content.");
        Require(before.SlipNumbers.All(slip => after.SlipNumbers.GetValueOrDefault(slip.Key) == slip.Value), $"Order {orderNo} has changed a slip number.");
        Require(before.Invoice is not { Status: StepStatus.Done } || after.Invoice is { Status: StepStatus.Done }, $"The invoice of order {orderNo} is no longer done.");
        Require(
            before.Transfers.All(t => t.Step.Status != StepStatus.Done || after.StepNamed(Step.SlipName(t.SlipNo)) is { Status: StepStatus.Done }),
            $"A slip of order {orderNo} is no longer done.");
        Require(!before.HasStarted || before.InvoicingStore == after.InvoicingStore, $"Order {orderNo} has elected again after it was started.");
    }

    /// <summary>Nothing is left to happen.</summary>
    public void AtTheEnd()
    {
        Require(run.Broker.Messages.Count == 0, $"{run.Broker.Messages.Count} messages are left: {run.Broker.Messages.FirstOrDefault()}");
        var published = new PublishedContents(run.Oms.Texts);
        foreach (var orderNo in published.OrderNos)
        {
            if (run.Database.Orders.TryGetValue(orderNo, out var stored))
            {
                CheckFinished(stored);
                CheckNotices(stored.Row);
                CheckSteps(stored.Row);
                published.Compare(stored.Row, DocumentsOf(stored.Row)).ForEach(Violated);
            }
            else
            {
                Require(run.Broker.Errors.Any(error => error.Body is ReceivedOrder order && order.OrderNo == orderNo), $"Order {orderNo} is lost.");
            }
        }

        foreach (var notice in run.Database.Notices)
        {
            var mail = run.Database.Mails.FirstOrDefault(m => m.Number == notice.Mail);
            Require(mail is { Received: > 0, NextAttemptAt: null }, $"Nobody was mailed of {notice.Notice.Kind} of {notice.Notice.OrderNo}.");
        }
    }

    private List<Document> DocumentsOf(OrderRow row) =>
        [.. run.RetailPro.Ledger.Where(d => d.IsInvoice ? d.Number == row.OrderNo : _orderOfSlip.GetValueOrDefault(d.Number) == row.OrderNo)];

    private void CheckFinished(StoredOrder stored)
    {
        var row = stored.Row;
        Require(stored.DueAt is null, $"Order {row.OrderNo} is still due: {Texts.Of(row)}.");
        Require(
            row.Dismissed is not null || row.Steps.All(step => step.Status is StepStatus.Done or StepStatus.Failed),
            $"Order {row.OrderNo} neither goes on nor waits for a person: {Texts.Of(row)}.");
        Require(row.Pending is null || row.Steps.Any(step => step.Status == StepStatus.Failed) || row.Dismissed is not null, $"Newer content of order {row.OrderNo} is never looked at.");
        // A purge may take the one message that would have made the program tell again; nothing else may.
        Require(
            row.State != OrderState.Completed || run.Broker.WasPurged || run.Broker.HasDeadLettered || run.Broker.Told.Contains(row.OrderNo),
            $"The OMS was never told that order {row.OrderNo} is completed.");
    }

    private void CheckNotices(OrderRow row)
    {
        var stored = run.Database.Notices.Where(n => n.Notice.OrderNo == row.OrderNo && n.Notice.Queue is null)
            .Select(n => (n.Notice.Step!, n.Notice.Attempt!.Value, n.Notice.Kind.ToString())).ToList();
        var told = row.Notices.Select(n => (n.Step, n.Attempt, n.Kind.ToString())).ToList();
        Require(row.Notices.All(n => n.Notified), $"A failure of order {row.OrderNo} is not told.");
        Require(told.ToHashSet().SetEquals(stored) && told.Count == stored.Count, $"Order {row.OrderNo} has the notices {string.Join(' ', told)}, the notifier {string.Join(' ', stored)}.");
        foreach (var (name, step) in row.Callable.Keys.Select(name => (name, row.StepNamed(name)!)).Where(s => s.Item2.Status == StepStatus.Failed))
        {
            Require(
                row.Notices.Any(n => n.Step == name && n.Attempt == step.Attempt && n.Kind == step.FailureKind),
                $"The failure of {name} of order {row.OrderNo} has no notice: {Texts.Of(row)}.");
        }
    }

    /// <summary>What the row says of a step agrees with Retail Pro, or a person can still set it right.</summary>
    private void CheckSteps(OrderRow row)
    {
        foreach (var (name, isInvoice, number, step) in StepsOf(row))
        {
            var isEntered = run.RetailPro.Has(isInvoice, number);
            var call = run.Database.Calls.Values.FirstOrDefault(c => c.OrderNo == row.OrderNo && c.Step == name);
            Require(step.Status != StepStatus.Done || isEntered, $"Order {row.OrderNo} takes {name} for accepted, but Retail Pro does not have it.");
            Require(step.FailureKind != FailureKind.NumberTaken, $"Order {row.OrderNo} takes its own {name} for another's.");
            Require(
                step.Status == StepStatus.Done || row.Dismissed is not null || !isEntered || call is { State: "started" or "unknown" or "done" } or { Unresolved: true },
                $"Retail Pro has {name} of order {row.OrderNo}, and nothing in the program knows that it may: {Texts.Of(row)}, journal {call?.State}.");
        }
    }

    private static IEnumerable<(string Name, bool IsInvoice, string Number, Step Step)> StepsOf(OrderRow row)
    {
        if (row.Invoice is { } invoice)
        {
            yield return (Step.InvoiceName, true, row.OrderNo, invoice);
        }

        foreach (var transfer in row.Transfers)
        {
            yield return (Step.SlipName(transfer.SlipNo), false, transfer.SlipNo, transfer.Step);
        }
    }

    private void Require(bool holds, string otherwise)
    {
        if (!holds)
        {
            Violated(otherwise);
        }
    }
}
