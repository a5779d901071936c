namespace Invoicing.ErrorQueues;

/// <summary>
/// Which entries go back next, and which are left: those whose cause is mended go, wherever they lie, and a cause that is not mended costs
/// a handful of calls. Causes take turns, and each is judged by itself. Pure.
/// </summary>
internal sealed class Turns
{
    private readonly List<CauseTurns> _causes;
    private int _turn;

    /// <param name="entries">All that are chosen, in the order in which they lie.</param>
    /// <param name="outcomeOf">What has become of an entry that was moved, by its place; null while that is not known.</param>
    public Turns(IReadOnlyList<KnownEntry> entries, Func<int, Outcome?> outcomeOf) => _causes =
    [
        .. entries.Select((entry, place) => (Entry: entry, Place: place))
            .GroupBy(known => CauseKey.Of(known.Entry))
            // Of too few to judge by, those of one kind are judged together.
            .GroupBy(same => same.Count() < CauseTurns.FewestFailures ? same.Key with { Reason = null } : same.Key)
            .Select(cause => new CauseTurns(cause.Key, [.. cause.SelectMany(same => same)], outcomeOf)),
    ];

    /// <summary>Causes of which entries remain, because nearly all that were tried have failed again.</summary>
    public IReadOnlyList<CauseTurns> Left => [.. _causes.Where(cause => cause.IsLeft)];

    /// <returns>Places of at most so many entries of one queue; none: what remains is left.</returns>
    public IReadOnlyList<int> Take(int count)
    {
        var open = _causes.Where(cause => cause.Remaining > 0 && !cause.IsLeft).ToList();
        if (open.Count == 0)
        {
            return [];
        }

        var queue = open[_turn++ % open.Count].Cause.Queue;
        open = [.. open.Where(cause => cause.Cause.Queue == queue)];
        open.ForEach(cause => cause.Count());
        var taken = new List<int>();
        for (var turn = _turn; taken.Count < count && open.Exists(cause => cause.Remaining > 0); turn++)
        {
            if (open[turn % open.Count] is { Remaining: > 0 } cause)
            {
                taken.Add(cause.Take());
            }
        }

        return taken;
    }
}

/// <summary>What entries have in common that are judged together.</summary>
/// <param name="Queue">The work queue.</param>
/// <param name="Kind">As the column <c>Cause</c> names it; null: cured, they go whatever becomes of others.</param>
/// <param name="Reason">Without what differs from entry to entry; null: several.</param>
internal sealed record CauseKey(string Queue, string? Kind, string? Reason)
{
    public static CauseKey Of(KnownEntry known) => known.IsCured
        ? new(known.Entry.Queue, null, null)
        : new(known.Entry.Queue, known.Cause, GenericReason.Of(known.Entry.Reason, known.Entry.OrderNo));
}
