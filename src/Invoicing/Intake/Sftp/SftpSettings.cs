using System.ComponentModel.DataAnnotations;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;

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

/// <summary>
/// The rules of <c>Feeds:Sftp</c> beyond the annotations: each problem names its setting and says what is allowed, and none repeats a
/// secret.
/// </summary>
internal sealed partial class SftpSettingsValidation : IValidateOptions<FeedSettings>
{
    private const string Section = "Feeds:Sftp";

    public ValidateOptionsResult Validate(string? name, FeedSettings options)
    {
        var sftp = options.Sftp;
        string[] problems = [.. sftp.IsOn ? Problems(options) : WithoutHost(sftp)];
        return problems.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    private static IEnumerable<string> WithoutHost(SftpSettings sftp) => typeof(SftpSettings).GetProperties()
        .Where(setting => setting.CanWrite && setting.GetValue(sftp) is string value && !string.IsNullOrWhiteSpace(value))
        .Select(setting => $"{Section}:Host is missing, though {Section}:{setting.Name} is set: name the server, or leave both out.");

    private static IEnumerable<string> Problems(FeedSettings feeds)
    {
        var sftp = feeds.Sftp;
        var (fetched, putBack) = (sftp.Folders, sftp.PutBack.ToList());
        (bool IsThere, string Problem)[] rules =
        [
            (Uri.CheckHostName(sftp.Host) == UriHostNameType.Unknown,
                $"{Section}:Host must be the name or address of the server alone, without sftp://, user, port or path."),
            (string.IsNullOrWhiteSpace(feeds.Folder),
                $"Feeds:Folder is missing: files that are fetched from {Section}:Host are put into its sub-folder incoming."),
            (string.IsNullOrWhiteSpace(sftp.User), $"{Section}:User is missing: who signs in at {Section}:Host."),
            (sftp.Password.Length == 0 && string.IsNullOrWhiteSpace(sftp.KeyFile),
                $"{Section}:Password or {Section}:KeyFile is missing: one of them is needed to sign in."),
            (sftp.KeyPassphrase.Length > 0 && string.IsNullOrWhiteSpace(sftp.KeyFile),
                $"{Section}:KeyPassphrase is set without {Section}:KeyFile."),
            (sftp.HostKeys.Count == 0 || sftp.HostKeys.Any(key => !Fingerprint().IsMatch(key)),
                $"{Section}:HostKey {(sftp.HostKeys.Count == 0 ? "is missing" : "is not a fingerprint")}: "
                    + "without it any machine could pass for the server. "
                    + $"`ssh-keyscan -p {sftp.Port} {sftp.Host} | ssh-keygen -lf -` shows the server's keys; have its owner confirm them, "
                    + "and give all that begin with SHA256:, separated by commas."),
            (fetched.Count == 0,
                $"{Section}:Folder is missing: the folders of the server that files are fetched from, by commas, such as /outgoing."),
            (fetched.Distinct().Count() < fetched.Count, $"{Section}:Folder names a folder twice."),
            .. putBack.Select(back => (
                fetched.Concat(fetched.Select(SftpSettings.DoneOf)).Contains(back.Folder),
                $"{Section}:{back.Setting} must be another folder than those of {Section}:Folder and their sub-folders done: "
                    + "what is put there would be fetched as a feed.")),
            (putBack.DistinctBy(back => back.Folder).Count() < putBack.Count,
                $"{Section}:ResultsFolder and {Section}:ResponsesFolder must be two folders."),
        ];
        return rules.Where(rule => rule.IsThere).Select(rule => rule.Problem);
    }

    [GeneratedRegex(@"^SHA256:[A-Za-z0-9+/]{43}=?\z")]
    private static partial Regex Fingerprint();
}
