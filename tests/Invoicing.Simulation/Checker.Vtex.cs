using Invoicing.Contracts;
using Invoicing.Harness.Oracle;
using Invoicing.Process;
using Invoicing.Vtex;

namespace Invoicing.Simulation;

/// <content>What VTEX may be told, and must have been told in the end.</content>
internal sealed partial class Checker
{
    private readonly HashSet<(string, string)> _told = [];

    /// <summary>VTEX has taken an invoice.</summary>
    public void ToldVtex(ToldInvoice invoice)
    {
        var there = run.Vtex!.Orders.Single(order => order.Key == invoice.Order);
        Require(_told.Add((invoice.Order, invoice.Number)), $"VTEX is told twice of invoice {invoice.Number} of {invoice.Order}.");
        var told = there.Invoices.Sum(other => other.Value) + run.Vtex.ValueOf(invoice.Order);
        Require(told <= there.Value, $"VTEX is told of {told} of {there.Value} cents of {invoice.Order}.");
        Require(!VtexStatuses.IsCancelled(there.Settled), $"VTEX is told of {invoice.Order}, which is cancelled.");
    }

    /// <summary>What the row says of an invoice agrees with VTEX, or can still be set right.</summary>
    private void CheckVtex(OrderProcess row)
    {
        foreach (var step in row.Steps.Where(step => step.Key is { System: VtexPlanner.SystemName, Operation: VtexSteps.Invoice }))
        {
            var document = VtexDocument.Parse(step.Key.Number!);
            var isTold = run.Vtex!.Has($"{document.Account}/{document.OrderId}", document.InvoiceNumber);
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
            .Where(invoice => invoice.Order == $"{reference.Account}/{reference.OrderId}" && numbers.Contains(invoice.Number))
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
