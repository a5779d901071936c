using Microsoft.Extensions.Logging;
using Renci.SshNet.Common;

namespace Invoicing.Intake.Sftp;

/// <summary>
/// Copies files of one folder of the server into <c>incoming</c>. A file is copied under a name that says so; once the copy is whole, the
/// database notes it and the copy gets its name; only then the file on the server is moved. What is cut off in between goes on from there.
/// Where moving or deleting is refused, files stay there, known as fetched.
/// </summary>
internal sealed class Fetching(
    string remote, FeedFolder folder, RemoteFileStore store, FeedSettings feeds, TimeProvider clock, ILogger logger)
    : RefusableWork(remote, clock)
{
    private readonly QuietPeriod _files = new(feeds.StableForOf, clock);
    private readonly Dictionary<string, (FileStamp Stamp, Guid Id)> _begun = [];
    private readonly string _done = SftpSettings.DoneOf(remote);

    public bool SomeAreWaiting => _files.SomeAreWaiting;

    /// <summary>Whether anything was copied at the last look.</summary>
    public bool HasProgressed { get; set; }

    /// <summary>Files that were seen and are not fetched yet.</summary>
    public int Waiting { get; private set; }

    public IReadOnlyList<FeedTrouble> NotTaken { get; private set; } = [];

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
        var entries = await connection.List(Remote, ct);
        var fetched = await store.Fetched(Remote, ct);
        var there = entries.Where(entry => entry.Kind == RemoteKind.File).Select(entry => (entry.Name, entry.Stamp)).ToHashSet();
        await store.AreGone([.. fetched.Where(file => !there.Contains(file.Key)).Select(file => file.Value)], ct);

        var notTaken = await Unfit(connection, entries, ct);
        var wanted = entries
            .Where(entry => entry.IsFit && !fetched.ContainsKey((entry.Name, entry.Stamp)))
            .OrderBy(entry => entry.Stamp.ModifiedAt).ThenBy(entry => entry.Name, StringComparer.Ordinal).ToList();
        Waiting = wanted.Count;
        foreach (var (name, (stamp, _)) in _begun.ToList())
        {
            if (!wanted.Exists(file => file.Name == name && file.Stamp == stamp))
            {
                Forget(name);
            }
        }

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
        await Clear(connection, [.. entries.Where(entry => fetched.ContainsKey((entry.Name, entry.Stamp)))], fetched, ct);
    }

    /// <summary>What lies there and is never fetched, and why.</summary>
    private async Task<List<FeedTrouble>> Unfit(SftpConnection connection, List<RemoteFile> entries, CancellationToken ct)
    {
        var unfit = new List<FeedTrouble>();
        foreach (var entry in entries.Where(entry => !entry.IsFit))
        {
            var isSubFolder = entry.HasSoundName && entry.Kind == RemoteKind.Folder;
            if (entry.WhyNot(Clock.GetUtcNow()) is { } problem && (!isSubFolder || await HoldsAny(connection, entry, ct)))
            {
                unfit.Add(new(entry.Shown, problem));
            }
        }

        return unfit;
    }

    private async Task<bool> HoldsAny(SftpConnection connection, RemoteFile sub, CancellationToken ct)
    {
        var path = $"{Remote.TrimEnd('/')}/{sub.Shown}";
        var sftp = feeds.Sftp;
        var ours = sftp.Folders.Select(SftpSettings.DoneOf).Concat(sftp.Folders).Concat(sftp.PutBack.Select(back => back.Folder));
        try
        {
            // The home of a user has folders that begin with a dot: of shells and of keys.
            return !ours.Contains(path) && !sub.Name.StartsWith('.') && (await connection.List(path, ct, most: 1)).Count > 0;
        }
        catch (SftpException)
        {
            // Whatever it holds, nobody will fetch it.
            return true;
        }
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
                await connection.Fetch(Remote, file.Name, copy, file.Stamp.Size, ct);
            }
            finally
            {
                HasProgressed |= copy.Length > before;
            }

            copy.Flush(flushToDisk: true);
            var isUnchanged = await connection.Stamp(Remote, file.Name, ct) == file.Stamp;
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
        await store.Add(id, Remote, file, ct);
        _begun.Remove(file.Name);
        var name = Publish(folder, id, file.LocalName);
        logger.LogInformation("Feed {Name}: {Size} bytes fetched from {Folder}", name, file.Stamp.Size, Remote);
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

    /// <param name="ids">Of those that were fetched, by name and stamp.</param>
    private Task Clear(
        SftpConnection connection,
        IReadOnlyList<RemoteFile> files,
        IReadOnlyDictionary<(string Name, FileStamp Stamp), Guid> ids,
        CancellationToken ct) => feeds.Sftp.WhenTaken == WhenTaken.Keep ? Task.CompletedTask : Try(
        async () =>
        {
            if (files.Count > 0 && feeds.Sftp.WhenTaken == WhenTaken.Move)
            {
                await connection.MakeFolder(_done, ct);
            }

            foreach (var file in files)
            {
                await Clear(connection, file, ct);
                await store.AreGone([ids[(file.Name, file.Stamp)]], ct);
            }
        },
        said => $"files that were fetched cannot be {(feeds.Sftp.WhenTaken == WhenTaken.Move ? $"moved to {_done}" : "deleted")} ({said}). "
            + "They are known, and not fetched again. Let the user of Feeds:Sftp:User write there, or set Feeds:Sftp:WhenTaken to Keep.");

    /// <summary>It is gone as it was.</summary>
    private async Task Clear(SftpConnection connection, RemoteFile file, CancellationToken ct)
    {
        try
        {
            // It may have grown since it was listed: then it is another one, and fetched again.
            if (await connection.Stamp(Remote, file.Name, ct) != file.Stamp)
            {
                return;
            }

            if (feeds.Sftp.WhenTaken == WhenTaken.Delete)
            {
                await connection.Delete(Remote, file.Name, ct);
                return;
            }

            var target = await FreeName(connection, _done, file.Name, ct);
            await connection.Rename(Remote, file.Name, _done, target, ct);
            // Between the look and the move somebody may have put another one there.
            if (await connection.Stamp(_done, target, ct) != file.Stamp && !await connection.Exists(Remote, file.Name, ct))
            {
                await connection.Rename(_done, target, Remote, file.Name, ct);
            }
        }
        catch (SftpPathNotFoundException)
        {
            // Somebody else was faster.
        }
    }

    private static async Task<string> FreeName(SftpConnection connection, string folder, string name, CancellationToken ct)
    {
        for (var nth = 1; ; nth++)
        {
            if (FeedFolder.Numbered(name, nth) is var free && !await connection.Exists(folder, free, ct))
            {
                return free;
            }
        }
    }

    private void Forget(string name)
    {
        File.Delete(folder.CopyPath(_begun[name].Id));
        _begun.Remove(name);
    }
}
