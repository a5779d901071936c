using System.Text.Json;
using Npgsql;

namespace Invoicing.Intake.Queries;

/// <summary>Reads feeds for people.</summary>
internal sealed class FeedViews(NpgsqlDataSource database)
{
    private const int ProblemsShown = 20;

    private const string Columns = """
        id, stored_name, file_name, state, position, case when size = 0 then 100 else least(100, 100 * bytes_read / size) end,
        outcomes::text, problem, remark, claimed_at, finished_at, settled_at
        """;

    public async Task<IReadOnlyList<FeedSummary>> List(int limit, CancellationToken ct)
    {
        await using var command = Command($"select {Columns} from feeds order by id desc limit $1", limit);
        return await Read(command, ct);
    }

    /// <summary>Those that are being read.</summary>
    public async Task<IReadOnlyList<FeedSummary>> UnderWay(CancellationToken ct)
    {
        await using var command = Command($"select {Columns} from feeds where finished_at is null order by id");
        return await Read(command, ct);
    }

    /// <param name="nameOrId">The name under which the file is kept, or the feed's number.</param>
    /// <exception cref="UnknownFeedException">There is none.</exception>
    public async Task<FeedDetails> Find(string nameOrId, CancellationToken ct)
    {
        // A file may be called by a number, too: names come first.
        await using var command = Command($"select {Columns} from feeds where stored_name = $1 or id::text = $1 order by stored_name = $1 desc limit 1", nameOrId);
        return await Read(command, ct) is [var feed] ? new(feed, await States(feed.Id, ct), await Problems(feed.Id, ct)) : throw new UnknownFeedException(nameOrId);
    }

    /// <summary>What lies in the way of feeds.</summary>
    public async Task<FeedsAround> Around(CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return new(await Troubles(connection, ct), await Server(connection, ct));
    }

    /// <summary>The same within the connection's transaction.</summary>
    public static async Task<IReadOnlyList<FeedTroubleSeen>> Troubles(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("select place, name, problem, since from feed_troubles order by place, name", connection);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var troubles = new List<FeedTroubleSeen>();
        while (await reader.ReadAsync(ct))
        {
            troubles.Add(new(reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.GetFieldValue<DateTimeOffset>(3)));
        }

        return troubles;
    }

    private static async Task<SftpSeen?> Server(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("select server, looked_at, waiting from sftp_looks", connection);
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await reader.ReadAsync(ct) ? new(reader.GetString(0), reader.GetFieldValue<DateTimeOffset>(1), reader.GetInt32(2)) : null;
    }

    private async Task<SortedDictionary<string, long>> States(long id, CancellationToken ct)
    {
        await using var command = Command("""
            select o.state, count(distinct o.id)
            from feed_lines l
            join orders o on o.id = l.order_key
            where l.feed_id = $1
            group by o.state
            """, id);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var states = new SortedDictionary<string, long>(StringComparer.Ordinal);
        while (await reader.ReadAsync(ct))
        {
            states[reader.GetString(0)] = reader.GetInt64(1);
        }

        return states;
    }

    private async Task<IReadOnlyList<FeedProblem>> Problems(long id, CancellationToken ct)
    {
        await using var command = Command("""
            select line, order_no, outcome, detail
            from feed_lines
            where feed_id = $1 and outcome in ('unreadable', 'conflict', 'invalid')
            order by entry
            limit $2
            """, id, ProblemsShown);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var problems = new List<FeedProblem>();
        while (await reader.ReadAsync(ct))
        {
            problems.Add(new(reader.GetInt64(0), Text(reader, 1), reader.GetString(2), Text(reader, 3)));
        }

        return problems;
    }

    private static async Task<IReadOnlyList<FeedSummary>> Read(NpgsqlCommand command, CancellationToken ct)
    {
        await using var reader = await command.ExecuteReaderAsync(ct);
        var feeds = new List<FeedSummary>();
        while (await reader.ReadAsync(ct))
        {
            feeds.Add(new(
                reader.GetInt64(0), reader.GetString(1), reader.GetString(2), Enum.Parse<FeedState>(reader.GetString(3), ignoreCase: true),
                reader.GetInt64(4), reader.GetInt64(5), JsonSerializer.Deserialize<SortedDictionary<string, long>>(reader.GetString(6))!,
                Text(reader, 7), Text(reader, 8), reader.GetFieldValue<DateTimeOffset>(9), Time(reader, 10), Time(reader, 11)));
        }

        return feeds;
    }

    private NpgsqlCommand Command(string sql, params object[] values)
    {
        var command = database.CreateCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.Add(new() { Value = value });
        }

        return command;
    }

    private static string? Text(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    private static DateTimeOffset? Time(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetFieldValue<DateTimeOffset>(column);
}

/// <summary>A command names a feed that there is not.</summary>
internal sealed class UnknownFeedException(string nameOrId)
    : Exception($"No feed {nameOrId} is known. `invoicing feeds list` shows those that were taken up; a file that lies in incoming is not stable yet, or `serve` does not run.");
