using Invoicing.Contracts;
using Invoicing.Harness.Oracle;
using Invoicing.Orders;
using Invoicing.Process;
using Invoicing.RetailPro;
using Invoicing.Vtex;
using VtexReference = Invoicing.Harness.Oracle.VtexReference;

namespace Invoicing.Simulation;

/// <summary>What must have become of every order.</summary>
internal sealed partial class Checker
{
    /// <summary>Nothing is left to happen.</summary>
    public void AtTheEnd()
    {
        Require(run.Broker.Messages.Count == 0, $"{run.Broker.Messages.Count} messages are left: {run.Broker.Messages.FirstOrDefault()}");
        var marketplace = (run.Vtex?.Orders ?? []).ToDictionary(order => order.Key);
        var published = new PublishedContents(
            run.Oms.Texts.Select(text => VtexReference.Completed(text, marketplace)), run.Warehouses);
        foreach (var orderNo in published.OrderNos)
        {
            if (run.Database.Find(orderNo) is { } stored)
            {
                CheckFinished(stored);
                CheckNotices(stored.Row);
                CheckSteps(stored.Row);
                CheckVtex(stored.Row);
                CompareVtex(stored.Row, run.Oms.Texts);
                published.Compare(stored.Row, DocumentsOf(stored.Row)).ForEach(Violated);
            }
            else
            {
                Require(
                    run.Broker.Errors.Any(error => error.Body is ReceivedOrder order && order.OrderNo == orderNo),
                    $"Order {orderNo} is lost.");
            }
        }

        if (run.Emporix is not null)
        {
            CheckEmporix();
        }

        foreach (var update in run.Oms.Updates.Distinct())
        {
            CheckUpdate(update);
        }

        foreach (var notice in run.Database.Notices)
        {
            var mail = run.Database.Mails.FirstOrDefault(m => m.Number == notice.Mail);
            Require(
                mail is { Received: > 0, NextAttemptAt: null },
                $"Nobody was mailed of {notice.Notice.Kind} of {notice.Notice.OrderNo}.");
        }
    }

    private List<Document> DocumentsOf(OrderProcess row) =>
        [.. run.RetailPro.Ledger
            .Where(d => d.IsInvoice ? d.Number == row.OrderNo : _orderOfSlip.GetValueOrDefault(d.Number) == row.OrderNo)];

    private void CheckFinished(StoredOrder stored)
    {
        var row = stored.Row;
        Require(stored.DueAt is null, $"Order {row.OrderNo} is still due: {Texts.Of(row)}.");
        Require(
            row.Dismissed is not null || row.Steps.All(step => step.Status is StepStatus.Done or StepStatus.Failed || IsKept(row, step)),
            $"Order {row.OrderNo} neither goes on nor waits for a person: {Texts.Of(row)}.");
        Require(
            row.Pending is null || row.Steps.Any(step => step.Status == StepStatus.Failed) || row.Dismissed is not null,
            $"Newer content of order {row.OrderNo} is never looked at.");
        // A purge may take the one message that would have made the program tell again; nothing else may.
        Require(
            row.State != OrderState.Completed || run.Broker.WasPurged || run.Broker.HasDeadLettered
                || run.Broker.Told.Contains(row.OrderNo),
            $"The OMS was never told that order {row.OrderNo} is completed.");
    }

    // VTEX is told of a part when those before it are done; an invoice is made when it is known where it goes.
    private static bool IsKept(OrderProcess row, Step step) => step is { Status: StepStatus.Waiting }
        && row.Steps.Any(other => other.Status == StepStatus.Failed)
        && (step.After.Any(name => row.StepNamed(name) is not { Status: StepStatus.Done })
            || (step.Phase == StepPhase.Invoice
                && row.Steps.Any(other => other is { Phase: StepPhase.Gather, Status: not StepStatus.Done })));

    private void CheckNotices(OrderProcess row)
    {
        var stored = run.Database.Notices.Where(n => n.Notice.OrderNo == row.OrderNo && n.Notice.Queue is null)
            .Select(n => (n.Notice.Step!, n.Notice.Attempt!.Value, n.Notice.Kind.ToString())).ToList();
        var told = row.Notices.Select(n => (n.Step, n.Attempt, n.Kind.ToString())).ToList();
        Require(row.Notices.All(n => n.Notified), $"A failure of order {row.OrderNo} is not told.");
        Require(
            told.ToHashSet().SetEquals(stored) && told.Count == stored.Count,
            $"Order {row.OrderNo} has the notices {string.Join(' ', told)}, the notifier {string.Join(' ', stored)}.");
        Require(
            row.Notices.All(n => n.Kind != FailureKind.OutcomeUnknown || !(run.RetailProSettings.RefusesDuplicates || run.CanAsk)
                || n.Message.Contains("not been able", StringComparison.Ordinal)
                || n.Message.Contains("It is not made again by itself", StringComparison.Ordinal)
                || n.Message.Contains("nobody has said yet what became of it", StringComparison.Ordinal)
                || n.Message.Contains("A corrected order has arrived", StringComparison.Ordinal)),
            $"Order {row.OrderNo} waits for a person, though the program can find out what became of its call.");
        foreach (var (name, step) in row.ExpectedAttempts.Keys.Select(name => (name, row.StepNamed(name)!))
            .Where(s => s.Item2.Status == StepStatus.Failed))
        {
            Require(
                row.Notices.Any(n => n.Step == name && n.Attempt == step.Attempt && n.Kind == step.FailureKind),
                $"The failure of {name} of order {row.OrderNo} has no notice: {Texts.Of(row)}.");
        }
    }

    /// <summary>What the row says of a step agrees with Retail Pro, or a person can still set it right.</summary>
    private void CheckSteps(OrderProcess row)
    {
        foreach (var (name, isInvoice, number, step) in StepsOf(row))
        {
            var isEntered = run.RetailPro.Has(isInvoice, number);
            var call = run.Database.Calls.FirstOrDefault(c => c.OrderId == OrderKey.Of(row.OrderNo) && c.Step == name);
            Require(
                step.Status != StepStatus.Done || isEntered,
                $"Order {row.OrderNo} takes {name} for accepted, but Retail Pro does not have it.");
            Require(step.FailureKind != FailureKind.NumberTaken, $"Order {row.OrderNo} takes its own {name} for another's.");
            Require(
                step.Status == StepStatus.Done || row.Dismissed is not null || !isEntered
                    || call is { State: "started" or "unknown" or "done" } or { Unresolved: true },
                $"Retail Pro has {name} of order {row.OrderNo}, and nothing in the program knows that it may: {Texts.Of(row)}, journal "
                    + $"{call?.State}.");
        }
    }

    private static IEnumerable<(string Name, bool IsInvoice, string Number, Step Step)> StepsOf(OrderProcess row)
    {
        if (row.Invoice is { } invoice)
        {
            yield return (RetailProSteps.Invoice, true, row.OrderNo, invoice);
        }

        foreach (var transfer in row.Transfers)
        {
            yield return (RetailProSteps.SlipName(transfer.SlipNo), false, transfer.SlipNo, transfer.Step);
        }
    }
}
