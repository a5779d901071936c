namespace Invoicing.OperatingErrorQueues;

/// <summary>
/// Moves entries back to their work queues, slowly at first, and watches what becomes of them. An entry leaves the error queue only when
/// RabbitMQ has confirmed its message in the work queue: after a crash in between it is in both, and the second is recognised.
/// </summary>
internal sealed class MovingBack(HeldQueues queues, WorkQueuePublisher publisher, EntryFactsStore facts, ErrorActions actions, Decision decision, TimeProvider clock)
{
    private const int LargestBatch = 500;

    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(10);

    /// <summary>At the end: how long nothing may have changed.</summary>
    private static readonly TimeSpan s_quiet = TimeSpan.FromSeconds(30);

    /// <summary>The same for messages that leave no trace in the database: if they fail, they do so at once.</summary>
    private static readonly TimeSpan s_quietOfOthers = TimeSpan.FromSeconds(3);

    private readonly List<ErrorEntry> _moved = [];
    private readonly List<Outcome?> _outcomes = [];
    private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);
    private readonly HashSet<int> _open = [];
    private readonly long _begun = clock.GetTimestamp();
    private long _looked;
    private long _changed;

    public MoveCounts Counts { get; } = new();

    /// <summary>Why not all were moved; null: they were, or are being.</summary>
    public string? Stopped { get; private set; }

    /// <param name="ct">Ends it: what is under way is brought to its end, nothing else is touched.</param>
    public async Task Move(IReadOnlyList<HeldKnownEntry> entries, int rate, CancellationToken ct)
    {
        Counts.Selected = entries.Count;
        var ramp = new RampUp(rate);
        for (var next = 0; next < entries.Count && Stopped is null;)
        {
            if (ct.IsCancellationRequested)
            {
                Stopped = "Interrupted";
                return;
            }

            await Look();
            if (RampUp.MustStop(_outcomes))
            {
                Stopped = $"Stopped, because entries fail again: {Counts.NewestFailure}";
                return;
            }

            var batch = BatchOf(entries, next, Math.Min(ramp.MayMove(clock.GetElapsedTime(_begun), _outcomes), LargestBatch));
            if (batch.Count == 0)
            {
                await Pause(s_pause, ct);
                continue;
            }

            next += batch.Count;
            await MoveBatch(batch, ct);
        }
    }

    /// <summary>Waits until it is known what has become of everything, for as long as something happens.</summary>
    public async Task WaitForOutcomes(CancellationToken ct)
    {
        _changed = clock.GetTimestamp();
        while (_open.Count > 0 && !ct.IsCancellationRequested)
        {
            await Look();
            var quiet = _open.All(place => !IsTraced(_moved[place])) ? s_quietOfOthers : s_quiet;
            if (clock.GetElapsedTime(_changed) > quiet)
            {
                break;
            }

            await Pause(s_look, ct);
        }

        // Once more, for those that were put off: they may be done by now.
        await Look(everything: true);
    }

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
        catch (OperationCanceledException)
        {
            Stopped = "Interrupted";
            return;
        }
        catch (QueueLostException e)
        {
            Stopped = e.Message;
            return;
        }

        var there = batch.Zip(taken, (entry, delivery) => (Entry: entry, Delivery: delivery)).Where(pair => pair.Delivery is not null).ToList();
        Counts.TakenByOthers += batch.Count - there.Count;
        var ids = await actions.Note(ErrorActions.MovedBack, decision, [.. there.Select(pair => pair.Delivery!)], CancellationToken.None);
        var problems = await Task.WhenAll(there.Select(pair => MoveOne(pair.Entry, pair.Delivery!, ct)));
        await actions.NoteDone([.. ids.Zip(problems).Where(pair => pair.Second is null).Select(pair => pair.First)], CancellationToken.None);
        Stopped ??= problems.FirstOrDefault(problem => problem is not null) is { } problem ? $"Stopped: {problem}" : null;
    }

    private async Task<string?> MoveOne(HeldKnownEntry entry, Delivery delivery, CancellationToken ct)
    {
        // Before it is published: it may have failed again before the confirm has come.
        lock (_places)
        {
            if (entry.Known.IsCured)
            {
                Counts.MovedCured++;
            }
            else
            {
                _places[entry.Entry.Id] = _moved.Count;
                _open.Add(_moved.Count);
                _moved.Add(entry.Entry);
                _outcomes.Add(null);
            }
        }

        if (await publisher.Publish(entry.Entry.Queue, MessageToMoveBack.From(delivery.Properties, delivery.Body), ct) is { } problem)
        {
            return problem;
        }

        lock (_places)
        {
            Counts.Moved++;
        }

        return await Removed(entry.Queue, delivery);
    }

    private static async Task<string?> Removed(HeldQueue queue, Delivery delivery)
    {
        try
        {
            await queue.Remove(delivery);
            return null;
        }
        catch (Exception e) when (Messaging.BrokerFaults.IsAway(e))
        {
            return "the connection to RabbitMQ was lost";
        }
    }

    private async Task Look(bool everything = false)
    {
        foreach (var queue in queues.All)
        {
            while (queue.Arrivals.TryRead(out var arrival))
            {
                if (_places.TryGetValue(arrival.Id, out var place) && _outcomes[place] != Outcome.FailedAgain)
                {
                    Know(place, Outcome.FailedAgain);
                    Counts.NewestFailure = arrival.Reason;
                }
            }
        }

        if (!everything && clock.GetElapsedTime(_looked) < s_look && _looked != 0)
        {
            return;
        }

        var places = Enumerable.Range(0, _moved.Count)
            .Where(place => (_open.Contains(place) && IsTraced(_moved[place])) || (everything && _outcomes[place] == Outcome.Deferred))
            .ToList();
        if (places.Count > 0)
        {
            foreach (var (place, outcome) in places.Zip(await facts.Outcomes([.. places.Select(place => _moved[place])], CancellationToken.None)))
            {
                if (outcome != Outcome.UnderWay)
                {
                    Know(place, outcome);
                }
            }
        }

        _looked = clock.GetTimestamp();
    }

    private void Know(int place, Outcome outcome)
    {
        Counts.Change(_outcomes[place], outcome);
        _outcomes[place] = outcome;
        _open.Remove(place);
        _changed = clock.GetTimestamp();
    }

    /// <summary>Whether the database will tell what has become of it.</summary>
    private static bool IsTraced(ErrorEntry entry) => entry.OrderNo is not null && (entry.IsCommand || entry.Type == nameof(Contracts.OrderCompleted));

    private static async Task Pause(TimeSpan time, CancellationToken ct) => await Task.Delay(time, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}
