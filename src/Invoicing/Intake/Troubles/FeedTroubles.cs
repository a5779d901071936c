using Invoicing.Failures;
using Invoicing.Process;
using Invoicing.Storage;
using Microsoft.Extensions.Logging;
using Npgsql;
using Notice = Invoicing.Storage.Notice;

namespace Invoicing.Intake.Troubles;

/// <summary>
/// Keeps what lies in the way of feeds, for people to see, and tells of each once: in the log when it begins and ends, by a notice when it
/// does not pass. Written on the connection that holds the right to the work.
/// </summary>
internal sealed partial class FeedTroubles(NpgsqlConnection connection, NoticeStore notices, ILogger logger)
{
    private const int LongestName = 200;

    private readonly Dictionary<string, IReadOnlyList<FeedTrouble>> _last = [];
    private readonly HashSet<string> _waiting = [];

    /// <summary>All that there are at this place now; others of before are over.</summary>
    public async Task Are(string place, IEnumerable<FeedTrouble> troubles, CancellationToken ct)
    {
        var all = Clean(troubles);
        // Nearly always as at the last look.
        if (_last.TryGetValue(place, out var last) && last.SequenceEqual(all) && !_waiting.Contains(place))
        {
            return;
        }

        _last.Remove(place);
        foreach (var name in await Over(place, [.. all.Select(trouble => trouble.Name)], ct))
        {
            LogOver(place, name);
        }

        await Add(place, all, ct);
        _last[place] = all;
    }

    /// <summary>This one is there now, whatever has become of the others.</summary>
    public Task Is(string place, FeedTrouble trouble, CancellationToken ct)
    {
        _last.Remove(place);
        return Add(place, Clean([trouble]), ct);
    }

    /// <summary>What was in the way of fetching from other folders than these: nobody looks there any more.</summary>
    public async Task ForgetOtherThan(string[] places, CancellationToken ct)
    {
        await using var command = Command("delete from feed_troubles where place like 'sftp%' and place <> all ($1)", (object)places);
        await command.ExecuteNonQueryAsync(ct);
        await using var looks = Command("delete from sftp_looks where cardinality($1::text[]) = 0", (object)places);
        await looks.ExecuteNonQueryAsync(ct);
    }

    /// <summary>Whether it is there for so long already.</summary>
    public async Task<bool> HasLasted(string place, string name, TimeSpan time, CancellationToken ct)
    {
        await using var command = Command("select now() - since >= $3 from feed_troubles where place = $1 and name = $2", place, name, time);
        return await command.ExecuteScalarAsync(ct) is true;
    }

    private static IReadOnlyList<FeedTrouble> Clean(IEnumerable<FeedTrouble> troubles) =>
    [
        .. troubles.Select(trouble => trouble with { Name = TextSanitizer.Line(trouble.Name, LongestName) }).DistinctBy(trouble => trouble.Name).OrderBy(trouble => trouble.Name, StringComparer.Ordinal),
    ];

    private async Task Add(string place, IReadOnlyList<FeedTrouble> troubles, CancellationToken ct)
    {
        _waiting.Remove(place);
        foreach (var trouble in troubles)
        {
            await using var command = Command("""
                insert into feed_troubles (place, name, problem)
                values ($1, $2, $3)
                on conflict (place, name) do update set problem = excluded.problem
                returning since, is_told, now() - since, xmax = 0
                """, place, trouble.Name, trouble.Problem);
            await using var reader = await command.ExecuteReaderAsync(ct);
            await reader.ReadAsync(ct);
            var (since, isTold, age, isNew) = (reader.GetFieldValue<DateTimeOffset>(0), reader.GetBoolean(1), reader.GetTimeSpan(2), reader.GetBoolean(3));
            await reader.DisposeAsync();
            if (isNew)
            {
                LogNew(place, trouble.Name, trouble.Problem);
            }

            if (!isTold && age >= trouble.Patience)
            {
                await Tell(place, trouble, since, ct);
            }
            else if (!isTold)
            {
                _waiting.Add(place);
            }
        }
    }

    private async Task Tell(string place, FeedTrouble trouble, DateTimeOffset since, CancellationToken ct)
    {
        var kind = place == TroublePlace.Server ? NoticeKind.SftpFaulted : NoticeKind.FileNotTaken;
        await using var transaction = await connection.BeginTransactionAsync(ct);
        // One that ended and came again is told again.
        await notices.Add(Notice.Of(kind, place, OrderKey.Of($"trouble/{place}/{trouble.Name}/{since.Ticks}"), $"{trouble.Name}: {trouble.Problem}", since), connection, ct);
        await using var told = Command("update feed_troubles set is_told = true where place = $1 and name = $2", place, trouble.Name);
        await told.ExecuteNonQueryAsync(ct);
        await transaction.CommitAsync(ct);
    }

    private async Task<List<string>> Over(string place, string[] others, CancellationToken ct)
    {
        await using var command = Command("delete from feed_troubles where place = $1 and name <> all ($2) returning name", place, others);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var names = new List<string>();
        while (await reader.ReadAsync(ct))
        {
            names.Add(reader.GetString(0));
        }

        return names;
    }

    private NpgsqlCommand Command(string sql, params object[] values)
    {
        var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values)
        {
            command.Parameters.Add(new() { Value = value });
        }

        return command;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Feeds, {Place}: {Name}: {Problem}")]
    private partial void LogNew(string place, string name, string problem);

    [LoggerMessage(Level = LogLevel.Information, Message = "Feeds, {Place}: {Name}: this trouble is over")]
    private partial void LogOver(string place, string name);
}
