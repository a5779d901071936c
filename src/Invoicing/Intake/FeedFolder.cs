using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Invoicing.Intake;

/// <summary>
/// The sub-folders of <c>Feeds:Folder</c>. All must be on one file system: a file that is moved goes on being written to by whoever has it
/// open.
/// </summary>
internal sealed partial class FeedFolder(string root)
{
    // File systems take 255 bytes; a number and an ending must fit in beside the name.
    private const int LongestName = 200;

    // Of a copy of a file of the SFTP server that is not whole yet.
    private const string CopyStart = ".sftp-";
    private const string CopyEnd = ".part";

    public const string IsUnfinishedForLong = "its name says that it is still being written, and nobody has written to it for an hour: " +
        "rename it if all is there, else delete it";

    private const string InSubFolder =
        "it is a folder with something in it, and sub-folders are not looked into: put the files into incoming itself";

    // Longer than any upload that goes on by itself.
    public static readonly TimeSpan UnfinishedForLong = TimeSpan.FromHours(1);

    private static readonly string[] s_unfinished = [".tmp", ".part", ".partial", ".filepart", ".writing", ".uploading", "~"];

    public string Incoming => Path.Combine(root, "incoming");
    public string Processing => Path.Combine(root, "processing");
    public string Done => Path.Combine(root, "done");
    public string Rejected => Path.Combine(root, "rejected");

    // What became of each order of each file, and the answers of Retail Pro.
    public string Results => Path.Combine(root, "results");
    public string Responses => Path.Combine(root, "responses");

    /// <exception cref="IOException">The folder cannot be used.</exception>
    public void Create()
    {
        foreach (var folder in new[] { Incoming, Processing, Done, Rejected, Results, Responses })
        {
            Directory.CreateDirectory(folder);
        }
    }

    /// <summary>Whether no file of this name was ever kept, as far as the folder tells.</summary>
    public bool IsFree(string storedName) =>
        !new[] { Processing, Done, Rejected }.Any(folder => File.Exists(Path.Combine(folder, storedName)))
        && !File.Exists(ResultsOf(storedName));

    /// <summary>Files that were read, or refused as a whole.</summary>
    public IEnumerable<FileInfo> DealtWith() => new[] { Done, Rejected }.Where(Directory.Exists)
        .SelectMany(folder => new DirectoryInfo(folder).GetFiles());

    /// <summary>The answers of Retail Pro, day by day.</summary>
    public IEnumerable<(FileInfo File, DateOnly Day)> ResponseFiles() => !Directory.Exists(Responses) ? []
        : new DirectoryInfo(Responses).GetFiles("*.jsonl").SelectMany(file => DateOnly.TryParseExact(
            Path.GetFileNameWithoutExtension(file.Name), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? new[] { (file, day) } : []);

    public string ResultsOf(string storedName) => Path.Combine(Results, storedName + ".jsonl");

    /// <summary>Regular files that are not called as if they were still being written.</summary>
    public IEnumerable<FileInfo> Arrived() => new DirectoryInfo(Incoming).EnumerateFiles()
        // A link could lead to any file that this process may read.
        .Where(file => file.LinkTarget is null && !IsUnfinished(file.Name) && !IsForeign(file.Name))
        .OrderBy(file => file.LastWriteTimeUtc).ThenBy(file => file.Name, StringComparer.Ordinal);

    /// <summary>What lies in <c>incoming</c> and will not be taken, and why.</summary>
    public IEnumerable<FeedTrouble> NotTaken(DateTimeOffset now) => new DirectoryInfo(Incoming).EnumerateFileSystemInfos()
        .Select(entry => WhyNot(entry, now) is { } problem ? new FeedTrouble(entry.Name, problem) : null)
        .OfType<FeedTrouble>();

    private static string? WhyNot(FileSystemInfo entry, DateTimeOffset now)
    {
        try
        {
            return IsForeign(entry.Name) ? "its name is not UTF-8, so that it cannot be opened: rename it"
                : entry.LinkTarget is not null ? "it is a link, and links are not followed: put the file itself there"
                : entry is DirectoryInfo folder ? folder.EnumerateFileSystemInfos().Any() ? InSubFolder : null
                : IsUnfinished(entry.Name) && CopyOf(entry.Name) is null && (now - entry.LastWriteTimeUtc).Duration() > UnfinishedForLong
                    ? IsUnfinishedForLong
                : null;
        }
        catch (IOException)
        {
            // Renamed or deleted since it was listed.
            return null;
        }
        catch (UnauthorizedAccessException)
        {
            return InSubFolder;
        }
    }

    /// <summary>Where a file of the SFTP server is written until it is whole.</summary>
    public string CopyPath(Guid id) => Path.Combine(Incoming, $"{CopyStart}{id}{CopyEnd}");

    /// <summary>Copies that were not finished or not renamed.</summary>
    public IReadOnlyList<Guid> Copies() =>
        [.. Directory.EnumerateFiles(Incoming, $"{CopyStart}*{CopyEnd}").Select(file => CopyOf(Path.GetFileName(file))).OfType<Guid>()];

    private static Guid? CopyOf(string name) =>
        name.StartsWith(CopyStart, StringComparison.Ordinal) && name.EndsWith(CopyEnd, StringComparison.Ordinal)
            && Guid.TryParse(name[CopyStart.Length..^CopyEnd.Length], out var id) ? id : null;

    // A name that is no UTF-8 cannot be written back, so that no file of it is found.
    private static bool IsForeign(string name) => name.Contains('\uFFFD', StringComparison.Ordinal);

    public static bool IsUnfinished(string name) =>
        name[0] is '.' or '_' || s_unfinished.Any(ending => name.EndsWith(ending, StringComparison.OrdinalIgnoreCase));

    /// <summary>The name under which the nth file of this name is kept, such as <c>orders.2.jsonl.gz</c>.</summary>
    public static string StoredName(string name, int nth)
    {
        // Names go into the log, and come from outside.
        name = string.Concat(name.Select(c => char.IsControl(c) ? '_' : c));
        var ending = Ending().Match(name).Value;
        var stem = name[..^ending.Length];
        while (Encoding.UTF8.GetByteCount(stem + ending) > LongestName && stem.Length > 1)
        {
            stem = stem[..^(char.IsLowSurrogate(stem[^1]) ? 2 : 1)];
        }

        return Numbered(stem + ending, nth);
    }

    /// <summary>Such as <c>orders.2.jsonl.gz</c> for the second.</summary>
    public static string Numbered(string name, int nth) => nth == 1 ? name : Ending().Replace(name, match => $".{nth}{match.Value}", 1);

    [GeneratedRegex(@"(\.(jsonl|ndjson|json|csv|tsv|tab|txt))?(\.(gz|zip))?$", RegexOptions.IgnoreCase)]
    private static partial Regex Ending();
}
