using Invoicing.Messaging;
using Invoicing.Process;

namespace Invoicing.ErrorQueues;

/// <summary>
/// Moves messages back to their work queues, slowly at first, and watches what becomes of them. A message leaves the error queue only when
/// RabbitMQ has confirmed it in the work queue: after a crash in between it is in both, and the second is recognised.
/// </summary>
internal sealed class RetryOperation(
    ErrorQueueSnapshot snapshot, WorkQueuePublisher publisher, RetryMonitor monitor, ErrorActions actions, OperatorDecision decision,
    TimeProvider clock)
{
    private const int LargestBatch = 500;
    private const string Interrupted = "Interrupted";

    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(10);

    private readonly List<RetryItem> _moved = [];

    /// <summary>Why not all were moved; null: they were, or somebody else has the others.</summary>
    public string? Stopped { get; private set; }

    public IReadOnlyList<RetryGroup> Left { get; private set; } = [];

    /// <summary>Until all are moved or left, and it is known what has become of them.</summary>
    /// <param name="rate">Messages a second at most.</param>
    /// <param name="ct">Ends it: what is under way is brought to its end, nothing else is touched.</param>
    public async Task Run(IReadOnlyList<RetryItem> items, int rate, CancellationToken ct)
    {
        var (schedule, throttle, begun) = (new RetrySchedule(items), new RetryThrottle(rate), clock.GetTimestamp());
        while (Stopped is null)
        {
            await monitor.Refresh();
            if (ct.IsCancellationRequested)
            {
                Stopped = Interrupted;
            }
            else if (schedule.Take(Math.Min(throttle.MayMove(clock.GetElapsedTime(begun), _moved), LargestBatch)) is { Count: > 0 } batch)
            {
                await Move(batch, ct);
            }
            else if (schedule.IsFinished)
            {
                Left = schedule.Left;
                Stopped = Left.Count switch
                {
                    0 => null,
                    1 => "A cause was left, because nearly all of its entries that were tried fail again",
                    var count => $"{count} causes were left, because nearly all of their entries that were tried fail again",
                };
                break;
            }
            else
            {
                await Task.Delay(s_pause, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        await monitor.WaitForAll(ct);
    }

    private async Task Move(IReadOnlyList<RetryItem> batch, CancellationToken ct)
    {
        _moved.AddRange(batch);
        IReadOnlyList<FailedMessage?> taken;
        try
        {
            taken = await snapshot.Take([.. batch.Select(item => item.Message)], ct);
        }
        catch (Exception e) when (e is OperationCanceledException or QueueLostException)
        {
            batch.ToList().ForEach(item => item.State = RetryState.Waiting);
            Stopped = e is QueueLostException ? e.Message : Interrupted;
            return;
        }

        var there = new List<(RetryItem Item, FailedMessage Message)>();
        foreach (var (item, message) in batch.Zip(taken))
        {
            if (message is null)
            {
                item.State = RetryState.TakenByOthers;
            }
            else
            {
                there.Add((item, message));
            }
        }

        IReadOnlyList<Guid> ids;
        try
        {
            ids = await actions.Note(ErrorActions.MovedBack, decision, [.. there.Select(one => one.Message)]);
        }
        catch
        {
            there.ForEach(one => one.Item.State = RetryState.Waiting);
            throw;
        }

        there.ForEach(one => monitor.Add(one.Item));
        var problems = await Task.WhenAll(there.Select(one => publisher.Publish(one.Message, ct)));
        var done = new List<Guid>();
        foreach (var ((item, message), problem, id) in there.Zip(problems, ids))
        {
            if (problem is not null)
            {
                monitor.Forget(item);
                item.State = RetryState.Waiting;
                Stopped ??= $"Stopped: {problem}";
                continue;
            }

            done.Add(id);
            try
            {
                await snapshot.Remove(message);
            }
            catch (Exception e) when (BrokerFaults.IsAway(e))
            {
                Stopped = "Stopped: the connection to RabbitMQ was lost";
            }
        }

        await actions.NoteDone(done);
    }
}
