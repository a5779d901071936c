using System.Text;
using Npgsql;
using NpgsqlTypes;

namespace Invoicing.Intake.Sftp;

/// <summary>What was fetched from the server and put back to it, written on the connection that holds the right to do so.</summary>
internal sealed class RemoteFileStore(NpgsqlConnection connection)
{
    /// <summary>Files of the folder that were fetched, as they were, and the ids of those; not those that are known to be gone.</summary>
    public async Task<Dictionary<(string Name, FileStamp Stamp), Guid>> Fetched(string folder, CancellationToken ct)
    {
        await using var command = Command("select id, name, size, modified_at from remote_files where folder = $1 and gone_at is null", folder);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var fetched = new Dictionary<(string, FileStamp), Guid>();
        while (await reader.ReadAsync(ct))
        {
            fetched[(Encoding.Latin1.GetString(reader.GetFieldValue<byte[]>(1)), new(reader.GetInt64(2), reader.GetDateTime(3)))] = reader.GetGuid(0);
        }

        return fetched;
    }

    /// <summary>Its copy is whole and on disk, and is called by the id; from now on nothing of the file is needed any more.</summary>
    public Task Add(Guid id, string folder, RemoteFile file, CancellationToken ct) => Execute(
        "insert into remote_files (id, folder, name, size, modified_at, local_name) values ($1, $2, $3, $4, $5, $6)",
        ct, id, folder, Encoding.Latin1.GetBytes(file.Name), file.Stamp.Size, file.Stamp.ModifiedAt, file.LocalName);

    /// <summary>The name that the copy is to get; null: the copy is not whole.</summary>
    public async Task<string?> LocalName(Guid id, CancellationToken ct)
    {
        await using var command = Command("select local_name from remote_files where id = $1", id);
        return (string?)await command.ExecuteScalarAsync(ct);
    }

    /// <summary>They are not on the server any more as they were.</summary>
    public Task AreGone(IReadOnlyCollection<Guid> ids, CancellationToken ct) =>
        ids.Count == 0 ? Task.CompletedTask : Execute("update remote_files set gone_at = now() where id = any ($1)", ct, (object)ids.ToArray());

    /// <summary>What was put back into the folder, by name.</summary>
    public async Task<Dictionary<string, FileStamp>> Copies(string folder, CancellationToken ct)
    {
        await using var command = Command("select name, size, modified_at from remote_copies where folder = $1", folder);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var copies = new Dictionary<string, FileStamp>();
        while (await reader.ReadAsync(ct))
        {
            copies[reader.GetString(0)] = new(reader.GetInt64(1), reader.GetDateTime(2));
        }

        return copies;
    }

    public Task Copied(string folder, string name, FileStamp stamp, CancellationToken ct) => Execute("""
        insert into remote_copies (folder, name, size, modified_at)
        values ($1, $2, $3, $4)
        on conflict (folder, name) do update
        set size        = excluded.size,
            modified_at = excluded.modified_at
        """, ct, folder, name, stamp.Size, stamp.ModifiedAt);

    /// <summary>Fails once the right to the work is lost.</summary>
    public Task StillOurs(CancellationToken ct) => Execute("select", ct);

    /// <param name="waiting">Files that were seen and are not fetched yet.</param>
    public Task Looked(string server, int waiting, CancellationToken ct) => Execute("""
        insert into sftp_looks (server, looked_at, waiting)
        values ($1, now(), $2)
        on conflict (only_one) do update
        set server    = excluded.server,
            looked_at = excluded.looked_at,
            waiting   = excluded.waiting
        """, ct, server, waiting);

    private async Task Execute(string sql, CancellationToken ct, params object[] values)
    {
        await using var command = Command(sql, values);
        await command.ExecuteNonQueryAsync(ct);
    }

    private NpgsqlCommand Command(string sql, params object[] values)
    {
        var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values)
        {
            // The database knows microseconds, a file system less: nothing may look changed for that.
            command.Parameters.Add(value is DateTime time ? new() { Value = time, NpgsqlDbType = NpgsqlDbType.TimestampTz } : new() { Value = value });
        }

        return command;
    }
}
