using Invoicing.Contracts;

namespace Invoicing.Process;

/// <summary>
/// What an order's row says must be on its way. A function of the row alone, never of the transition that led to it:
/// so a lost message is simply sent again, and there is no outbox table.
/// </summary>
internal static class PendingMessages
{
    /// <summary>
    /// What goes out after a decision. After a crash or an uncertain commit the messages of an earlier delivery may be lost, and a resume
    /// says that something is: then (<paramref name="again"/>: redelivered or a retry) all that is outstanding and could have followed
    /// from the message goes out. Otherwise only what this decision has added.
    /// </summary>
    public static IEnumerable<object> After(OrderProcess? before, object message, OrderProcess after, bool again) =>
        again || before is null || message is DueTimePassed ? Of(after).Where(next => MayFollow(message, next)) : Of(after).Except(Of(before));

    /// <summary>
    /// Whether a decision about the message can add this one. Answers never lead back to the command that they answer: so a crash, which
    /// redelivers all that is in flight, cannot make messages grow out of messages; a loop of crashes would fill the queues with them.
    /// </summary>
    private static bool MayFollow(object message, object next) => message switch
    {
        OrderInvoiced => next is not InvoiceOrder,
        InventoryTransferred => next is CompletedOrder or InvoicingFailed,
        InvoiceDeferred or TransferDeferred or StepFailed => next is InvoicingFailed,
        FailureNotified => false,
        _ => true,
    };

    public static IEnumerable<object> Of(OrderProcess row)
    {
        if (row.MaySend)
        {
            if (row.Invoice is { Status: StepStatus.Sent } invoice)
            {
                yield return new InvoiceOrder(row.OrderNo, invoice.Attempt);
            }

            foreach (var transfer in row.Transfers.Where(t => t.Step.Status == StepStatus.Sent))
            {
                yield return new TransferInventory(row.OrderNo, transfer.SlipNo, transfer.Step.Attempt);
            }
        }

        foreach (var notice in row.Notices.Where(notice => !notice.Notified))
        {
            yield return new InvoicingFailed
            {
                OrderNo = row.OrderNo,
                OrderId = row.Content.OrderId ?? "",
                Step = notice.Step,
                Attempt = notice.Attempt,
                Kind = notice.Kind,
                Store = notice.Store,
                Message = notice.Message,
                FailedAt = notice.At,
                CorrelationId = notice.CorrelationId,
            };
        }

        if (row.State == OrderState.Completed)
        {
            yield return Completed(row);
        }
    }

    private static CompletedOrder Completed(OrderProcess row) => new(
        row.OrderNo,
        row.Content.OrderId ?? "",
        row.Store,
        row.DocumentNo,
        string.Join(' ', row.Transfers.Select(t => t.SlipNo)),
        row.Steps.Max(step => step.DoneAt) ?? row.Content.CompletedAt ?? default);

    /// <summary>What becomes an <see cref="InvoicingCompleted"/>; a value that can be compared.</summary>
    internal sealed record CompletedOrder(
        string OrderNo, string OrderId, string? Store, string? DocumentNo, string SlipNos, DateTimeOffset CompletedAt)
    {
        public InvoicingCompleted ToMessage() =>
            new(OrderNo, OrderId, Store, DocumentNo, SlipNos.Split(' ', StringSplitOptions.RemoveEmptyEntries), CompletedAt);
    }
}
