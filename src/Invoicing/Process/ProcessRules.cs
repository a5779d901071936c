using Invoicing.Contracts;
using Invoicing.Orders;
using Invoicing.RetailPro;

namespace Invoicing.Process;

/// <summary>
/// The rules of the flow: row, message and time in, row out. Pure, and total: every message has a meaning for a row in every state
/// (docs/flow.md lists them). A row that comes back unchanged means that the message was stale.
/// </summary>
/// <param name="retailPro">How stores are called there.</param>
/// <param name="restored">Asked when it matters whether the database was put back to an older state.</param>
internal sealed partial class ProcessRules(InvoicingSettings settings, RetailProSettings retailPro, Func<BackupRestore?> restored)
{
    /// <summary>A message that arrives a little before the clock of this process says so is still due: clocks differ.</summary>
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromSeconds(1);

    /// <param name="row">The row, or null for an order not seen before.</param>
    /// <param name="message">A message of the flow, a fact or an operator's command.</param>
    /// <param name="slipNos">As many unused slip numbers as <see cref="SlipNumbersNeeded"/> says.</param>
    /// <exception cref="OrderNumberConflictException">The number belongs to another order.</exception>
    /// <exception cref="CommandRefusedException">The command does not fit the order's state.</exception>
    public OrderProcess Decide(OrderProcess? row, object message, DateTimeOffset now, IReadOnlyList<string> slipNos)
    {
        return (row, message) switch
        {
            (null, OrderArrived arrived) => Receive(arrived.Order, now, slipNos),
            (null, _) => throw new InvalidOperationException($"No order is known for {message.GetType().Name}."),
            (_, OrderArrived arrived) => ReceiveAgain(row, arrived, now, slipNos),
            (_, OrderInvoiced invoiced) => AcceptInvoice(row, invoiced, now, slipNos),
            (_, InvoiceDeferred deferred) => deferred.Paused
                ? WaitForResume(row, Step.InvoiceName, deferred.Attempt, deferred.Reason, deferred.RetryAfter, now)
                : Defer(row, Step.InvoiceName, deferred.Attempt, deferred.Reason, deferred.RetryAfter, deferred.OutcomeUnknown, now),
            (_, InventoryTransferred transferred) => AcceptTransfer(row, transferred, now),
            (_, TransferDeferred deferred) => deferred.Paused
                ? WaitForResume(row, Step.SlipName(deferred.SlipNo), deferred.Attempt, deferred.Reason, deferred.RetryAfter, now)
                : Defer(row, Step.SlipName(deferred.SlipNo), deferred.Attempt, deferred.Reason, deferred.RetryAfter, deferred.OutcomeUnknown, now),
            (_, StepFailed faulted) => Fail(row, faulted, now),
            (_, FailureNotified notified) => NoteNotified(row, notified),
            (_, DueTimePassed due) => Resume(row, due, now, slipNos),
            (_, RetryOrder retry) => Retry(row, retry, now, slipNos),
            (_, HoldOrder hold) => PutOnHold(row, hold, now),
            (_, ReleaseOrder release) => Release(row, release, now),
            (_, CorrectOrder correct) => Correct(row, correct, now, slipNos),
            (_, DismissOrder dismiss) => Dismiss(row, dismiss, now),
            (_, ConfirmOutcome confirm) => Confirm(row, confirm, now, slipNos),
            _ => throw new InvalidOperationException($"{message.GetType().Name} has no meaning for an order."),
        };
    }

    /// <summary>
    /// Whether a message may change what would be sent: then it is decided under the row's lock, where it is known whether a call is open.
    /// An answer that comes for an order that was taken out claims the ids again which that had given back.
    /// </summary>
    /// <param name="row">As it stands now.</param>
    /// <param name="message">Its type, as it comes over the wire.</param>
    public bool NeedsLock(OrderProcess row, Type message) =>
        message == typeof(ReceivedOrder) || row.Pending is not null || row.Dismissed is not null
        || (message == typeof(ResumeInvoicing) && Goods.AreOutdated(row, settings, retailPro));

    private static OrderProcess WithStep(OrderProcess row, string name, Func<Step, Step> change)
    {
        if (name == Step.InvoiceName)
        {
            return row.Invoice is null ? row : row with { Invoice = change(row.Invoice) };
        }

        return row with
        {
            Transfers = [.. row.Transfers.Select(t => Step.SlipName(t.SlipNo) == name ? t with { Step = change(t.Step) } : t)],
        };
    }

    private static string? StoreOf(OrderProcess row, string step) => step == Step.InvoiceName
        ? row.InvoicingStore
        : row.Transfers.FirstOrDefault(t => Step.SlipName(t.SlipNo) == step)?.FromStore;

    private Order PlannedOf(Order order) => Goods.In(order, Goods.Of(order, settings, retailPro));

    private ChannelKind ChannelOf(Order order) => SalesChannels.KindOf(order.SalesChannel, settings) ?? ChannelKind.Invoice;
}

/// <summary>What a sales channel means.</summary>
internal static class SalesChannels
{
    /// <summary>Null: not known. The order is refused where its request is built; guessing could invoice a send sale twice.</summary>
    public static ChannelKind? KindOf(string? channel, InvoicingSettings settings) => channel switch
    {
        "ECOM" => ChannelKind.Invoice,
        "POS" => ChannelKind.SendSale,
        null => null,
        _ => settings.Channels.TryGetValue(channel, out var kind) ? kind : null,
    };
}

/// <summary>Adding to the timeline.</summary>
internal static class TimelineExtensions
{
    public static OrderProcess AddToTimeline(this OrderProcess row, string what, params (string Name, object? Value)[] details) => row with
    {
        NewTimelineEntries = [.. row.NewTimelineEntries, new TimelineEntry(what, details.Length == 0 ? null : details.ToDictionary(d => d.Name, d => d.Value))],
    };
}
