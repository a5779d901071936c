using Invoicing.Messaging;

namespace Invoicing.OperatingErrorQueues;

/// <summary>
/// Moves entries back to their work queues, slowly at first, and watches what becomes of them. An entry leaves the error queue only when
/// RabbitMQ has confirmed its message in the work queue: after a crash in between it is in both, and the second is recognised.
/// </summary>
internal sealed class MovingBack(HeldQueues queues, WorkQueuePublisher publisher, EntryFactsStore facts, ErrorActions actions, Decision decision, TimeProvider clock)
{
    private const int LargestBatch = 500;
    private const string Interrupted = "Interrupted";

    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(10);

    private OutcomeWatch? _watch;

    public MoveCounts Counts { get; } = new();

    /// <summary>Why not all were moved; null: they were, or are being.</summary>
    public string? Stopped { get; private set; }

    private OutcomeWatch Watch => _watch ??= new(queues, facts, Counts, clock);

    /// <param name="ct">Ends it: what is under way is brought to its end, nothing else is touched.</param>
    public async Task Move(IReadOnlyList<HeldKnownEntry> entries, int rate, CancellationToken ct)
    {
        Counts.Selected = entries.Count;
        var ramp = new RampUp(rate);
        var begun = clock.GetTimestamp();
        for (var next = 0; next < entries.Count && Stopped is null;)
        {
            await Watch.Look();
            if (RampUp.MustStop(Watch.Outcomes))
            {
                Stopped = $"Stopped, because entries fail again: {Counts.NewestFailure}";
                return;
            }

            if (ct.IsCancellationRequested)
            {
                Stopped = Interrupted;
                return;
            }

            var batch = BatchOf(entries, next, Math.Min(ramp.MayMove(clock.GetElapsedTime(begun), Watch.Outcomes), LargestBatch));
            if (batch.Count == 0)
            {
                await Task.Delay(s_pause, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                continue;
            }

            next += batch.Count;
            await MoveBatch(batch, ct);
        }
    }

    /// <summary>Waits until it is known what has become of everything, for as long as something happens.</summary>
    public Task WaitForOutcomes(CancellationToken ct) => Watch.WaitForAll(ct);

    // Only of one queue at a time; an entry of a later queue waits for the next batch.
    private static List<HeldKnownEntry> BatchOf(IReadOnlyList<HeldKnownEntry> entries, int from, int count) =>
        [.. entries.Skip(from).Take(count).TakeWhile(entry => entry.Queue == entries[from].Queue)];

    private async Task MoveBatch(List<HeldKnownEntry> batch, CancellationToken ct)
    {
        IReadOnlyList<Delivery?> taken;
        try
        {
            taken = await batch[0].Queue.Take([.. batch.Select(entry => entry.Held)], ct);
        }
        catch (Exception e) when (e is OperationCanceledException or QueueLostException)
        {
            Stopped = e is QueueLostException ? e.Message : Interrupted;
            return;
        }

        var there = batch.Zip(taken, (entry, delivery) => (entry.Known, entry.Queue, Delivery: delivery!)).Where(pair => pair.Delivery is not null).ToList();
        Counts.TakenByOthers += batch.Count - there.Count;
        var ids = await actions.Note(ErrorActions.MovedBack, decision, [.. there.Select(pair => pair.Delivery)], CancellationToken.None);
        foreach (var (known, _, _) in there.Where(pair => !pair.Known.IsCured))
        {
            Watch.Add(known.Entry);
        }

        Counts.MovedCured += there.Count(pair => pair.Known.IsCured);
        var problems = await Task.WhenAll(there.Select(pair => publisher.Publish(pair.Known.Entry.Queue, MessageToMoveBack.From(pair.Delivery.Properties, pair.Delivery.Body), ct)));
        Counts.Moved += problems.Count(problem => problem is null);
        Stopped ??= problems.FirstOrDefault(problem => problem is not null) is { } first ? $"Stopped: {first}" : null;
        foreach (var (pair, _) in there.Zip(problems).Where(result => result.Second is null))
        {
            await Remove(pair.Queue, pair.Delivery);
        }

        await actions.NoteDone([.. ids.Zip(problems).Where(result => result.Second is null).Select(result => result.First)], CancellationToken.None);
    }

    private async Task Remove(HeldQueue queue, Delivery delivery)
    {
        try
        {
            await queue.Remove(delivery);
        }
        catch (Exception e) when (BrokerFaults.IsAway(e))
        {
            Stopped = "Stopped: the connection to RabbitMQ was lost";
        }
    }
}
