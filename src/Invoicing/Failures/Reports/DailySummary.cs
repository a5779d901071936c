namespace Invoicing.Failures.Reports;

/// <summary>How things stand, once a day.</summary>
internal sealed class DailySummary
{
    public required DateOnly Day { get; init; }

    /// <summary>When the last summary ended.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>Steps that need a person now, by cause; those of most failures first.</summary>
    public required Report Open { get; init; }

    /// <summary>Failures noticed since.</summary>
    public long New { get; init; }

    /// <summary>Failed steps that have gone on since.</summary>
    public long Cured { get; init; }

    /// <summary>Orders completed since.</summary>
    public long Completed { get; init; }

    public required MoneyTotals CompletedMoney { get; init; }

    /// <summary>Orders that are held or on their way for more than a day, by state.</summary>
    public required IReadOnlyList<(string State, long Count, DateTimeOffset Oldest)> Old { get; init; }

    /// <summary>Mails that could not be sent yet.</summary>
    public long UnsentMails { get; init; }

    /// <summary>That calls to Retail Pro are paused, since when, by whom and why; null: they are made.</summary>
    public string? Pause { get; init; }

    /// <summary>What lies in the way of feeds: files that are not taken, and the server that they are fetched from.</summary>
    public IReadOnlyList<string> FeedTroubles { get; init; } = [];

    public bool IsQuiet => Open.Count == 0 && New == 0 && Cured == 0 && Pause is null && FeedTroubles.Count == 0;
}
