namespace Invoicing.Storage;

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
