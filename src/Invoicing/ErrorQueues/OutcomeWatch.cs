using Invoicing.Contracts;

namespace Invoicing.ErrorQueues;

/// <summary>
/// What becomes of entries that were moved back: an entry that fails again comes back under its id, the rest is in the database.
/// </summary>
internal sealed class OutcomeWatch(HeldQueues queues, EntryFactsStore facts, MoveCounts counts, TimeProvider clock)
{
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(250);

    /// <summary>At the end: how long nothing may have changed.</summary>
    private static readonly TimeSpan s_quiet = TimeSpan.FromSeconds(30);

    /// <summary>The same for messages that leave no trace in the database: if they fail, they do so at once.</summary>
    private static readonly TimeSpan s_quietOfOthers = TimeSpan.FromSeconds(3);

    private readonly List<ErrorEntry> _moved = [];
    private readonly List<Outcome?> _outcomes = [];
    private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);
    private readonly HashSet<int> _open = [];
    private long _looked;
    private long _changed;

    /// <summary>In the order of the moves; null while it is not known.</summary>
    public IReadOnlyList<Outcome?> Outcomes => _outcomes;

    /// <summary>Before it is published: it may have failed again before the confirm has come.</summary>
    /// <returns>Its place among <see cref="Outcomes"/>.</returns>
    public int Add(ErrorEntry entry)
    {
        _places[entry.Id] = _moved.Count;
        _open.Add(_moved.Count);
        _moved.Add(entry);
        _outcomes.Add(null);
        return _outcomes.Count - 1;
    }

    /// <summary>As often as it is asked at the error queues, and a few times a second at the database.</summary>
    public async Task Look()
    {
        LookAtArrivals();
        if (_looked == 0 || clock.GetElapsedTime(_looked) >= s_look)
        {
            await LookAtDatabase(place => _open.Contains(place));
        }
    }

    /// <summary>Until everything is known, for as long as something happens.</summary>
    public async Task WaitForAll(CancellationToken ct)
    {
        _changed = clock.GetTimestamp();
        while (_open.Count > 0 && !ct.IsCancellationRequested)
        {
            await Look();
            if (clock.GetElapsedTime(_changed) > (_open.Any(place => IsTraced(_moved[place])) ? s_quiet : s_quietOfOthers))
            {
                break;
            }

            await Task.Delay(s_look, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        // Once more for those that were put off: they may be done by now.
        LookAtArrivals();
        await LookAtDatabase(place => _open.Contains(place) || _outcomes[place] == Outcome.Deferred);
    }

    private void LookAtArrivals()
    {
        foreach (var queue in queues.All)
        {
            while (queue.Arrivals.TryRead(out var arrival))
            {
                if (_places.TryGetValue(arrival.Id, out var place) && _outcomes[place] != Outcome.FailedAgain)
                {
                    Know(place, Outcome.FailedAgain);
                    counts.NewestFailure = arrival.Reason;
                }
            }
        }
    }

    private async Task LookAtDatabase(Func<int, bool> isAsked)
    {
        var places = Enumerable.Range(0, _moved.Count).Where(place => isAsked(place) && IsTraced(_moved[place])).ToList();
        if (places.Count > 0)
        {
            var outcomes = await facts.Outcomes([.. places.Select(place => _moved[place])], CancellationToken.None);
            foreach (var (place, outcome) in places.Zip(outcomes).Where(found => found.Second != Outcome.UnderWay))
            {
                Know(place, outcome);
            }
        }

        _looked = clock.GetTimestamp();
    }

    private void Know(int place, Outcome outcome)
    {
        counts.Change(_outcomes[place], outcome);
        _outcomes[place] = outcome;
        _open.Remove(place);
        _changed = clock.GetTimestamp();
    }

    /// <summary>Whether the database will tell what has become of it.</summary>
    private static bool IsTraced(ErrorEntry entry) =>
        entry.OrderNo is not null && (entry.IsCommand || entry.Type == nameof(Contracts.OrderCompleted));
}
