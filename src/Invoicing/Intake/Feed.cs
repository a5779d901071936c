using Invoicing.Process;

namespace Invoicing.Intake;

/// <summary>How far a feed is.</summary>
internal enum FeedState
{
    /// <summary>Chosen; its file is about to be moved to <c>processing</c>.</summary>
    Claimed,

    /// <summary>Its orders are being taken.</summary>
    Reading,

    /// <summary>All of it was read.</summary>
    Done,

    /// <summary>Nothing of it could be read.</summary>
    Rejected,
}

/// <summary>A file of orders, as far as it is dealt with.</summary>
/// <param name="Position">Entries that were taken.</param>
internal sealed record Feed(long Id, string FileName, string StoredName, FeedState State, long Size, string? Sha256, long Position, int Reopened)
{
    /// <summary>Of the notice about this reading of it: the same however often it is told.</summary>
    public Guid NoticeId => Process.OrderKey.Of($"feed/{Id}/{Reopened}");
}

/// <param name="Entry">From 1.</param>
/// <param name="Line">Of the file, from 1.</param>
/// <param name="Key">Null: nothing of it is stored.</param>
internal sealed record FeedLine(long Entry, long Line, string? OrderNo, Guid? Key, Verdict Verdict);
