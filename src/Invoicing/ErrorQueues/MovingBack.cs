using Invoicing.Messaging;

namespace Invoicing.ErrorQueues;

/// <summary>
/// Moves entries back to their work queues, slowly at first, and watches what becomes of them. An entry leaves the error queue only when
/// RabbitMQ has confirmed its message in the work queue: after a crash in between it is in both, and the second is recognised.
/// </summary>
internal sealed class MovingBack(HeldQueues queues, WorkQueuePublisher publisher, EntryFactsStore facts, ErrorActions actions, Decision decision, TimeProvider clock)
{
    private const int LargestBatch = 500;
    private const string Interrupted = "Interrupted";

    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(10);

    /// <summary>Place of an entry among all → its place with those who watch.</summary>
    private readonly Dictionary<int, int> _watched = [];

    private OutcomeWatch? _watch;

    public MoveCounts Counts { get; } = new();

    /// <summary>Why not all were moved; null: they were, or somebody else has the others.</summary>
    public string? Stopped { get; private set; }

    private OutcomeWatch Watch => _watch ??= new(queues, facts, Counts, clock);

    /// <summary>Causes of which entries were left.</summary>
    public IReadOnlyList<CauseTurns> Left { get; private set; } = [];

    /// <param name="ct">Ends it: what is under way is brought to its end, nothing else is touched.</param>
    public async Task Move(IReadOnlyList<HeldKnownEntry> entries, int rate, CancellationToken ct)
    {
        Counts.Selected = entries.Count;
        var ramp = new RampUp(rate);
        var turns = new Turns([.. entries.Select(entry => entry.Known)], place => _watched.TryGetValue(place, out var watched) ? Watch.Outcomes[watched] : null);
        var begun = clock.GetTimestamp();
        for (var isSure = false; Stopped is null;)
        {
            await Watch.Look();
            if (ct.IsCancellationRequested)
            {
                Stopped = Interrupted;
                return;
            }

            var allowed = Math.Min(ramp.MayMove(clock.GetElapsedTime(begun), Watch.Outcomes), LargestBatch);
            if (allowed == 0)
            {
                await Task.Delay(s_pause, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                continue;
            }

            var places = turns.Take(allowed);
            if (places.Count > 0)
            {
                isSure = false;
                await MoveBatch([.. places.Select(place => (place, entries[place]))], ct);
            }
            else if (turns.Left.Count == 0 || isSure)
            {
                Leave(turns.Left);
                return;
            }
            else
            {
                // What is still under way may go well, and others then go on.
                await Watch.WaitForAll(ct);
                isSure = true;
            }
        }
    }

    /// <summary>Waits until it is known what has become of everything, for as long as something happens.</summary>
    public Task WaitForOutcomes(CancellationToken ct) => Watch.WaitForAll(ct);

    private void Leave(IReadOnlyList<CauseTurns> left)
    {
        Left = left;
        Stopped = left.Count == 0 ? null : left.Count == 1
            ? "A cause was left, because nearly all of its entries that were tried fail again"
            : $"{left.Count} causes were left, because nearly all of their entries that were tried fail again";
    }

    private async Task MoveBatch(List<(int Place, HeldKnownEntry Entry)> batch, CancellationToken ct)
    {
        IReadOnlyList<Delivery?> taken;
        try
        {
            taken = await batch[0].Entry.Queue.Take([.. batch.Select(one => one.Entry.Held)], ct);
        }
        catch (Exception e) when (e is OperationCanceledException or QueueLostException)
        {
            Stopped = e is QueueLostException ? e.Message : Interrupted;
            return;
        }

        var there = batch.Zip(taken, (one, delivery) => (one.Entry.Known, one.Entry.Queue, one.Place, Delivery: delivery!)).Where(pair => pair.Delivery is not null).ToList();
        Counts.TakenByOthers += batch.Count - there.Count;
        var ids = await actions.Note(ErrorActions.MovedBack, decision, [.. there.Select(pair => pair.Delivery)], CancellationToken.None);
        foreach (var (known, _, place, _) in there.Where(pair => !pair.Known.IsCured))
        {
            _watched[place] = Watch.Add(known.Entry);
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
