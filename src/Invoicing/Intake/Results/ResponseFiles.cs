using System.Globalization;
using System.Text.Json.Nodes;
using Invoicing.Storage;
using Npgsql;

namespace Invoicing.Intake.Results;

/// <summary>
/// <c>responses/DAY.jsonl</c>: every answer of Retail Pro, once. The database knows the first transaction whose answers are still to be
/// written, and how long the last file was then; what a crash has left behind it is cut off.
/// </summary>
internal sealed class ResponseFiles(NpgsqlConnection connection, FeedFolder folder)
{
    private const string NewSql = """
        select t.at, o.order_no, t.details::text
        from timeline t
        left join mt_doc_order o on o.id = t.order_id
        where t.what = 'called' and t.xid >= $1 and t.xid < $2
        order by t.at, t.order_id, t.id
        """;

    // The numbers of another server's transactions mean nothing here: what was not written counts as this transaction's.
    private const string RenumberSql = """
        with renumbered as (
            update timeline t
            set xid = case when t.xid >= r.xid or t.at > r.at then pg_current_xact_id()::text::bigint else 0 end
            from feed_responses r
            where t.xid > 0
        )
        update feed_responses
        set xid = 1
        """;

    private static readonly string[] s_told =
        ["operation", "number", "attempt", "startedAt", "elapsedMs", "status", "outcome", "message", "answer"];

    public async Task Append(CancellationToken ct)
    {
        var start = await Position(ct);
        // A row is seen when its transaction has ended, so only those below the oldest one that is open are complete.
        var end = (long)(await connection.Scalar("select pg_snapshot_xmin(pg_current_snapshot())::text::bigint", ct))!;
        if (start.Xid > end)
        {
            // The database was moved to a server that has counted less far.
            await using var renumber = connection.Command(RenumberSql);
            renumber.CommandTimeout = 0;
            await renumber.ExecuteNonQueryAsync(ct);
            return;
        }

        var (at, day, length) = await Write(start, end, ct);
        if (at is not null)
        {
            await connection.Execute(
                "update feed_responses set xid = $1, at = greatest(at, $2), day = $3, length = $4", ct, end, at, day, length);
        }
    }

    /// <returns>The time of the last answer, and where its file ends; the time is null where nothing is new.</returns>
    private async Task<(DateTimeOffset? At, DateOnly Day, long Length)> Write(
        (long Xid, DateOnly Day, long Length) start, long end, CancellationToken ct)
    {
        var (last, current) = ((DateTimeOffset?)null, start.Day);
        var file = OpenAt(current, start.Length);
        try
        {
            await using var command = connection.Command(NewSql, start.Xid, end);
            command.CommandTimeout = 0;
            await using var reader = await command.ExecuteReaderAsync(ct);
            while (await reader.ReadAsync(ct))
            {
                var at = reader.GetFieldValue<DateTimeOffset>(0).ToUniversalTime();
                // One that began before midnight and ended after another goes to the day of that.
                if (DateOnly.FromDateTime(at.UtcDateTime) is var day && day > current)
                {
                    file.Flush(flushToDisk: true);
                    await file.DisposeAsync();
                    // Nothing of this day is noted yet: what is there, a crash has left.
                    (file, current) = (OpenAt(day, 0), day);
                }

                file.WriteLine(AnswerOf(at, reader));
                last = at;
            }

            file.Flush(flushToDisk: true);
            return (last, current, file.Length);
        }
        finally
        {
            await file.DisposeAsync();
        }
    }

    private static JsonObject AnswerOf(DateTimeOffset at, NpgsqlDataReader reader)
    {
        var details = JsonNode.Parse(reader.GetString(2))!.AsObject();
        var answer = new JsonObject
        {
            ["at"] = at.ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture), ["orderNo"] = reader.Text(1),
        };
        foreach (var name in s_told.Where(details.ContainsKey))
        {
            answer[name] = details[name]?.DeepClone();
        }

        return answer;
    }

    private FileStream OpenAt(DateOnly day, long length)
    {
        var path = Path.Combine(folder.Responses, $"{day:yyyy-MM-dd}.jsonl");
        var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read, 64 * 1024);
        // Shorter only if somebody has deleted or cut it.
        file.SetLength(Math.Min(file.Length, length));
        file.Position = file.Length;
        return file;
    }

    /// <summary>
    /// The first transaction whose answers are not written; the day of the file that was written last, and its length. At the very first,
    /// now: answers of before are not written.
    /// </summary>
    private async Task<(long Xid, DateOnly Day, long Length)> Position(CancellationToken ct)
    {
        var positions = await connection.Query("""
            insert into feed_responses (at, xid, day, length)
            values (now(), pg_snapshot_xmin(pg_current_snapshot())::text::bigint, (now() at time zone 'UTC')::date, 0)
            on conflict (only_one) do update set length = feed_responses.length
            returning xid, day, length
            """, reader => (reader.GetInt64(0), reader.GetFieldValue<DateOnly>(1), reader.GetInt64(2)), ct);
        return positions.Single();
    }
}
