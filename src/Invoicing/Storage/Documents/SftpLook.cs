namespace Invoicing.Storage;

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
