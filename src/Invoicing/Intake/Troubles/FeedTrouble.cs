namespace Invoicing.Intake.Troubles;

/// <summary>Something that lies in the way of feeds: a file that is not taken, or what is wrong with the SFTP server.</summary>
/// <param name="Name">Of the file; at the server, what is concerned, such as <c>host key</c>. Fit for a log.</param>
/// <param name="Problem">What it is, and what to do. Free of secrets.</param>
/// <param name="Patience">For so long it may pass by itself before a person is told.</param>
internal sealed record FeedTrouble(string Name, string Problem, TimeSpan Patience = default);

/// <summary>Where the files lie that troubles are about; also as mails name it.</summary>
internal static class TroublePlace
{
    public const string Incoming = "incoming";

    public const string Processing = "processing";

    /// <summary>The SFTP server itself.</summary>
    public const string Server = "sftp";

    /// <summary>A folder of it.</summary>
    public static string On(string remoteFolder) => $"{Server}:{remoteFolder}";
}
