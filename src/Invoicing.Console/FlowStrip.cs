using Invoicing.Failures;
using Invoicing.Operations;
using Invoicing.Process;
using Invoicing.Storage;
using Invoicing.Systems;

namespace Invoicing.Pages;

/// <summary>How the flow is, for the head of every page: read once for all who look, and not more often than it can be read.</summary>
internal sealed class FlowStrip(FlowStatusQuery flow, FlowPaceQuery pace, PauseStore pauses, FailureTexts texts, TimeProvider clock)
{
    private static readonly TimeSpan s_remembered = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_dayRemembered = TimeSpan.FromMinutes(1);

    /// <summary>Then what was known before is shown: no page waits for a database that does not answer.</summary>
    private static readonly TimeSpan s_longestLook = TimeSpan.FromSeconds(3);

    private readonly Remembered<FlowNow> _now = new(clock);
    private readonly Remembered<IReadOnlyList<(DateTimeOffset Hour, long Completed)>> _day = new(clock);

    public Task<FlowNow> Read(CancellationToken ct) => _now.Get(Look, took => s_remembered + (4 * took), ct);

    /// <summary>Orders completed in each of the last 24 hours.</summary>
    public Task<IReadOnlyList<(DateTimeOffset Hour, long Completed)>> Day(CancellationToken ct) =>
        _day.Get(() => flow.Day(ct), _ => s_dayRemembered, ct);

    /// <summary>Whoever has just changed something sees that at once.</summary>
    public void Forget()
    {
        if (_now.Last is { AwaySince: null })
        {
            _now.Forget();
        }
    }

    private async Task<FlowNow> Look()
    {
        var now = clock.GetUtcNow();
        using var limit = new CancellationTokenSource(s_longestLook);
        try
        {
            var ct = limit.Token;
            return new(now, await flow.Read(ct), await pace.Read(ct), await pauses.Current(ct), texts.Systems, null);
        }
        catch (Exception e) when (DatabaseFaults.IsAway(e) || limit.IsCancellationRequested)
        {
            // Since when it is away, not since when somebody looked.
            return _now.Last is { Flow: not null } last && !DatabaseFaults.IsAway(e)
                ? last
                : new(now, null, null, [], texts.Systems, _now.Last?.AwaySince ?? now);
        }
    }
}

/// <param name="Flow">Null: the database is away.</param>
/// <param name="Systems">All that are installed.</param>
internal sealed record FlowNow(
    DateTimeOffset At, FlowStatus? Flow, FlowPace? Pace, IReadOnlyList<Pause> Pauses, IReadOnlyList<SystemTexts> Systems,
    DateTimeOffset? AwaySince)
{
    public long Unfinished => Flow?.Unfinished.Sum(orders => orders.Count) ?? 0;

    public long Of(OrderState state) => Flow?.Unfinished.FirstOrDefault(orders => orders.State == state)?.Count ?? 0;

    /// <summary>Orders that go on by themselves: they wait neither for a person nor for the OMS.</summary>
    public long Backlog => Flow?.Unfinished.Where(orders => orders.State is not (OrderState.Failed or OrderState.Held))
        .Sum(orders => orders.Count - orders.OnHold) ?? 0;

    public TimeSpan? Drained => Pace?.Drains(Backlog);

    public DateTimeOffset? Oldest => Flow?.Unfinished.Where(orders => orders.State is not (OrderState.Failed or OrderState.Held))
        .Select(orders => (DateTimeOffset?)orders.Oldest).Min();

    public Pause? PauseOf(SystemTexts system) => Pauses.FirstOrDefault(pause => pause.System == system.Name);
}
