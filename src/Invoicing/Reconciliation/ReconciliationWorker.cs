using Invoicing.Process;
using Invoicing.Storage;
using Marten;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Invoicing.Reconciliation;

/// <summary>Looks through our own books once a day, and tells people when a sales channel has fallen silent.</summary>
internal sealed class ReconciliationWorker(
    Reconciler reconciler,
    ReconciliationStore reports,
    ReconciliationQueries orders,
    NoticeStore notices,
    IOptions<ReconciliationSettings> options,
    IOptions<InvoicingSettings> invoicing,
    IDocumentStore store,
    IOptions<PostgresSettings> postgres,
    TimeProvider clock,
    ILogger<ReconciliationWorker> logger)
    : SingletonWorker(LockId, "Looking through our own books", store, postgres, logger)
{
    /// <summary>As the audit and the list of reports call it.</summary>
    public const string Name = "daily";

    private const long LockId = 7_463_209;

    private static readonly TimeSpan s_interval = TimeSpan.FromMinutes(1);

    // An order that came late one day is looked at the next day, too.
    private static readonly TimeSpan s_overlap = TimeSpan.FromHours(2);

    private readonly HashSet<string> _silent = new(StringComparer.OrdinalIgnoreCase);

    protected override async Task Work(WorkerConnection connection, CancellationToken ct)
    {
        while (true)
        {
            await LookAtOwnBooks(ct);
            await LookForSilence(ct);
            Works();
            await Task.Delay(s_interval, clock, ct);
        }
    }

    private async Task LookAtOwnBooks(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var local = TimeZoneInfo.ConvertTime(now, invoicing.Value.Zone).DateTime;
        var id = OrderKey.Of($"reconciliation/{DateOnly.FromDateTime(local):O}");
        // Later on the same day where no process ran at the time; never again once it was carried to its end.
        if (options.Value.DailyAt is not { } at || TimeOnly.FromDateTime(local) < at
            || await reports.Find(id, ct) is { EndedAt: not null })
        {
            return;
        }

        var report = await reconciler.Run(
            new(Name, null, now - TimeSpan.FromDays(1) - s_overlap, null, options.Value.UnfinishedAfter, []) { Id = id }, new(), ct);
        logger.LogInformation(
            "Our own books were looked through: {Orders} orders, {Differences} differences", report.Compared, report.Count);
    }

    private async Task LookForSilence(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var hours = BusinessHours.Read(options.Value.BusinessHours, invoicing.Value.Zone)!;
        foreach (var (channel, limit) in options.Value.Silence)
        {
            if (!hours.Has(now) || hours.Before(now, TimeSpan.FromHours(limit)) is not { } since)
            {
                continue;
            }

            if (await orders.HasCome(channel, since, ct))
            {
                _silent.Remove(channel);
            }
            else if (_silent.Add(channel))
            {
                // Told once a day: whoever takes over the work does not know that it was told.
                await notices.Add(
                    Storage.Notice.Of(
                        NoticeKind.NoOrders,
                        channel,
                        OrderKey.Of(FormattableString.Invariant(
                            $"silence/{channel.ToUpperInvariant()}/{TimeZoneInfo.ConvertTime(now, invoicing.Value.Zone):yyyy-MM-dd}")),
                        FormattableString.Invariant($"No order of the channel {channel} has come for {limit:0.##} business hours, ")
                            + FormattableString.Invariant($"since {since.UtcDateTime:yyyy-MM-dd HH:mm} UTC."),
                        now),
                    ct);
                logger.LogWarning("No order of the channel {Channel} has come for {Hours} business hours", channel, limit);
            }
        }
    }
}
