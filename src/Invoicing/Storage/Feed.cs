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

/// <summary>What lies in the way of feeds now.</summary>
internal sealed record StoredTrouble
{
    public string Id { get; init; } = "";

    /// <summary><c>incoming</c>, <c>processing</c>, <c>sftp</c> (the server itself), or <c>sftp:FOLDER</c>.</summary>
    public required string Place { get; init; }

    /// <summary>Of the file; at the server, what is concerned.</summary>
    public required string Name { get; init; }

    public required string Problem { get; init; }

    public DateTimeOffset Since { get; init; }

    public bool IsTold { get; init; }

    public static string IdOf(string place, string name) => $"{place}: {name}";

    public override string ToString() => $"{Place}: {Name}: {Problem}";
}

/// <summary>The last look at the server of feeds that went through.</summary>
internal sealed record SftpLook
{
    public const string Last = "last";

    public string Id { get; init; } = Last;

    public required string Server { get; init; }

    public DateTimeOffset LookedAt { get; init; }

    /// <summary>Files that were seen there and are not fetched yet.</summary>
    public int Waiting { get; init; }
}

/// <summary>
/// A file of the SFTP server that was fetched whole. Deleted: it was moved, deleted or replaced there since, so that the next one of this
/// name, size and time is another file.
/// </summary>
internal sealed record FetchedFile
{
    /// <summary>In the name of the local copy until that is renamed.</summary>
    public Guid Id { get; init; }

    public required string Folder { get; init; }

    /// <summary>A character for each byte, which need not be text.</summary>
    public required string Name { get; init; }

    public long Size { get; init; }

    public DateTime ModifiedAt { get; init; }

    public required string LocalName { get; init; }
}

/// <summary>A file of results or responses, as it was put back to the SFTP server last.</summary>
internal sealed record RemoteCopy
{
    public string Id { get; init; } = "";

    public required string Folder { get; init; }

    public required string Name { get; init; }

    public long Size { get; init; }

    public DateTime ModifiedAt { get; init; }

    public static string IdOf(string folder, string name) => $"{folder}/{name}";
}

/// <summary>How far the answers of Retail Pro were written to the folder of the feeds.</summary>
internal sealed record ResponsesPosition
{
    public const string Only = "only";

    public string Id { get; init; } = Only;

    /// <summary>The first transaction whose answers are not written.</summary>
    public long Xid { get; init; }

    /// <summary>Of the last answer that is.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>Of the last file, and its length.</summary>
    public DateOnly Day { get; init; }

    public long Length { get; init; }
}
