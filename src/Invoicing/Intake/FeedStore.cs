using System.Text.Json;
using Invoicing.Process;
using Invoicing.Storage;
using Npgsql;
using NpgsqlTypes;

namespace Invoicing.Intake;

/// <summary>
/// The feeds, as the one process that takes them writes them: on the connection that holds the right to do so, so that nothing can be
/// written any more once that is lost.
/// </summary>
internal sealed class FeedStore(NpgsqlConnection connection)
{
    private const string Columns = "id, file_name, stored_name, state, size, sha256, position, reopened";

    public NpgsqlConnection Connection => connection;

    /// <summary>Those whose file was not read to its end, oldest first.</summary>
    public Task<List<Feed>> Open(CancellationToken ct) =>
        Read($"select {Columns} from feeds where state in ('claimed', 'reading') order by id", ct);

    /// <summary>Those that ended lately: somebody who uploads slowly may still be writing to their files.</summary>
    public Task<List<Feed>> EndedLately(CancellationToken ct) =>
        Read($"select {Columns} from feeds where finished_at > now() - interval '1 hour' and removed_at is null", ct);

    public async Task<Feed?> Named(string storedName, CancellationToken ct) =>
        (await Read($"select {Columns} from feeds where stored_name = $1", ct, storedName)).SingleOrDefault();

    /// <summary>Chooses a name that no file had before.</summary>
    /// <param name="isFree">After the database was put back to an older state, files of names that it has forgotten are there.</param>
    public async Task<Feed> Claim(string fileName, long size, Func<string, bool> isFree, CancellationToken ct)
    {
        var earlier = (long)(await connection.Scalar("select count(*) from feeds where file_name = $1", ct, fileName))!;
        for (var nth = (int)earlier + 1; ; nth++)
        {
            if (!isFree(FeedFolder.StoredName(fileName, nth)))
            {
                continue;
            }

            var claimed = await Read($"""
                insert into feeds (file_name, stored_name, size, state)
                values ($1, $2, $3, 'claimed')
                on conflict (stored_name) do nothing
                returning {Columns}
                """, ct, fileName, FeedFolder.StoredName(fileName, nth), size);
            if (claimed is [var feed])
            {
                return feed;
            }
        }
    }

    /// <summary>Nothing was read of it: its file is claimed anew.</summary>
    public Task Forget(Feed feed, CancellationToken ct) =>
        connection.Execute("delete from feeds where id = $1 and state = 'claimed'", ct, feed.Id);

    /// <param name="position">Together with the digest of the content of which so many entries were taken.</param>
    public Task Begin(Feed feed, long size, string? sha256, string? remark, long position, CancellationToken ct) =>
        connection.Execute(
            "update feeds set state = 'reading', size = $2, sha256 = $3, remark = $4, position = $5 where id = $1",
            ct, feed.Id, size, sha256, remark, position);

    /// <summary>The latest other feed of the same content, and its day; null: there is none.</summary>
    public async Task<string?> SameAs(Feed feed, string sha256, CancellationToken ct) => (string?)await connection.Scalar("""
        select stored_name || ' of ' || to_char(finished_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI') || ' UTC'
        from feeds
        where sha256 = $1 and id <> $2 and state = 'done'
        order by id desc
        limit 1
        """, ct, sha256, feed.Id);

    public async Task<Dictionary<string, long>> Outcomes(Feed feed, CancellationToken ct)
    {
        var outcomes = await connection.Query(
            "select outcome, count(*) from feed_lines where feed_id = $1 group by outcome",
            reader => KeyValuePair.Create(reader.GetString(0), reader.GetInt64(1)), ct, feed.Id);
        return new(outcomes);
    }

