using Invoicing.Process;
using Invoicing.Systems;

namespace Invoicing.Operations;

/// <summary>
/// A person's decisions about an order, made under the row's lock. Nothing is sent here: the order is made due, and the recovery of
/// whichever process runs one sends what follows.
/// </summary>
/// <exception cref="CommandRefusedException">Every method: the order's state does not allow it.</exception>
/// <exception cref="UnknownOrderException">Every method: there is no such order.</exception>
/// <param name="guard">What is checked and written together with every decision: it may refuse it by an exception.</param>
internal sealed class OrderCommands(OrderProcessor processor, ICallJournal journal, Func<IOrderLock, OrderProcess, Task>? guard = null)
{
    /// <summary>The same commands with what is checked and written together with each, in its transaction.</summary>
    public OrderCommands With(Func<IOrderLock, OrderProcess, Task> beside) => new(processor, journal, beside);

    /// <param name="step"><c>invoice</c> or <c>slip/NUMBER</c>; null: every failed or deferred step.</param>
    public Task<OrderProcess> Retry(string orderNo, string? step, string by, string reason, CancellationToken ct) =>
        CarryOut(orderNo, new RetryOrder(step, by, reason), ct);

    /// <summary>Sends nothing for the order until it is released.</summary>
    public Task<OrderProcess> Hold(string orderNo, string by, string reason, CancellationToken ct) =>
        CarryOut(orderNo, new HoldOrder(by, reason), ct);

    public Task<OrderProcess> Release(string orderNo, string by, string reason, CancellationToken ct) =>
        CarryOut(orderNo, new ReleaseOrder(by, reason), ct);

    /// <summary>Replaces the order's content by the corrected one, if it is still the one that was corrected.</summary>
    public Task<OrderProcess> Correct(string orderNo, OrderCorrection correction, string by, string reason, CancellationToken ct)
    {
        List<string> fields = [.. correction.Differences.Select(difference => difference.Field)];
        return CarryOut(orderNo, new CorrectOrder(correction.Corrected, correction.Base, fields, by, reason), ct);
    }

    /// <summary>Takes in what a person says in the OMS's stead.</summary>
    /// <exception cref="UpdateRefusedException">A value is missing or is not what it should be, or nobody is told of such things.</exception>
    public Task<OrderProcess> Update(string orderNo, OrderUpdated update, CancellationToken ct) => CarryOut(orderNo, update, ct);

    /// <param name="leaving">What it leaves behind, as an earlier refusal has told; null: nothing.</param>
    /// <exception cref="LeavesBehindException">It leaves something else behind.</exception>
    public Task<OrderProcess> Dismiss(string orderNo, string by, string reason, CancellationToken ct, string? leaving = null) =>
        CarryOut(orderNo, new DismissOrder(by, reason, leaving), ct);

    /// <summary>Takes a person's word for what became of a call, in the row and in the journal at once.</summary>
    public Task<OrderProcess> Confirm(string orderNo, ConfirmOutcome outcome, CancellationToken ct) =>
        CarryOut(orderNo, outcome, ct, order => journal.Confirm(order, outcome, ct));

    private async Task<OrderProcess> CarryOut(
        string orderNo,
        OrderEvent command,
        CancellationToken ct,
        Func<IOrderLock, Task>? beside = null)
    {
        return await processor.CarryOut(orderNo, command, Beside, ct) ?? throw new UnknownOrderException(orderNo);

        async Task Beside(IOrderLock order, OrderProcess after)
        {
            await (guard?.Invoke(order, after) ?? Task.CompletedTask);
            await (beside?.Invoke(order) ?? Task.CompletedTask);
        }
    }
}

/// <summary>A command names an order that was never received.</summary>
internal sealed class UnknownOrderException(string orderNo)
    : Exception($"No order {orderNo} is known. It was never received, still waits in order-invoicing, or lies in order-invoicing_error.");
