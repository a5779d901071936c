using System.Globalization;
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
    SilentChannels channels,
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

    private static readonly TimeSpan s_longest = TimeSpan.FromDays(30);

    private readonly HashSet<string> _told = new(StringComparer.OrdinalIgnoreCase);

    protected override async Task Work(WorkerConnection connection, CancellationToken ct)
    {
        while (true)
        {
            await Try("Looking for silent channels", LookForSilence);
            await Try("Looking through our own books", LookAtOwnBooks);
            await Task.Delay(s_interval, clock, ct);
        }

        // What the program does not know must not keep the other from being done; it is tried again in a minute.
        async Task Try(string what, Func<CancellationToken, Task> part)
        {
            try
            {
                await part(ct);
                Works();
            }
            catch (Exception e) when (IsOfTheWork(e, connection) && !ct.IsCancellationRequested)
            {
                logger.LogError("{What} failed: {Type}; tried again in a minute", what, e.GetType().Name);
            }
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

        // Days on which no process ran are made up for.
        var since = await reports.LastOf(Name, ct) is { } last && last > now - s_longest ? last : now - TimeSpan.FromDays(1);
        var report = await reconciler.Run(
            new(Name, null, since - s_overlap, null, options.Value.UnfinishedAfter, []) { Id = id }, new(), ct);
        logger.LogInformation(
            "Our own books were looked through: {Orders} orders, {Differences} differences", report.Compared, report.Count);
    }

    private async Task LookForSilence(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var today = TimeZoneInfo.ConvertTime(now, invoicing.Value.Zone).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var silent = await channels.Read(ct);
        _told.IntersectWith(silent.Select(channel => channel.Channel));
        foreach (var channel in silent.Where(channel => _told.Add(channel.Channel)))
        {
            // Of one id for the day: whoever takes over the work does not know that it was told.
            var id = OrderKey.Of($"silence/{channel.Channel.ToUpperInvariant()}/{today}");
            await notices.Add(Storage.Notice.Of(NoticeKind.NoOrders, channel.Channel, id, channel.ToString(), now), ct);
            logger.LogWarning("No order of the channel {Channel} has come for {Hours} business hours", channel.Channel, channel.Hours);
        }
    }
}
