namespace Invoicing.Intake;

/// <summary>How far the reading of a feed is, as of the last commit.</summary>
internal sealed class FeedRun(Feed feed, Dictionary<string, long> outcomes)
{
    private Dictionary<string, long> _outcomes = outcomes;
    private (long Position, Dictionary<string, long> Outcomes)? _next;

    public Feed Feed => feed;

    /// <summary>Of the file, in bytes.</summary>
    public long Size { get; set; }

    /// <summary>Entries taken.</summary>
    public long Position { get; private set; } = feed.Position;

    /// <summary>When the log was told how far it is.</summary>
    public long ToldAt { get; set; }

    public bool IsUnreadable => _outcomes.Keys.All(outcome => outcome == FeedOutcome.Unreadable);

    public long NotTaken => _outcomes.Where(outcome => FeedOutcome.IsNotTaken(outcome.Key)).Sum(outcome => outcome.Value);

    public string Told => string.Join(", ", _outcomes.OrderByDescending(outcome => outcome.Value).Select(outcome => $"{outcome.Value} {outcome.Key}"));

    /// <returns>The outcomes once these lines are stored, too.</returns>
    public IReadOnlyDictionary<string, long> After(IReadOnlyList<FeedLine> lines)
    {
        // Lines that are stored one by one come one after the other; a transaction that is begun again brings the same ones.
        if (_next is { } earlier && earlier.Position < lines[0].Entry)
        {
            (Position, _outcomes) = earlier;
        }

        var after = new Dictionary<string, long>(_outcomes);
        foreach (var line in lines)
        {
            after[line.Verdict.Outcome] = after.GetValueOrDefault(line.Verdict.Outcome) + 1;
        }

        _next = (lines[^1].Entry, after);
        return after;
    }

    /// <summary>The lines told last are stored.</summary>
    public void Commit()
    {
        (Position, _outcomes) = _next!.Value;
        _next = null;
    }
}
