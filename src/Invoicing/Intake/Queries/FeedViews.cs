using System.Text.Json;
using Invoicing.Storage;
using Npgsql;

namespace Invoicing.Intake.Queries;

internal sealed class FeedViews(NpgsqlDataSource database)
{
    private const int ProblemsShown = 20;

    private const string Columns = """
        id, stored_name, file_name, state, position, case when size = 0 then 100 else least(100, 100 * bytes_read / size) end,
        outcomes::text, problem, remark, claimed_at, finished_at, settled_at
        """;

    public Task<IReadOnlyList<FeedSummary>> List(int limit, CancellationToken ct) =>
        Read($"select {Columns} from feeds order by id desc limit $1", ct, limit);

    public Task<IReadOnlyList<FeedSummary>> UnderWay(CancellationToken ct) =>
        Read($"select {Columns} from feeds where finished_at is null order by id", ct);

    /// <param name="nameOrId">The name under which the file is kept, or the feed's number.</param>
    /// <exception cref="UnknownFeedException">There is none.</exception>
    public async Task<FeedDetails> Find(string nameOrId, CancellationToken ct)
    {
        // A file may be called by a number, too: names come first.
        var found = await Read(
            $"select {Columns} from feeds where stored_name = $1 or id::text = $1 order by stored_name = $1 desc limit 1", ct, nameOrId);
        if (found is not [var feed])
        {
            throw new UnknownFeedException(nameOrId);
        }

        await using var connection = await database.OpenConnectionAsync(ct);
        var states = await connection.Query("""
            select o.state, count(distinct o.id)
            from feed_lines l
            join mt_doc_order o on o.id = l.order_key
            where l.feed_id = $1
            group by o.state
            """, reader => KeyValuePair.Create(reader.GetString(0), reader.GetInt64(1)), ct, feed.Id);
        var problems = await connection.Query("""
            select line, order_no, outcome, detail
            from feed_lines
            where feed_id = $1 and outcome in ('unreadable', 'conflict', 'invalid')
            order by entry
            limit $2
            """, row => new FeedProblem(row.GetInt64(0), row.Text(1), row.GetString(2), row.Text(3)), ct, feed.Id, ProblemsShown);
        return new(feed, new SortedDictionary<string, long>(new Dictionary<string, long>(states), StringComparer.Ordinal), problems);
    }

    public async Task<FeedsAround> Around(CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        var server = await connection.Query(
            "select server, looked_at, waiting from sftp_looks",
            reader => new SftpSeen(reader.GetString(0), reader.GetFieldValue<DateTimeOffset>(1), reader.GetInt32(2)),
            ct);
        return new(await Troubles(connection, ct), server.SingleOrDefault());
    }

    /// <summary>The same within the connection's transaction.</summary>
    public static async Task<IReadOnlyList<FeedTroubleSeen>> Troubles(NpgsqlConnection connection, CancellationToken ct) =>
        await connection.Query(
            "select place, name, problem, since from feed_troubles order by place, name",
            row => new FeedTroubleSeen(row.GetString(0), row.GetString(1), row.GetString(2), row.GetFieldValue<DateTimeOffset>(3)),
            ct);

    private async Task<IReadOnlyList<FeedSummary>> Read(string sql, CancellationToken ct, params object?[] values)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return await connection.Query(
            sql,
            reader => new FeedSummary(
                reader.GetInt64(0), reader.GetString(1), reader.GetString(2), Enum.Parse<FeedState>(reader.GetString(3), ignoreCase: true),
                reader.GetInt64(4), reader.GetInt64(5), JsonSerializer.Deserialize<SortedDictionary<string, long>>(reader.GetString(6))!,
                reader.Text(7), reader.Text(8), reader.GetFieldValue<DateTimeOffset>(9), reader.Time(10), reader.Time(11)),
            ct,
            values);
    }
}

internal sealed class UnknownFeedException(string nameOrId)
    : Exception($"No feed {nameOrId} is known. `invoicing feeds list` shows those that were taken up; a file that lies in incoming is not "
        + "stable yet, or `serve` does not run.");

/// <param name="Name">Under which its file is kept.</param>
/// <param name="Entries">That were taken so far.</param>
/// <param name="Percent">Of the file that was read.</param>
/// <param name="Outcomes">How many entries had which <see cref="FeedOutcome"/>.</param>
/// <param name="Problem">Why it was rejected, or that orders were not taken.</param>
/// <param name="SettledAt">When all its orders had ended.</param>
internal sealed record FeedSummary(
    long Id,
    string Name,
    string UploadedAs,
    FeedState State,
    long Entries,
    long Percent,
    IReadOnlyDictionary<string, long> Outcomes,
    string? Problem,
    string? Remark,
    DateTimeOffset ClaimedAt,
    DateTimeOffset? FinishedAt,
    DateTimeOffset? SettledAt);

/// <param name="States">How many of its orders are in which state now.</param>
/// <param name="Problems">The first of them.</param>
internal sealed record FeedDetails(FeedSummary Feed, IReadOnlyDictionary<string, long> States, IReadOnlyList<FeedProblem> Problems);

internal sealed record FeedProblem(long Line, string? OrderNo, string Outcome, string? Reason);

/// <summary>What else there is to be seen of feeds than those that were taken.</summary>
/// <param name="Sftp">Null: no server was looked at yet.</param>
internal sealed record FeedsAround(IReadOnlyList<FeedTroubleSeen> Troubles, SftpSeen? Sftp);

/// <param name="Place"><c>incoming</c>, <c>processing</c>, <c>sftp</c> for the server itself, or <c>sftp:FOLDER</c>.</param>
/// <param name="Name">Of the file; at the server, what is concerned.</param>
internal sealed record FeedTroubleSeen(string Place, string Name, string Problem, DateTimeOffset Since)
{
    public override string ToString() => $"{Place}: {Name}: {Problem}";
}

/// <summary>The server that feeds are fetched from, at the last look that went through.</summary>
internal sealed record SftpSeen(string Server, DateTimeOffset LookedAt, int Waiting);
