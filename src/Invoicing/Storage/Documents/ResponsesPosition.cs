namespace Invoicing.Storage;

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
