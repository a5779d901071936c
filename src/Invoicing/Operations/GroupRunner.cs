using Invoicing.ErrorQueues;
using Invoicing.Process;
using Invoicing.Storage;
using Microsoft.Extensions.Options;

namespace Invoicing.Operations;

/// <summary>
/// Carries a group operation on from wherever it is: one process at a time does, and another goes on when that one is gone. An order's
/// decision and its place in the group are one transaction, so no order is decided about twice for one group.
/// </summary>
internal sealed class GroupRunner(
    GroupStore groups, OrderCommands commands, IOptions<InvoicingSettings> invoicing, TimeProvider clock)
{
    // As many as may hold an order's lock at a time.
    private const int AtATime = 8;

    private const int LargestBatch = 500;

    /// <summary>So many of the newest outcomes are judged; so many failures are needed to stop.</summary>
    private const int Window = 40;
    private const int Handful = 10;

    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(250);

    /// <param name="toTheEnd">Until it is known what has become of the orders; else until all are decided about.</param>
    /// <param name="told">Called for every order that was decided about.</param>
    /// <param name="ct">What was begun is ended: each order is decided about whole or not at all.</param>
    /// <returns>False: another process carries it on.</returns>
    public async Task<bool> Run(Guid id, bool toTheEnd, CancellationToken ct, Action? told = null)
    {
        await using var held = await groups.TryTake(id, ct);
        if (held is null)
        {
            return false;
        }

        using var lost = CancellationTokenSource.CreateLinkedTokenSource(ct, held.HandleLostToken);
        if (await groups.Find(id, ct) is { State: GroupState.Running } group)
        {
            await Run(group, toTheEnd, told, lost.Token);
        }

        return true;
    }

    private async Task Run(GroupOperation group, bool toTheEnd, Action? told, CancellationToken ct)
    {
        var (waiting, tried, byPlace) = (new Queue<GroupOrder>(), new List<Tried>(), new Dictionary<int, Tried>());
        var throttle = group.Rate is { } rate && group.Action == GroupAction.Retry ? new RetryThrottle(rate) : null;
        var (begun, last, changed) = (clock.GetTimestamp(), 0, clock.GetTimestamp());
        while (!ct.IsCancellationRequested && await groups.Find(group.Id, ct) is { State: GroupState.Running })
        {
            foreach (var (nr, outcome) in await groups.Look(group, ct))
            {
                changed = clock.GetTimestamp();
                if (byPlace.TryGetValue(nr, out var one))
                {
                    one.Outcome = outcome;
                }
            }

            if (WhyNotOn(tried) is { } why)
            {
                await groups.End(group, why, ct);
                return;
            }

            if (waiting.Count == 0)
            {
                (await groups.Orders(group.Id, last, LargestBatch, ct, GroupOrderState.Waiting)).ToList().ForEach(waiting.Enqueue);
                last = waiting.LastOrDefault()?.Nr ?? last;
            }

            if (waiting.Count == 0)
            {
                var isKnown = !tried.Exists(one => one.IsUnderWay) && (await groups.Progress(group, ct)).UnderWay == 0;
                if (isKnown || clock.GetElapsedTime(changed) > invoicing.Value.AnswerTimeout)
                {
                    await groups.End(group, null, ct);
                    return;
                }

                if (!toTheEnd)
                {
                    return;
                }
            }

            var may = Math.Min(throttle?.MayMove(clock.GetElapsedTime(begun), tried) ?? LargestBatch, waiting.Count);
            var batch = Enumerable.Range(0, may).Select(_ => waiting.Dequeue()).ToList();
            await Parallel.ForEachAsync(
                batch,
                new ParallelOptions { MaxDegreeOfParallelism = AtATime },
                async (order, _) =>
                {
                    if (ct.IsCancellationRequested)
                    {
                        return;
                    }

                    var isDecided = await Decide(group, order);
                    lock (tried)
                    {
                        told?.Invoke();
                        if (isDecided && group.Action == GroupAction.Retry)
                        {
                            tried.Add(byPlace[order.Nr] = new());
                        }
                    }
                });
            changed = batch.Count > 0 ? clock.GetTimestamp() : changed;
            if (throttle is not null || waiting.Count == 0)
            {
                await Task.Delay(s_pause, clock, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <returns>False: it was refused, or is another's.</returns>
    private async Task<bool> Decide(GroupOperation group, GroupOrder order)
    {
        var isWritten = false;
        var guarded = commands.With((locked, after) =>
        {
            isWritten = true;
            return groups.Decide(locked, group, order.Nr, after, CancellationToken.None);
        });
        try
        {
            var row = await CarryOut(guarded, group, order.OrderNo);
            if (!isWritten)
            {
                await groups.DecideByItself(group, order.Nr, row.State.ToString(), CancellationToken.None);
            }

            return true;
        }
        catch (GroupOrderTakenException)
        {
            return false;
        }
        catch (Exception e) when (e is CommandRefusedException or UnknownOrderException)
        {
            await groups.Refuse(group, order.Nr, e.Message, CancellationToken.None);
            return false;
        }
    }

    private static async Task<OrderProcess> CarryOut(OrderCommands commands, GroupOperation group, string orderNo)
    {
        var (by, reason, ct) = (group.By, group.Reason, CancellationToken.None);
        switch (group.Action)
        {
            case GroupAction.Retry:
                return await commands.Retry(orderNo, group.Step, by, reason, ct);
            case GroupAction.Hold:
                return await commands.Hold(orderNo, by, reason, ct);
            case GroupAction.Release:
                return await commands.Release(orderNo, by, reason, ct);
            default:
                try
                {
                    return await commands.Dismiss(orderNo, by, reason, ct);
                }
                catch (LeavesBehindException behind) when (group.EvenIfLeaving)
                {
                    return await commands.Dismiss(orderNo, by, reason, ct, behind.Left);
                }
        }
    }

    /// <summary>A cause that is not mended costs a handful of calls.</summary>
    private static string? WhyNotOn(List<Tried> tried)
    {
        var newest = Enumerable.Reverse(tried).Where(one => one.WentWell || one.FailedAgain).Take(Window).ToList();
        var failed = newest.Count(one => one.FailedAgain);
        return failed >= Handful && failed * 20 >= newest.Count * 19
            ? $"nearly all that were tried fail again ({failed} of the last {newest.Count}): the cause is not mended"
            : null;
    }

    private sealed class Tried : IRetried
    {
        public GroupOutcome? Outcome { get; set; }

        public bool IsUnderWay => Outcome is null;

        public bool WentWell => Outcome is GroupOutcome.Accepted or GroupOutcome.Deferred;

        public bool FailedAgain => Outcome == GroupOutcome.FailedAgain;
    }
}
