namespace Invoicing.Storage;

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
}
