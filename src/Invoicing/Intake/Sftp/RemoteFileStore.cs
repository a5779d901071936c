using System.Text;
using Invoicing.Storage;
using Marten;

namespace Invoicing.Intake.Sftp;

/// <summary>What was fetched from the server and put back to it.</summary>
internal sealed class RemoteFileStore(WorkerConnection connection)
{
    /// <summary>Files of the folder that were fetched, as they were, and the ids of those; not those that are known to be gone.</summary>
    public async Task<Dictionary<(string Name, FileStamp Stamp), Guid>> Fetched(string folder, CancellationToken ct)
    {
        var fetched = await connection.Read(
            session => session.Query<FetchedFile>().Where(file => file.Folder == folder).ToListAsync(ct), ct);
        // Of two that are the same, the later one counts.
        return fetched.GroupBy(file => (file.Name, new FileStamp(file.Size, file.ModifiedAt)))
            .ToDictionary(same => same.Key, same => same.Last().Id);
    }

    /// <summary>Its copy is whole and on disk, and is called by the id; from now on nothing of the file is needed any more.</summary>
    public Task Add(Guid id, string folder, RemoteFile file, CancellationToken ct)
    {
        var fetched = new FetchedFile
        {
            Id = id, Folder = folder, Name = file.Name, Size = file.Stamp.Size, ModifiedAt = file.Stamp.ModifiedAt,
            LocalName = file.LocalName,
        };
        return connection.Write(session => session.Insert(fetched), ct);
    }

    /// <summary>The name that the copy is to get; null: the copy is not whole.</summary>
    public async Task<string?> LocalName(Guid id, CancellationToken ct) =>
        (await connection.Read(session => session.LoadAsync<FetchedFile>(id, ct), ct))?.LocalName;

    /// <summary>They are not on the server any more as they were.</summary>
    public Task AreGone(IReadOnlyCollection<Guid> ids, CancellationToken ct) => ids.Count == 0
        ? Task.CompletedTask
        : connection.Write(session => session.DeleteWhere<FetchedFile>(file => file.Id.IsOneOf(ids.ToArray())), ct);

    public async Task<Dictionary<string, FileStamp>> Copies(string folder, CancellationToken ct)
    {
        var copies = await connection.Read(
            session => session.Query<RemoteCopy>().Where(copy => copy.Folder == folder).ToListAsync(ct), ct);
        return copies.ToDictionary(copy => copy.Name, copy => new FileStamp(copy.Size, copy.ModifiedAt));
    }

    public Task Copied(string folder, string name, FileStamp stamp, CancellationToken ct)
    {
        var copy = new RemoteCopy
        {
            Id = RemoteCopy.IdOf(folder, name), Folder = folder, Name = name, Size = stamp.Size, ModifiedAt = stamp.ModifiedAt,
        };
        return connection.Write(session => session.Store(copy), ct);
    }

    /// <summary>Fails once the right to the work is lost.</summary>
    public Task StillOurs(CancellationToken ct) => connection.Read(session => session.Now(ct), ct);

    public async Task Looked(string server, int waiting, CancellationToken ct)
    {
        await using var work = await connection.Begin(ct);
        work.Session.Store(new SftpLook { Server = server, LookedAt = await work.Session.Now(ct), Waiting = waiting });
        await work.Commit(ct);
    }
}

internal enum RemoteKind
{
    File,
    Folder,
    Link,
    PipeOrDevice,
}

/// <summary>An entry of a folder of the server. Its name may be anything that somebody else's machine says.</summary>
/// <param name="Name">A character for each byte: what is no UTF-8 can be asked for again only so.</param>
internal sealed record RemoteFile(string Name, RemoteKind Kind, FileStamp Stamp)
{
    public string Shown => Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(Name));

    /// <summary>The name of a file in a folder, and of nothing else.</summary>
    public bool HasSoundName => Name.Length > 0 && Name is not ("." or "..") && !Name.AsSpan().ContainsAny('/', '\0');

    /// <summary>For <c>incoming</c>: it can be opened there, stays there, and is not left alone as if it were being written.</summary>
    public string LocalName => FeedFolder.StoredName(Shown.Replace('\uFFFD', '_'), 1) is var name
        && (FeedFolder.IsUnfinished(name) || string.IsNullOrWhiteSpace(name)) ? $"file{name}" : name;

    public bool IsFit => Kind == RemoteKind.File && HasSoundName && !FeedFolder.IsUnfinished(Shown);

    /// <summary>Why it is not fetched if it is not fit; null: it is still being written.</summary>
    public string? WhyNot(DateTimeOffset now) => this switch
    {
        { HasSoundName: false } => "the server gives a name that no file can have: rename it there",
        { Kind: RemoteKind.Link } => "it is a link, and links are not followed: put the file itself there",
        { Kind: RemoteKind.PipeOrDevice } => "it is no file but a pipe, a socket or a device: delete it there",
        { Kind: RemoteKind.Folder } => "it is a folder with something in it, and sub-folders are not looked into: "
            + "name it in Feeds:Sftp:Folder, or put the files elsewhere",
        _ when (now - Stamp.ModifiedAt).Duration() > FeedFolder.UnfinishedForLong => FeedFolder.IsUnfinishedForLong,
        _ => null,
    };

    /// <summary>The same form for a path of the settings.</summary>
    public static string Raw(string path) => Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(path));
}
