using System.Data.Common;
using Invoicing.ErrorQueues;
using Invoicing.Process;
using Invoicing.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Invoicing.Operations;

/// <summary>
/// Carries a group operation on from wherever it is: one process at a time does, and another goes on when that one is gone. An order's
/// decision and its place in the group are one transaction, so no order is decided about twice for one group.
/// </summary>
internal sealed class GroupRunner(
    GroupStore groups, OrderCommands commands, IOptions<InvoicingSettings> invoicing, TimeProvider clock, ILogger<GroupRunner> logger)
{
    // As many as may hold an order's lock at a time.
    private const int AtATime = 8;

    private const int LargestBatch = 500;

    /// <summary>So many of the newest outcomes are judged; so many failures are needed to stop.</summary>
    private const int Window = 40;
    private const int Handful = 10;

    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(250);

    /// <param name="toTheEnd">Until it is known what has become of the orders; else until all are decided about.</param>
    /// <param name="ct">Looked at between two statements: each order is decided about whole or not at all.</param>
    /// <param name="told">Called for every order that was decided about.</param>
    /// <returns>False: another process carries it on.</returns>
    public async Task<bool> Run(Guid id, bool toTheEnd, CancellationToken ct, Action? told = null)
    {
        await using var right = await groups.TryTake(id);
        if (right is null)
        {
            return false;
        }

        if (await groups.Find(id, CancellationToken.None) is { State: GroupState.Running } group)
        {
            await Run(group, right, toTheEnd, told, ct);
        }

        return true;
    }

    private async Task Run(GroupOperation group, Leadership right, bool toTheEnd, Action? told, CancellationToken ct)
    {
        var (waiting, tried, byPlace) = (new Queue<GroupOrder>(), new List<Tried>(), new Dictionary<int, Tried>());
        var throttle = group.Rate is { } rate ? new RetryThrottle(rate) : null;
        var (begun, last, changed) = (clock.GetTimestamp(), 0, clock.GetTimestamp());
        while (!ct.IsCancellationRequested && await groups.Find(group.Id, CancellationToken.None) is { State: GroupState.Running })
        {
            await right.Check(CancellationToken.None);
            foreach (var (nr, outcome) in await groups.Look(group, CancellationToken.None))
            {
                changed = clock.GetTimestamp();
                if (byPlace.TryGetValue(nr, out var one))
                {
                    one.Outcome = outcome;
                }
            }

            if (waiting.Count == 0)
            {
                var next = await groups.Orders(group.Id, last, LargestBatch, CancellationToken.None, GroupOrderState.Waiting);
                next.ToList().ForEach(waiting.Enqueue);
                last = next.Count > 0 ? next[^1].Nr : last;
            }

            if (waiting.Count == 0)
            {
                var isKnown = (await groups.Progress(group, CancellationToken.None)).UnderWay == 0;
                if (isKnown || clock.GetElapsedTime(changed) > invoicing.Value.AnswerTimeout)
                {
                    await groups.End(group, null, CancellationToken.None);
                    return;
                }

                if (!toTheEnd)
                {
                    return;
                }
            }
            else if (throttle is not null && WhyNotOn(tried) is { } why)
            {
                await groups.End(group, why, CancellationToken.None);
                return;
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
                        if (isDecided && throttle is not null)
                        {
                            tried.Add(byPlace[order.Nr] = new(clock, invoicing.Value.AnswerTimeout));
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
        var guarded = commands.With((locked, after) => groups.Decide(locked, group, order.Nr, after, CancellationToken.None));
        try
        {
            await CarryOut(guarded, group, order.OrderNo);
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
        catch (Exception e) when (!DatabaseFaults.IsAway(e) && e is not DbException && e is not OperationCanceledException)
        {
            // One order that cannot be decided about must not keep the others.
            logger.LogError("Order {OrderNo} is left out of {Group}: {Error}", order.OrderNo, group.Id, OutageLog.Describe(e));
            await groups.Refuse(
                group, order.Nr, $"Order {order.OrderNo} cannot be decided about ({e.GetType().Name}): the service's log tells more.",
                CancellationToken.None);
            return false;
        }
    }

    private static async Task CarryOut(OrderCommands commands, GroupOperation group, string orderNo)
    {
        var ((by, reason), ct) = (group.Decision, CancellationToken.None);
        switch (group.Action)
        {
            case GroupAction.Retry:
                await commands.Retry(orderNo, group.Step, by, reason, ct);
                return;
            case GroupAction.Hold:
                await commands.Hold(orderNo, by, reason, ct);
                return;
            case GroupAction.Release:
                await commands.Release(orderNo, by, reason, ct);
                return;
            default:
                try
                {
                    await commands.Dismiss(orderNo, by, reason, ct);
                }
                catch (LeavesBehindException behind) when (group.EvenIfLeaving)
                {
                    await commands.Dismiss(orderNo, by, reason, ct, behind.Left);
                }

                return;
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

    /// <summary>Of what is not known in the time that an answer takes, nothing is waited for any more.</summary>
    private sealed class Tried(TimeProvider clock, TimeSpan patience) : IRetried
    {
        private readonly long _begun = clock.GetTimestamp();

        public GroupOutcome? Outcome { get; set; }

        public bool IsUnderWay => Outcome is null && clock.GetElapsedTime(_begun) < patience;

        public bool WentWell => Outcome is GroupOutcome.Accepted or GroupOutcome.Deferred;

        public bool FailedAgain => Outcome == GroupOutcome.FailedAgain;
    }
}
