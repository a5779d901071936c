using Invoicing.Process;

namespace Invoicing.Storage;

/// <summary>
/// A file of orders. Whoever reads it writes it as a whole; from its end on, whoever writes its results changes single members.
/// </summary>
internal sealed record Feed
{
    /// <summary>By which people call it: 1, 2, 3 …</summary>
    public long Id { get; init; }

    /// <summary>As it was uploaded.</summary>
    public required string FileName { get; init; }

    /// <summary>As it is called in processing, done, rejected and results; no other feed is.</summary>
    public required string StoredName { get; init; }

    public long Size { get; init; }

    public string? Sha256 { get; init; }

    public FeedState State { get; init; }

    /// <summary>Entries that were taken; committed with the orders of these entries.</summary>
    public long Position { get; init; }

    public long BytesRead { get; init; }

    /// <summary>How many entries came to what.</summary>
    public IReadOnlyDictionary<string, long> Outcomes { get; init; } = new Dictionary<string, long>();

    /// <summary>Why it was rejected, or where it ends too early.</summary>
    public string? Problem { get; init; }

    /// <summary>What else is to be told, such as columns that nobody knows.</summary>
    public string? Remark { get; init; }

    /// <summary>Times that it was taken up again because it had grown after its end.</summary>
    public int Reopened { get; init; }

    public DateTimeOffset ClaimedAt { get; init; }

    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>When the results file was written.</summary>
    public DateTimeOffset? ResultsAt { get; init; }

    /// <summary>What the unfinished orders were like then; null: there were none.</summary>
    public string? ResultsLike { get; init; }

    /// <summary>All orders have ended: the results file does not change any more.</summary>
    public DateTimeOffset? SettledAt { get; init; }

    /// <summary>Its files were deleted because they were old.</summary>
    public DateTimeOffset? RemovedAt { get; init; }

    /// <summary>Of the notice about this reading of it: the same however often it is told.</summary>
    public Guid NoticeId() => OrderKey.Of($"feed/{Id}/{Reopened}");
}

internal enum FeedState
{
    /// <summary>Chosen; its file is about to be moved to <c>processing</c>.</summary>
    Claimed,

    Reading,
    Done,
    Rejected,
}
