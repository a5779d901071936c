using System.Diagnostics.Metrics;
using Invoicing.Process;
using Invoicing.Storage;
using Invoicing.Systems;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Invoicing.Host.Telemetry;

/// <summary>
/// Numbers of the whole flow, read from the database every fifteen seconds and shown as they were then: a scrape asks it nothing. Every
/// process shows the same ones, so that rules take the largest and not the sum.
/// </summary>
internal sealed class FlowMetrics(
    FlowStatusQuery flow, FailedOrders failed, PauseStore pauses, IEnumerable<IStepPlanner> systems, TimeProvider clock,
    ILogger<FlowMetrics> logger) : BackgroundService
{
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(15);

    private static readonly OrderState[] s_unfinished =
        [OrderState.Held, OrderState.Invoicing, OrderState.Transferring, OrderState.Delivering, OrderState.Failed];

    private readonly OutageLog _outage = new(logger, "Reading the numbers for metrics");
    private volatile Snapshot? _last;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        Create(Systems.Telemetry.Meter);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                _last = await Read(stoppingToken);
                _outage.Works();
            }
            catch (Exception) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                // Numbers that are not known are not shown: a rule then finds that they are absent.
                _last = null;
                _outage.Failed(e);
            }

            await Task.Delay(s_interval, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<Snapshot> Read(CancellationToken ct) =>
        new(await flow.Read(ct), await failed.ByCause(ct), await pauses.Current(ct), clock.GetUtcNow());

    private void Create(Meter meter)
    {
        Add("orders", "{order}", Unfinished, "Orders that are not finished, by state.");
        Add("orders.failed", "{order}", Failed, "Orders that need a person, by cause.");
        Add("orders.oldest_unfinished.age", "s", OldestUnfinished, "Age of the oldest order of each state that is not finished.");
        Add("orders.overdue", "{order}", now => [new(now.Flow.Overdue)], "Orders that should have been looked at a minute ago.");
        Add("orders.completed_today", "{order}", now => [new(now.Flow.CompletedToday)], "Orders completed in the last 24 hours.");
        Add("mails.unsent", "{mail}", now => [new(now.Flow.UnsentMails)], "Mails, and failures that are in no mail yet.");
        Add("mails.oldest_unsent.age", "s", OldestUnsent, "Age of the oldest mail that is not sent.");
        Add("system.paused", null, Paused, "1: calls to the system are paused or being resumed.");

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

    private static IEnumerable<Measurement<double>> OldestUnsent(Snapshot now) =>
        [new(now.Flow.OldestUnsent is { } oldest ? (now.At - oldest).TotalSeconds : 0)];

    private IEnumerable<Measurement<double>> Paused(Snapshot now) => systems.Select(system => new Measurement<double>(
        now.Pauses.Any(pause => pause.System == system.Name) ? 1 : 0, Tag("system", system.Name)));

    private static KeyValuePair<string, object?> Tag(string name, object value) => new(name, value.ToString());

    private sealed record Snapshot(
        FlowStatus Flow, IReadOnlyList<FailedGroup> Failed, IReadOnlyList<Pause> Pauses, DateTimeOffset At);
}
