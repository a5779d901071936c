using Microsoft.Extensions.Logging;
using Renci.SshNet.Common;

namespace Invoicing.Intake.Sftp;

/// <summary>
/// Copies files of one folder of the server into <c>incoming</c>. A file is copied under a name that says so; once the copy is whole, the
/// database notes it and the copy gets its name; only then the file on the server is moved. What is cut off in between goes on from there.
/// </summary>
internal sealed partial class Fetching(
    string remote, FeedFolder folder, RemoteFileStore store, FeedSettings feeds, TimeProvider clock, ILogger logger)
{
    private readonly QuietPeriod _files = new(feeds.StableForOf, clock);
    private readonly Dictionary<string, (FileStamp Stamp, Guid Id)> _begun = [];
    private readonly Clearing _clearing = new(remote, feeds.Sftp.WhenTaken, store, clock);

    /// <summary>Of the server.</summary>
    public string Folder => remote;

    /// <summary>Whether some file is not stable yet, and another look is due after the time that it takes.</summary>
    public bool SomeAreWaiting => _files.SomeAreWaiting;

    /// <summary>Whether anything was copied at the last look.</summary>
    public bool HasProgressed { get; set; }

    /// <summary>Files that were seen and are not fetched yet.</summary>
    public int Waiting { get; private set; }

    /// <summary>Files that are not taken, and why.</summary>
    public IReadOnlyList<FeedTrouble> NotTaken { get; private set; } = [];

    /// <summary>That files which were fetched cannot be moved; null: they can.</summary>
    public FeedTrouble? Stuck => _clearing.Trouble;

    /// <summary>Copies that were whole when something went wrong get their names.</summary>
    /// <param name="isStart">What another process has begun is begun anew: that may still be writing to it.</param>
    public static async Task Recover(FeedFolder folder, RemoteFileStore store, bool isStart, CancellationToken ct)
    {
        foreach (var id in folder.Copies())
        {
            if (await store.LocalName(id, ct) is { } name)
            {
                Publish(folder, id, name);
            }
            else if (isStart)
            {
                File.Delete(folder.CopyPath(id));
            }
        }
    }

    /// <exception cref="SshException">The server, or the way to it, does not work.</exception>
    public async Task Look(SftpConnection connection, CancellationToken ct)
    {
        var entries = await connection.List(remote, ct);
        var fetched = await store.Fetched(remote, ct);
        var there = entries.Where(entry => entry.Kind == RemoteKind.File).Select(entry => (entry.Name, entry.Stamp)).ToHashSet();
        await store.AreGone([.. fetched.Where(file => !there.Contains(file.Key)).Select(file => file.Value)], ct);

        var notTaken = await UnfitFiles.Find(connection, remote, entries, feeds.Sftp, clock.GetUtcNow(), ct);
        var wanted = entries
            .Where(entry => UnfitFiles.IsFit(entry) && !fetched.ContainsKey((entry.Name, entry.Stamp)))
            .OrderBy(entry => entry.Stamp.ModifiedAt).ThenBy(entry => entry.Name, StringComparer.Ordinal).ToList();
        Waiting = wanted.Count;
        ForgetOthers(wanted);
        var stable = _files.Ended(wanted.Select(file => (file.Name, file.Stamp))).ToHashSet();
        foreach (var file in wanted.Where(file => stable.Contains(file.Name)))
        {
            try
            {
                if (await Fetch(connection, file, notTaken, ct) is { } id)
                {
                    fetched[(file.Name, file.Stamp)] = id;
                    Waiting--;
                }
            }
            catch (SftpPathNotFoundException)
            {
                // Nearly always taken away since it was listed: then it is not listed again.
                notTaken.Add(new(
                    file.Shown,
                    "the server lists it, and says that it is not there when it is asked for: rename it, or delete it there",
                    FeedFolder.UnfinishedForLong));
            }
            catch (SftpException e)
            {
                // The others go on.
                notTaken.Add(new(
                    file.Shown, $"it cannot be read ({SftpFaultException.Said(e)}): let the user of Feeds:Sftp:User read it"));
            }
        }

        NotTaken = notTaken;
        await _clearing.Clear(connection, [.. entries.Where(entry => fetched.ContainsKey((entry.Name, entry.Stamp)))], fetched, ct);
    }

    /// <returns>Null: it has changed meanwhile, or is another than the server says.</returns>
    private async Task<Guid?> Fetch(SftpConnection connection, RemoteFile file, List<FeedTrouble> notTaken, CancellationToken ct)
    {
        var id = _begun.TryGetValue(file.Name, out var begun) ? begun.Id : Guid.NewGuid();
        _begun[file.Name] = (file.Stamp, id);
        await using (var copy = new FileStream(folder.CopyPath(id), FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read, bufferSize: 0))
        {
            copy.Seek(0, SeekOrigin.End);
            var before = copy.Length;
            try
            {
                await connection.Fetch(remote, file.Name, copy, file.Stamp.Size, ct);
            }
            finally
            {
                HasProgressed |= copy.Length > before;
            }

            copy.Flush(flushToDisk: true);
            var isUnchanged = await connection.Stamp(remote, file.Name, ct) == file.Stamp;
            if (isUnchanged && copy.Length != file.Stamp.Size)
            {
                notTaken.Add(new(
                    file.Shown,
                    $"the server says that it has {file.Stamp.Size} bytes and gives "
                        + $"{(copy.Length > file.Stamp.Size ? "more" : copy.Length)}: "
                        + "have the server give files as they are, without changing line ends or decrypting them"));
            }

            if (!isUnchanged || copy.Length != file.Stamp.Size)
            {
                Forget(file.Name);
                return null;
            }
        }

        // Files are read in the order of their times.
        File.SetLastWriteTimeUtc(folder.CopyPath(id), file.Stamp.ModifiedAt);
        await store.Add(id, remote, file, ct);
        _begun.Remove(file.Name);
        var name = Publish(folder, id, file.LocalName);
        LogFetched(name, file.Stamp.Size, remote);
        return id;
    }

    /// <summary>Names in <c>incoming</c> are others' too: none of them is replaced.</summary>
    private static string Publish(FeedFolder folder, Guid id, string localName)
    {
        for (var nth = 1; ; nth++)
        {
            var name = FeedFolder.Numbered(localName, nth);
            var path = Path.Combine(folder.Incoming, name);
            try
            {
                File.Move(folder.CopyPath(id), path, overwrite: false);
                return name;
            }
            catch (IOException) when (Path.Exists(path))
            {
                // The next number, then.
            }
        }
    }

    private void ForgetOthers(IReadOnlyList<RemoteFile> wanted)
    {
        var stamps = wanted.ToDictionary(file => file.Name, file => file.Stamp);
        foreach (var (name, begun) in _begun.ToList())
        {
            if (!stamps.TryGetValue(name, out var stamp) || stamp != begun.Stamp)
            {
                Forget(name);
            }
        }
    }

    private void Forget(string name)
    {
        File.Delete(folder.CopyPath(_begun[name].Id));
        _begun.Remove(name);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Feed {Name}: {Size} bytes fetched from {Folder}")]
    private partial void LogFetched(string name, long size, string folder);
}

/// <summary>What lies in a folder of the server and is never fetched, and why.</summary>
internal static class UnfitFiles
{
    public static bool IsFit(RemoteFile entry) =>
        entry.Kind == RemoteKind.File && entry.HasSoundName && !FeedFolder.IsUnfinished(entry.Shown);

    public static async Task<List<FeedTrouble>> Find(
        SftpConnection connection, string folder, List<RemoteFile> entries, SftpSettings sftp, DateTimeOffset now, CancellationToken ct)
    {
        var unfit = new List<FeedTrouble>();
        foreach (var entry in entries.Where(entry => !IsFit(entry)))
        {
            var isSubFolder = entry.HasSoundName && entry.Kind == RemoteKind.Folder;
            if (!isSubFolder || await HoldsAny(connection, folder, entry, sftp, ct))
            {
                unfit.AddRange(WhyNot(entry, now) is { } problem ? [new FeedTrouble(entry.Shown, problem)] : []);
            }
        }

        return unfit;
    }

    private static string? WhyNot(RemoteFile entry, DateTimeOffset now) => entry switch
    {
        { HasSoundName: false } => "the server gives a name that no file can have: rename it there",
        { Kind: RemoteKind.Link } => "it is a link, and links are not followed: put the file itself there",
        { Kind: RemoteKind.Other } => "it is no file but a pipe, a socket or a device: delete it there",
        { Kind: RemoteKind.Folder } => "it is a folder with something in it, and sub-folders are not looked into: " +
            "name it in Feeds:Sftp:Folder, or put the files elsewhere",
        _ when (now - entry.Stamp.ModifiedAt).Duration() > FeedFolder.UnfinishedForLong => FeedFolder.IsUnfinishedForLong,
        _ => null,
    };

    private static async Task<bool> HoldsAny(
        SftpConnection connection, string folder, RemoteFile sub, SftpSettings sftp, CancellationToken ct)
    {
        var path = $"{folder.TrimEnd('/')}/{sub.Shown}";
        var ours = sftp.Folders.Select(SftpSettings.DoneOf).Concat(sftp.Folders).Concat(sftp.PutBack.Select(back => back.Folder));
        // The home of a user has such: of shells and of keys.
        if (ours.Contains(path) || sub.Name.StartsWith('.'))
        {
            return false;
        }

        try
        {
            return (await connection.List(path, ct, most: 1)).Count > 0;
        }
        catch (SftpException)
        {
            // Whatever it holds, nobody will fetch it.
            return true;
        }
    }
}