    /// <summary>Notes what became of the next entries, within the transaction that stores their orders.</summary>
    public async Task Advance(
        Feed feed, IReadOnlyList<FeedLine> lines, long bytesRead, IReadOnlyDictionary<string, long> outcomes, CancellationToken ct)
    {
        // An entry that is read again, because its file has changed since, keeps what became of it: it is not a duplicate of itself.
        await using var insert = connection.Command("""
            insert into feed_lines (feed_id, entry, line, order_no, order_key, outcome, detail)
            select $1, *
            from unnest($2, $3, $4, $5, $6, $7)
            on conflict (feed_id, entry) do update
            set line      = excluded.line,
                order_no  = excluded.order_no,
                order_key = excluded.order_key,
                outcome   = excluded.outcome,
                detail    = excluded.detail
            where excluded.outcome <> 'duplicate'
               or feed_lines.outcome = 'unreadable'
               or feed_lines.order_no is distinct from excluded.order_no
            """, feed.Id);
        insert.AddArray(NpgsqlDbType.Bigint, lines.Select(line => line.Text.Number));
        insert.AddArray(NpgsqlDbType.Bigint, lines.Select(line => line.Text.Line));
        insert.AddArray(NpgsqlDbType.Text, lines.Select(line => line.OrderNo));
        insert.AddArray(NpgsqlDbType.Uuid, lines.Select(line => line.Key));
        insert.AddArray(NpgsqlDbType.Text, lines.Select(line => line.Result.Outcome));
        insert.AddArray(NpgsqlDbType.Text, lines.Select(line => line.Result.Detail));
        await insert.ExecuteNonQueryAsync(ct);

        await connection.Execute(
            "update feeds set position = $2, bytes_read = $3, outcomes = $4::jsonb where id = $1",
            ct, feed.Id, lines[^1].Text.Number, bytesRead, JsonSerializer.Serialize(outcomes));
    }

    /// <param name="entries">Of the file as it was read last: lines of more are of what it was before.</param>
    public Task Finish(Feed feed, FeedState state, long size, long entries, string? problem, CancellationToken ct) => connection.Execute("""
        with gone as (
            delete from feed_lines
            where feed_id = $1 and entry > $5
        )
        update feeds
        set state       = $2,
            size        = $3,
            bytes_read  = $3,
            problem     = $4,
            finished_at = clock_timestamp(),
            outcomes    = coalesce((
                select jsonb_object_agg(outcome, n)
                from (select outcome, count(*) as n from feed_lines where feed_id = $1 and entry <= $5 group by outcome) as o
            ), '{}')
        where id = $1
        """, ct, feed.Id, state.ToString().ToLowerInvariant(), size, problem, entries);

    /// <summary>The first entry that was not taken, in words; null: all were.</summary>
    public async Task<string?> FirstNotTaken(Feed feed, CancellationToken ct) => (string?)await connection.Scalar("""
        select 'line ' || line || ': ' || coalesce(detail, outcome)
        from feed_lines
        where feed_id = $1 and outcome in ('unreadable', 'conflict')
        order by entry
        limit 1
        """, ct, feed.Id);

    /// <summary>Its file has grown since its end: it is read again.</summary>
    public Task Reopen(Feed feed, CancellationToken ct) => connection.Execute("""
        update feeds
        set state       = 'reading',
            reopened    = reopened + 1,
            finished_at = null,
            results_at  = null,
            settled_at  = null
        where id = $1
        """, ct, feed.Id);

    private Task<List<Feed>> Read(string sql, CancellationToken ct, params object?[] values) => connection.Query(
        sql,
        reader => new Feed(
            reader.GetInt64(0), reader.GetString(1), reader.GetString(2), Enum.Parse<FeedState>(reader.GetString(3), ignoreCase: true),
            reader.GetInt64(4), reader.Text(5), reader.GetInt64(6), reader.GetInt32(7)),
        ct,
        values);
}

internal enum FeedState
{
    /// <summary>Chosen; its file is about to be moved to <c>processing</c>.</summary>
    Claimed,

    Reading,
    Done,
    Rejected,
}

/// <param name="Position">Entries that were taken.</param>
internal sealed record Feed(
    long Id, string FileName, string StoredName, FeedState State, long Size, string? Sha256, long Position, int Reopened)
{
    /// <summary>Of the notice about this reading of it: the same however often it is told.</summary>
    public Guid NoticeId => OrderKey.Of($"feed/{Id}/{Reopened}");
}
