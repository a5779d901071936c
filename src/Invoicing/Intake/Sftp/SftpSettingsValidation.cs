using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;

namespace Invoicing.Intake.Sftp;

/// <summary>
/// The rules of <c>Feeds:Sftp</c> beyond the annotations: each problem names its setting and says what is allowed, and none repeats a secret.
/// </summary>
internal sealed partial class SftpSettingsValidation : IValidateOptions<FeedSettings>
{
    private const string Section = "Feeds:Sftp";

    public ValidateOptionsResult Validate(string? name, FeedSettings options)
    {
        var sftp = options.Sftp;
        string[] problems = [.. SettingsRegistration.Problems(Section, sftp), .. sftp.IsOn ? Problems(options) : WithoutHost(sftp)];
        return problems.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    private static IEnumerable<string> WithoutHost(SftpSettings sftp) => new[]
        {
            (nameof(sftp.User), sftp.User), (nameof(sftp.Password), sftp.Password), (nameof(sftp.KeyFile), sftp.KeyFile),
            (nameof(sftp.KeyPassphrase), sftp.KeyPassphrase), (nameof(sftp.HostKey), sftp.HostKey), (nameof(sftp.Folder), sftp.Folder),
            (nameof(sftp.ResultsFolder), sftp.ResultsFolder), (nameof(sftp.ResponsesFolder), sftp.ResponsesFolder),
        }
        .Where(setting => !string.IsNullOrWhiteSpace(setting.Item2))
        .Select(setting => $"{Section}:Host is missing, though {Section}:{setting.Item1} is set: name the server, or leave both out.");

    private static IEnumerable<string> Problems(FeedSettings feeds)
    {
        var sftp = feeds.Sftp;
        if (Uri.CheckHostName(sftp.Host) == UriHostNameType.Unknown)
        {
            yield return $"{Section}:Host must be the name or address of the server alone, without sftp://, user, port or path.";
        }

        if (string.IsNullOrWhiteSpace(feeds.Folder))
        {
            yield return $"Feeds:Folder is missing: files that are fetched from {Section}:Host are put into its sub-folder incoming.";
        }

        if (string.IsNullOrWhiteSpace(sftp.User))
        {
            yield return $"{Section}:User is missing: who signs in at {Section}:Host.";
        }

        if (sftp.Password.Length == 0 && string.IsNullOrWhiteSpace(sftp.KeyFile))
        {
            yield return $"{Section}:Password or {Section}:KeyFile is missing: one of them is needed to sign in.";
        }

        if (sftp.KeyPassphrase.Length > 0 && string.IsNullOrWhiteSpace(sftp.KeyFile))
        {
            yield return $"{Section}:KeyPassphrase is set without {Section}:KeyFile.";
        }

        if (sftp.HostKeys.Count == 0 || sftp.HostKeys.Any(key => !Fingerprint().IsMatch(key)))
        {
            var what = sftp.HostKeys.Count == 0 ? "is missing" : "is not a fingerprint";
            yield return $"{Section}:HostKey {what}: without it any machine could pass for the server. " +
                $"`ssh-keyscan -p {sftp.Port} {sftp.Host} | ssh-keygen -lf -` shows the server's keys; have its owner confirm them, " +
                "and give all that begin with SHA256:, separated by commas.";
        }

        foreach (var problem in ProblemsOfFolders(sftp))
        {
            yield return problem;
        }
    }

    private static IEnumerable<string> ProblemsOfFolders(SftpSettings sftp)
    {
        if (sftp.Folders.Count == 0)
        {
            yield return $"{Section}:Folder is missing: the folders of the server that files are fetched from, by commas, such as /outgoing.";
        }

        if (sftp.Folders.Distinct().Count() < sftp.Folders.Count)
        {
            yield return $"{Section}:Folder names a folder twice.";
        }

        foreach (var (setting, folder) in sftp.PutBack)
        {
            if (sftp.Folders.Contains(folder) || sftp.Folders.Select(SftpSettings.DoneOf).Contains(folder))
            {
                yield return $"{Section}:{setting} must be another folder than those of {Section}:Folder and their sub-folders done: " +
                    "what is put there would be fetched as a feed.";
            }
        }

        if (sftp.PutBack.Select(back => back.Folder).Distinct().Count() < sftp.PutBack.Count())
        {
            yield return $"{Section}:ResultsFolder and {Section}:ResponsesFolder must be two folders.";
        }
    }

    [GeneratedRegex(@"^SHA256:[A-Za-z0-9+/]{43}=?\z")]
    private static partial Regex Fingerprint();
}
