using System.Globalization;
using System.Text.Json;
using Invoicing.Storage;
using Npgsql;
using NpgsqlTypes;

namespace Invoicing.Intake.Results;

/// <summary>
/// <c>responses/DAY.jsonl</c>: every answer of Retail Pro, once. The database knows the last one that was written and how long its file
/// was then; what a crash has left behind it is cut off.
/// </summary>
internal sealed class ResponseFiles(NpgsqlConnection connection, FeedFolder folder)
{
    // A row is seen when its transaction has ended, and bears the time at which that began: so only what is older than every transaction
    // that is open is complete. A transaction that is just beginning is not listed for a moment: hence the seconds. Only this program appends.
    private const string NewSql = $"""
        select t.at, t.order_id, t.id, o.order_no, t.details::text
        from timeline t
        left join orders o on o.id = t.order_id
        where t.what = 'called'
          and t.at >= $1
          and (t.at, t.order_id, t.id) > ($1, $2, $3)
          and t.at < least(
              now() - interval '3 seconds',
              (select min(xact_start)
               from pg_stat_activity
               where datname = current_database() and application_name in ('{PostgresSettings.OfService}', 'invoicing') and pid <> pg_backend_pid()))
        order by t.at, t.order_id, t.id
        """;

    public async Task Append(CancellationToken ct)
    {
        var start = await Position(ct);
        Position? end = null;
        var file = OpenAt(start.Day, start.Length);
        try
        {
            await using var command = new NpgsqlCommand(NewSql, connection) { CommandTimeout = 0 };
            command.Parameters.Add(new() { Value = start.At });
            command.Parameters.Add(new() { Value = start.OrderId });
            command.Parameters.Add(new() { Value = start.Id });
            await using var reader = await command.ExecuteReaderAsync(ct);
            using var lines = new JsonLines();
            while (await reader.ReadAsync(ct))
            {
                var at = reader.GetFieldValue<DateTimeOffset>(0).ToUniversalTime();
                var day = DateOnly.FromDateTime(at.UtcDateTime);
                if (day != (end ?? start).Day)
                {
                    lines.FlushToDisk(file);
                    await file.DisposeAsync();
                    // Nothing of this day is noted yet: what is there, a crash has left.
                    file = OpenAt(day, 0);
                }

                lines.Write(file, json => WriteAnswer(json, at, reader));
                end = new(at, reader.GetGuid(1), reader.GetInt64(2), day, 0);
            }

            lines.FlushToDisk(file);
            end = end is null ? null : end with { Length = file.Length };
        }
        finally
        {
            await file.DisposeAsync();
        }

        if (end is not null)
        {
            await Note(end, ct);
        }
    }

    private static void WriteAnswer(Utf8JsonWriter json, DateTimeOffset at, NpgsqlDataReader reader)
    {
        using var details = JsonDocument.Parse(reader.GetString(4));
        json.WriteString("at", at.ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture));
        json.WriteString("orderNo", reader.IsDBNull(3) ? null : reader.GetString(3));
        foreach (var name in new[] { "operation", "number", "attempt", "startedAt", "elapsedMs", "status", "outcome", "message", "answer" })
        {
            if (details.RootElement.TryGetProperty(name, out var value))
            {
                json.WritePropertyName(name);
                value.WriteTo(json);
            }
        }
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

    /// <summary>At the very first, now: answers of before are not written.</summary>
    private async Task<Position> Position(CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("""
            insert into feed_responses (at, order_id, id, day, length)
            values (now(), '00000000-0000-0000-0000-000000000000', 0, (now() at time zone 'UTC')::date, 0)
            on conflict (only_one) do update set length = feed_responses.length
            returning at, order_id, id, day, length
            """, connection);
        await using var reader = await command.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        return new(reader.GetFieldValue<DateTimeOffset>(0), reader.GetGuid(1), reader.GetInt64(2), reader.GetFieldValue<DateOnly>(3), reader.GetInt64(4));
    }

    private async Task Note(Position position, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("update feed_responses set at = $1, order_id = $2, id = $3, day = $4, length = $5", connection);
        command.Parameters.Add(new() { Value = position.At });
        command.Parameters.Add(new() { Value = position.OrderId });
        command.Parameters.Add(new() { Value = position.Id });
        command.Parameters.Add(new() { Value = position.Day, NpgsqlDbType = NpgsqlDbType.Date });
        command.Parameters.Add(new() { Value = position.Length });
        await command.ExecuteNonQueryAsync(ct);
    }
}

/// <summary>The answer that was written last, and where its file ended then.</summary>
internal sealed record Position(DateTimeOffset At, Guid OrderId, long Id, DateOnly Day, long Length);
