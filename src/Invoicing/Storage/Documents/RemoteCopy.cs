namespace Invoicing.Storage;

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
