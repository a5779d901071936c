using Invoicing.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Invoicing.Intake.Results;

/// <summary>Writes what became of orders, and the answers of Retail Pro, into the folder of the feeds; deletes files that are old.</summary>
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
        var results = new ResultFiles(connection, folder);
        var responses = new ResponseFiles(connection, folder);
        var old = new OldFiles(connection, folder, TimeSpan.FromDays(options.Value.KeepDays));
        var changed = new Pace(options.Value.ResultsInterval, clock);
        var answered = new Pace(s_responses, clock);
        var kept = new Pace(s_housekeeping, clock);
        while (true)
        {
            await results.WriteNew(ct);
            if (changed.IsDue())
            {
                await results.Amend(ct);
            }

            if (answered.IsDue())
            {
                await responses.Append(ct);
            }

            if (kept.IsDue())
            {
                await old.Delete(ct);
            }

            Works();
            await Task.Delay(s_look < options.Value.ResultsInterval ? s_look : options.Value.ResultsInterval, clock, ct);
        }
    }

    /// <summary>Due at once, and then every so often.</summary>
    private sealed class Pace(TimeSpan interval, TimeProvider clock)
    {
        private long? _last;

        public bool IsDue()
        {
            if (_last is { } last && clock.GetElapsedTime(last) < interval)
            {
                return false;
            }

            _last = clock.GetTimestamp();
            return true;
        }
    }
}
