using System.Diagnostics.Metrics;
using Invoicing.Messaging;
using Invoicing.Process;
using Invoicing.Storage;
using Invoicing.Systems;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Invoicing.Host.Telemetry;

/// <summary>
/// Numbers of the whole flow, read from database and broker every fifteen seconds and shown as they were then: a scrape asks them nothing.
/// Every process shows the same ones, so that rules take the largest and not the sum.
/// </summary>
internal sealed class FlowMetrics(
    FlowStatusQuery flow, FlowPaceQuery pace, FailedOrders failed, PauseStore pauses, QueueDepths queues,
    IEnumerable<IStepPlanner> systems, TimeProvider clock, ILogger<FlowMetrics> logger) : BackgroundService
{
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(15);

    private static readonly OrderState[] s_unfinished =
        [OrderState.Held, OrderState.Invoicing, OrderState.Transferring, OrderState.Delivering, OrderState.Failed];

    /// <summary>A broker that is being lost may not answer for ever.</summary>
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(10);

    private readonly OutageLog _outage = new(logger, "Reading the numbers for metrics");
    private readonly OutageLog _brokerOutage = new(logger, "Counting the entries of error queues for metrics");
    private volatile Snapshot? _last;
    private volatile IReadOnlyList<(string Queue, long Entries)> _errors = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        Create(Systems.Telemetry.Meter);
        while (!stoppingToken.IsCancellationRequested)
        {
            // Numbers that are not known are not shown: a rule then finds that they are absent.
            await Try(async () => _last = await Read(stoppingToken), () => _last = null, _outage);
            await Try(async () => _errors = await CountErrors(stoppingToken), () => _errors = [], _brokerOutage);
            await Task.Delay(s_interval, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        async Task Try(Func<Task> read, Action forget, OutageLog outage)
        {
            try
            {
                await read();
                outage.Works();
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                forget();
                outage.Failed(e);
            }
            catch (Exception)
            {
                // The program ends.
            }
        }
    }

    private async Task<Snapshot> Read(CancellationToken ct) => new(
        await flow.Read(ct), await pace.Read(ct), await failed.ByCause(ct), await pauses.Current(ct), clock.GetUtcNow());

    private async Task<IReadOnlyList<(string Queue, long Entries)>> CountErrors(CancellationToken ct)
    {
        using var time = CancellationTokenSource.CreateLinkedTokenSource(ct);
        time.CancelAfter(s_longest);
        return await queues.Errors(time.Token).WaitAsync(time.Token);
    }

    private void Create(Meter meter)
    {
        Add("orders", "{order}", Unfinished, "Orders that are not finished, by state.");
        Add("orders.failed", "{order}", Failed, "Orders that need a person, by cause.");
        Add("orders.oldest_unfinished.age", "s", OldestUnfinished, "Age of the oldest order of each state that is not finished.");
        Add("orders.overdue", "{order}", now => [new(now.Flow.Overdue)], "Orders that should have been looked at a minute ago.");
        Add("orders.completed_today", "{order}", now => [new(now.Flow.CompletedToday)], "Orders completed in the last 24 hours.");
        Add("orders.received_lately", "{order}", now => [new(now.Pace.Received)], "Orders received in the last five minutes.");
        Add("orders.completed_lately", "{order}", now => [new(now.Pace.Completed)], "Orders completed in the last five minutes.");
        Add("feeds.unread", "{file}", now => [new(now.Pace.UnreadFeeds)], "Files of orders that are not read to their end.");
        Add("feeds.oldest_unread.age", "s", now => Age(now, now.Pace.OldestFeed), "Since when the oldest of them is being read.");
        Add("events.waiting", "{event}", now => [new(now.Pace.Events)], "What marketplaces told of orders and nobody has looked at.");
        Add("events.oldest_waiting.age", "s", now => Age(now, now.Pace.OldestEvent), "Age of the oldest of them.");
        Add("groups.running", "{group}", now => [new(now.Pace.Groups)], "Group operations that are under way.");
        Add("groups.orders_waiting", "{order}", now => [new(now.Pace.GroupOrders)], "Orders in them that are not decided about.");
        Add("mails.unsent", "{mail}", now => [new(now.Flow.UnsentMails)], "Mails, and failures that are in no mail yet.");
        Add("mails.oldest_unsent.age", "s", now => Age(now, now.Flow.OldestUnsent), "Age of the oldest mail that is not sent.");
        Add("system.paused", null, Paused, "1: calls to the system are paused or being resumed.");
        meter.CreateObservableGauge("invoicing.error_queue.entries", ErrorEntries, "{message}", "Entries of each error queue.");

        void Add(string name, string? unit, Func<Snapshot, IEnumerable<Measurement<double>>> read, string description) =>
            meter.CreateObservableGauge($"invoicing.{name}", () => _last is { } now ? read(now) : [], unit, description);
    }

    // Also states in which there is none: a curve that ends looks like one that is missing.
    private static IEnumerable<Measurement<double>> Unfinished(Snapshot now) => s_unfinished.Select(state => new Measurement<double>(
        now.Flow.Unfinished.FirstOrDefault(orders => orders.State == state)?.Count ?? 0, Tag("state", state)));

    private static IEnumerable<Measurement<double>> Failed(Snapshot now) =>
        now.Failed.Select(group => new Measurement<double>(
            group.Orders, Tag("cause", group.Cause.Kind), Tag("step", group.Cause.Place)));

    private static IEnumerable<Measurement<double>> OldestUnfinished(Snapshot now) =>
        now.Flow.Unfinished.Select(orders => new Measurement<double>((now.At - orders.Oldest).TotalSeconds, Tag("state", orders.State)));

    private static IEnumerable<Measurement<double>> Age(Snapshot now, DateTimeOffset? since) =>
        [new(since is { } oldest ? (now.At - oldest).TotalSeconds : 0)];

    private IEnumerable<Measurement<double>> Paused(Snapshot now) => systems.Select(system => new Measurement<double>(
        now.Pauses.Any(pause => pause.System == system.Name) ? 1 : 0, Tag("system", system.Name)));

    private IEnumerable<Measurement<double>> ErrorEntries() =>
        _errors.Select(queue => new Measurement<double>(queue.Entries, Tag("queue", queue.Queue)));

    private static KeyValuePair<string, object?> Tag(string name, object value) => new(name, value.ToString());

    private sealed record Snapshot(
        FlowStatus Flow, FlowPace Pace, IReadOnlyList<FailedGroup> Failed, IReadOnlyList<Pause> Pauses, DateTimeOffset At);
}
