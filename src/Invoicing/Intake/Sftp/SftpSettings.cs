using System.ComponentModel.DataAnnotations;

namespace Invoicing.Intake.Sftp;

/// <summary>Section <c>Feeds:Sftp</c>: the server of somebody else from which files of orders are fetched.</summary>
internal sealed class SftpSettings
{
    /// <summary>Name or address of the server. Nothing is fetched while it is empty.</summary>
    public string Host { get; set; } = "";

    /// <summary>Its port.</summary>
    [Range(1, 65535)]
    public int Port { get; set; } = 22;

    /// <summary>Who signs in.</summary>
    public string User { get; set; } = "";

    /// <summary>Secret. This or a key is needed; the key is tried first.</summary>
    public string Password { get; set; } = "";

    /// <summary>A file with the private key, as <c>ssh-keygen</c> writes it.</summary>
    public string KeyFile { get; set; } = "";

    /// <summary>Secret. Of the key file, if it has one.</summary>
    public string KeyPassphrase { get; set; } = "";

    /// <summary>Fingerprints of the server's keys, separated by commas: any other server is refused before anybody signs in.</summary>
    public string HostKey { get; set; } = "";

    /// <summary>The server's folders that files are fetched from, separated by commas.</summary>
    public string Folder { get; set; } = "";

    /// <summary>The server's folder that results are put back into; they are not while it is empty.</summary>
    public string ResultsFolder { get; set; } = "";

    /// <summary>The same for the responses.</summary>
    public string ResponsesFolder { get; set; } = "";

    /// <summary>How often to look at the server.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "1.00:00:00")]
    public TimeSpan Interval { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>What becomes of a file on the server once it was fetched.</summary>
    public WhenTaken WhenTaken { get; set; }

    public bool IsOn => !string.IsNullOrWhiteSpace(Host);

    public string Server => $"{Host}:{Port}";

    public IReadOnlyList<string> HostKeys => Split(HostKey);

    public IReadOnlyList<string> Folders => [.. Split(Folder).Select(WithoutEnd)];

    /// <summary>Where results and responses go, by the name of the setting; those that are set.</summary>
    public IEnumerable<(string Setting, string Folder)> PutBack =>
        new[] { (nameof(ResultsFolder), ResultsFolder.Trim()), (nameof(ResponsesFolder), ResponsesFolder.Trim()) }
            .Where(back => back.Item2.Length > 0)
            .Select(back => (back.Item1, WithoutEnd(back.Item2)));

    /// <summary>Where the files of a folder are moved to.</summary>
    public static string DoneOf(string folder) => $"{folder.TrimEnd('/')}/done";

    private static string[] Split(string list) => list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static string WithoutEnd(string folder) => folder.Length > 1 ? folder.TrimEnd('/') : folder;
}

/// <summary>What becomes of a file on the server once it was fetched.</summary>
internal enum WhenTaken
{
    /// <summary>It is moved to the sub-folder <c>done</c> of its folder.</summary>
    Move,

    Delete,

    /// <summary>It stays; the database knows that it was fetched.</summary>
    Keep,
}
