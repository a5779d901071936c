using Invoicing.Process;
using Invoicing.Storage;

namespace Invoicing.Operations;

/// <summary>
/// A person's decisions about an order, made under the row's lock. Nothing is sent here: the order is made due, and the recovery of
/// whichever process runs one sends what follows.
/// </summary>
/// <exception cref="CommandRefusedException">Every method: the order's state does not allow it.</exception>
/// <exception cref="UnknownOrderException">Every method: there is no such order.</exception>
internal sealed class OrderCommands(OrderStore orders, ProcessRules decisions, SlipNumbers slipNumbers, BackupRestores restorations, TimeProvider clock)
{
    /// <param name="step"><c>invoice</c> or <c>slip/NUMBER</c>; null: every failed or deferred step.</param>
    public Task<OrderProcess> Retry(string orderNo, string? step, string by, string reason, CancellationToken ct) =>
        Carry(orderNo, order => new RetryOrder(step, by, reason, order.CallOpen), (_, _) => Task.CompletedTask, ct);

    /// <summary>Sends nothing for the order until it is released.</summary>
    public Task<OrderProcess> Hold(string orderNo, string by, string reason, CancellationToken ct) =>
        Carry(orderNo, _ => new HoldOrder(by, reason), (_, _) => Task.CompletedTask, ct);

    public Task<OrderProcess> Release(string orderNo, string by, string reason, CancellationToken ct) =>
        Carry(orderNo, _ => new ReleaseOrder(by, reason), (_, _) => Task.CompletedTask, ct);

    /// <summary>Replaces the order's content by the corrected one, if it is still the one that was corrected.</summary>
    public Task<OrderProcess> Correct(string orderNo, OrderCorrection correction, string by, string reason, CancellationToken ct) => Carry(
        orderNo,
        order => new CorrectOrder(correction.Corrected, correction.Base, [.. correction.Differences.Select(difference => difference.Field)], by, reason, order.CallOpen),
        (_, _) => Task.CompletedTask,
        ct);

    public Task<OrderProcess> Dismiss(string orderNo, string by, string reason, CancellationToken ct) =>
        Carry(orderNo, order => new DismissOrder(by, reason, order.CallOpen), (_, _) => Task.CompletedTask, ct);

    /// <summary>Takes a person's word for what became of a call, in the row and in the journal at once.</summary>
    public Task<OrderProcess> Confirm(string orderNo, ConfirmOutcome outcome, CancellationToken ct) =>
        Carry(orderNo, order => outcome with { CallOpen = order.CallOpen }, (order, row) => ConfirmedCalls.Settle(order, outcome, ct), ct);

    private async Task<OrderProcess> Carry(
        string orderNo, Func<OrderLock, object> commandFor, Func<OrderLock, OrderProcess, Task> beside, CancellationToken ct)
    {
        await using var order = await orders.Lock(OrderKey.Of(orderNo), ct) ?? throw new UnknownOrderException(orderNo);
        var command = commandFor(order);
        await restorations.Look(ct);
        var slipNos = await slipNumbers.Take(decisions.SlipNumbersNeeded(order.Row, command), ct);
        var now = clock.GetUtcNow();
        var row = decisions.Decide(order.Row, command, now, slipNos);
        await beside(order, row);
        await order.Save(row, PendingMessages.Of(row).Any() ? TimeSpan.Zero : row.DueAt - now, ct);
        return row;
    }
}

/// <summary>A command names an order that was never received.</summary>
internal sealed class UnknownOrderException(string orderNo)
    : Exception($"No order {orderNo} is known. It was never received, still waits in order-invoicing, or lies in order-invoicing_error.");
