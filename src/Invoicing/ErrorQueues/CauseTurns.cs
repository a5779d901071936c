namespace Invoicing.ErrorQueues;

/// <summary>
/// The turns of entries with one cause. A few are tried all over it, the first and the last among them; then those go first that lie where
/// entries went well: what was mended in time lies together, as does what is broken for good.
/// </summary>
internal sealed class CauseTurns
{
    /// <summary>Fewer say nothing of a cause. It is also how many parts are tried first.</summary>
    public const int FewestFailures = 10;

    /// <summary>The newest outcomes, by which it is judged whether nearly all fail.</summary>
    private const int Window = 40;

    /// <summary>So many failures, if they are more than half of all, are enough of a cause.</summary>
    private const int MostFailures = 200;

    private readonly Func<int, Outcome?> _outcomeOf;
    private readonly IReadOnlyList<Part> _parts;
    private readonly List<int> _tried = [];

    /// <summary>
    /// Places of the entries of orders that have several: they go in the order in which they lie, whichever of them has its turn.
    /// </summary>
    private readonly Dictionary<string, Queue<int>> _several;

    private readonly Dictionary<int, string> _orderAt;

    /// <param name="outcomeOf">By the place of an entry.</param>
    public CauseTurns(CauseKey cause, IReadOnlyList<(KnownEntry Entry, int Place)> entries, Func<int, Outcome?> outcomeOf)
    {
        (Cause, _outcomeOf, Remaining, Example) = (cause, outcomeOf, entries.Count, entries[0].Entry);
        _several = entries.Where(entry => entry.Entry.Entry.OrderNo is not null).GroupBy(entry => entry.Entry.Entry.OrderNo!).Where(same => same.Count() > 1)
            .ToDictionary(same => same.Key, same => new Queue<int>(same.Select(entry => entry.Place).Order()));
        _orderAt = entries.Where(entry => _several.ContainsKey(entry.Entry.Entry.OrderNo ?? "")).ToDictionary(entry => entry.Place, entry => entry.Entry.Entry.OrderNo!);
        _parts = [.. Enumerable.Range(0, FewestFailures).Select(part => PartOf(entries, part))];
    }

    public CauseKey Cause { get; }

    /// <summary>One of the entries.</summary>
    public KnownEntry Example { get; }

    public int Remaining { get; private set; }

    public int Tried => _tried.Count;

    public int FailedAgain => _tried.Count(place => _outcomeOf(place) == Outcome.FailedAgain);

    /// <summary>
    /// Whether what remains is not worth a try: nearly all of the newest have failed again, or very many and more than half of all.
    /// </summary>
    public bool IsLeft
    {
        get
        {
            var (known, failed) = (0, 0);
            for (var last = _tried.Count - 1; last >= 0 && known < Window; last--)
            {
                var outcome = _outcomeOf(_tried[last]);
                known += outcome is null ? 0 : 1;
                failed += outcome == Outcome.FailedAgain ? 1 : 0;
            }

            // A remainder as small as the sample is tried, too.
            return Remaining >= FewestFailures && failed >= FewestFailures && (failed * 20 >= known * 19 || IsTooMuch());
        }
    }

    /// <summary>Looks at what has become of the entries of each part.</summary>
    public void Count()
    {
        foreach (var part in _parts)
        {
            part.Well = part.Places.Take(part.Next).Count(place => _outcomeOf(place) is { } outcome and not Outcome.FailedAgain);
        }
    }

    /// <returns>The place of the entry whose turn it is; there must be one.</returns>
    public int Take()
    {
        var part = _parts.Where(part => part.Next < part.Places.Length).MaxBy(part => (part.Well + 1.0) / (part.Next + 2))!;
        var turn = part.Places[part.Next];
        var place = part.Places[part.Next++] = _orderAt.TryGetValue(turn, out var orderNo) ? _several[orderNo].Dequeue() : turn;
        _tried.Add(place);
        Remaining--;
        return place;
    }

    private bool IsTooMuch()
    {
        var failed = FailedAgain;
        return failed >= MostFailures && failed * 2 > _tried.Count(place => _outcomeOf(place) is not null);
    }

    /// <summary>
    /// The entries of one part: first one that lies far from those of the other parts, then the others in no order, for what fails may lie
    /// in a pattern.
    /// </summary>
    private static Part PartOf(IReadOnlyList<(KnownEntry Entry, int Place)> entries, int part)
    {
        var (from, to) = ((int)((long)entries.Count * part / FewestFailures), (int)((long)entries.Count * (part + 1) / FewestFailures));
        var places = entries.Skip(from).Take(to - from).Select(entry => entry.Place).ToArray();
        if (places.Length > 0)
        {
            var first = (places.Length - 1) * part / (FewestFailures - 1);
            (places[0], places[first]) = (places[first], places[0]);
            // The same every time, as all that is decided here.
            new Random(part).Shuffle(places.AsSpan(1));
        }

        return new Part(places);
    }

    /// <param name="places">Of its entries, in the order in which they are tried.</param>
    private sealed class Part(int[] places)
    {
        public int[] Places => places;

        /// <summary>How many were tried.</summary>
        public int Next { get; set; }

        /// <summary>Of these did not fail again.</summary>
        public int Well { get; set; }
    }
}
