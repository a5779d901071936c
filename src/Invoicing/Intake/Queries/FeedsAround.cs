namespace Invoicing.Intake.Queries;

/// <summary>What else there is to be seen of feeds than those that were taken.</summary>
/// <param name="Sftp">Null: no server was looked at yet.</param>
internal sealed record FeedsAround(IReadOnlyList<FeedTroubleSeen> Troubles, SftpSeen? Sftp);

/// <param name="Place"><c>incoming</c>, <c>processing</c>, <c>sftp</c> for the server itself, or <c>sftp:FOLDER</c>.</param>
/// <param name="Name">Of the file; at the server, what is concerned.</param>
internal sealed record FeedTroubleSeen(string Place, string Name, string Problem, DateTimeOffset Since)
{
    public override string ToString() => $"{Place}: {Name}: {Problem}";
}

/// <summary>The server that feeds are fetched from, at the last look that went through.</summary>
/// <param name="Waiting">Files that were seen and are not fetched yet.</param>
internal sealed record SftpSeen(string Server, DateTimeOffset LookedAt, int Waiting);
