using Invoicing.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Invoicing.Intake.Results;

/// <summary>Writes what became of orders, and the answers of Retail Pro, into the folder of the feeds; deletes old files.</summary>
internal sealed class FeedReports(
    FeedFolder folder, IOptions<FeedSettings> options, IOptions<PostgresSettings> postgres, TimeProvider clock, ILogger<FeedReports> logger)
    : SingletonWorker(LockId, "Writing results and responses of feeds", postgres, logger)
{
    private const long LockId = 7_463_203;

    private static readonly TimeSpan s_look = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_responses = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_housekeeping = TimeSpan.FromHours(1);

    protected override async Task Work(NpgsqlConnection connection, CancellationToken ct)
    {
        folder.Create();
        var (results, responses) = (new ResultFiles(connection, folder), new ResponseFiles(connection, folder));
        (TimeSpan Every, Func<Task> Work)[] jobs =
        [
            (TimeSpan.Zero, () => results.WriteNew(ct)),
            (options.Value.ResultsInterval, () => results.Amend(ct)),
            (s_responses, () => responses.Append(ct)),
            (s_housekeeping, () => DeleteOld(connection, TimeSpan.FromDays(options.Value.KeepDays), ct)),
        ];
        var begun = new long?[jobs.Length];
        while (true)
        {
            for (var job = 0; job < jobs.Length; job++)
            {
                if (begun[job] is not { } last || clock.GetElapsedTime(last) >= jobs[job].Every)
                {
                    begun[job] = clock.GetTimestamp();
                    await jobs[job].Work();
                }
            }

            Works();
            await Task.Delay(s_look < options.Value.ResultsInterval ? s_look : options.Value.ResultsInterval, clock, ct);
        }
    }

    /// <summary>Files of feeds that ended long ago, their results, and the responses of those days: they hold personal data.</summary>
    private async Task DeleteOld(NpgsqlConnection connection, TimeSpan keep, CancellationToken ct)
    {
        var old = await connection.Query(
            "select id, stored_name from feeds where finished_at < now() - $1 and removed_at is null",
            reader => (Id: reader.GetInt64(0), Name: reader.GetString(1)),
            ct,
            keep);
        foreach (var (id, name) in old)
        {
            File.Delete(Path.Combine(folder.Done, name));
            File.Delete(Path.Combine(folder.Rejected, name));
            File.Delete(folder.ResultsOf(name));
            await connection.Execute("update feeds set removed_at = now() where id = $1", ct, id);
        }

        var oldest = (string?)await connection.Scalar("select to_char((now() - $1) at time zone 'UTC', 'YYYY-MM-DD')", ct, keep);
        foreach (var file in Directory.GetFiles(folder.Responses, "*.jsonl"))
        {
            var day = Path.GetFileNameWithoutExtension(file);
            if (DateOnly.TryParseExact(day, "yyyy-MM-dd", out _) && string.CompareOrdinal(day, oldest) < 0)
            {
                File.Delete(file);
            }
        }
    }
}
