using System.Text;
using Invoicing.Storage;
using Npgsql;

namespace Invoicing.Intake.Sftp;

/// <summary>What was fetched from the server and put back to it, written on the connection that holds the right to do so.</summary>
internal sealed class RemoteFileStore(NpgsqlConnection connection)
{
    /// <summary>Files of the folder that were fetched, as they were, and the ids of those; not those that are known to be gone.</summary>
    public async Task<Dictionary<(string Name, FileStamp Stamp), Guid>> Fetched(string folder, CancellationToken ct)
    {
        var fetched = await connection.Query(
            "select id, name, size, modified_at from remote_files where folder = $1 and gone_at is null",
            reader => (
                Id: reader.GetGuid(0), Name: Encoding.Latin1.GetString(reader.GetFieldValue<byte[]>(1)), Stamp: StampOf(reader, 2)),
            ct,
            folder);
        // Of two that are the same, the later one counts.
        return fetched.GroupBy(file => (file.Name, file.Stamp)).ToDictionary(same => same.Key, same => same.Last().Id);
    }

    /// <summary>Its copy is whole and on disk, and is called by the id; from now on nothing of the file is needed any more.</summary>
    public Task Add(Guid id, string folder, RemoteFile file, CancellationToken ct) => connection.Execute(
        "insert into remote_files (id, folder, name, size, modified_at, local_name) values ($1, $2, $3, $4, $5, $6)",
        ct, id, folder, Encoding.Latin1.GetBytes(file.Name), file.Stamp.Size, file.Stamp.ModifiedAt, file.LocalName);

    /// <summary>The name that the copy is to get; null: the copy is not whole.</summary>
    public async Task<string?> LocalName(Guid id, CancellationToken ct) =>
        (string?)await connection.Scalar("select local_name from remote_files where id = $1", ct, id);

    /// <summary>They are not on the server any more as they were.</summary>
    public Task AreGone(IReadOnlyCollection<Guid> ids, CancellationToken ct) =>
        ids.Count == 0
            ? Task.CompletedTask
            : connection.Execute("update remote_files set gone_at = now() where id = any ($1)", ct, ids.ToArray());

    public async Task<Dictionary<string, FileStamp>> Copies(string folder, CancellationToken ct)
    {
        var copies = await connection.Query(
            "select name, size, modified_at from remote_copies where folder = $1",
            reader => KeyValuePair.Create(reader.GetString(0), StampOf(reader, 1)), ct, folder);
        return new(copies);
    }

    public Task Copied(string folder, string name, FileStamp stamp, CancellationToken ct) => connection.Execute("""
        insert into remote_copies (folder, name, size, modified_at)
        values ($1, $2, $3, $4)
        on conflict (folder, name) do update
        set size        = excluded.size,
            modified_at = excluded.modified_at
        """, ct, folder, name, stamp.Size, stamp.ModifiedAt);

    /// <summary>Fails once the right to the work is lost.</summary>
    public Task StillOurs(CancellationToken ct) => connection.Execute("select", ct);

    public Task Looked(string server, int waiting, CancellationToken ct) => connection.Execute("""
        insert into sftp_looks (server, looked_at, waiting)
        values ($1, now(), $2)
        on conflict (only_one) do update
        set server    = excluded.server,
            looked_at = excluded.looked_at,
            waiting   = excluded.waiting
        """, ct, server, waiting);

    private static FileStamp StampOf(NpgsqlDataReader reader, int column) => new(reader.GetInt64(column), reader.GetDateTime(column + 1));
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
