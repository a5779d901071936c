using Invoicing.Failures;
using Invoicing.Process;
using Invoicing.Storage;
using Invoicing.Systems;

namespace Invoicing.Pages;

/// <summary>How the flow is, for the head of every page: read once for all who look, and not more often than it can be read.</summary>
internal sealed class FlowStrip(FlowStatusQuery flow, FlowPaceQuery pace, PauseStore pauses, FailureTexts texts, TimeProvider clock)
    : IDisposable
{
    private static readonly TimeSpan s_remembered = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_dayRemembered = TimeSpan.FromMinutes(1);

    /// <summary>Then what was known before is shown: no page waits for a database that does not answer.</summary>
    private static readonly TimeSpan s_longestLook = TimeSpan.FromSeconds(3);

    private readonly SemaphoreSlim _turn = new(1);
    private FlowNow? _last;
    private DateTimeOffset _until;
    private (IReadOnlyList<(DateTimeOffset Hour, long Completed)> Hours, DateTimeOffset Until)? _day;

    public async Task<FlowNow> Read(CancellationToken ct)
    {
        await _turn.WaitAsync(ct);
        try
        {
            if (_last is null || clock.GetUtcNow() >= _until)
            {
                var began = clock.GetUtcNow();
                _last = await Look(began);
                var ended = clock.GetUtcNow();
                _until = ended + s_remembered + (4 * (ended - began));
            }

            return _last;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Orders completed in each of the last 24 hours.</summary>
    public async Task<IReadOnlyList<(DateTimeOffset Hour, long Completed)>> Day(CancellationToken ct)
    {
        await _turn.WaitAsync(ct);
        try
        {
            if (_day is not { } known || clock.GetUtcNow() >= known.Until)
            {
                _day = known = (await flow.Day(ct), clock.GetUtcNow() + s_dayRemembered);
            }

            return known.Hours;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Whoever has just changed something sees that at once.</summary>
    public void Forget() => _until = _last is { AwaySince: null } ? default : _until;

    public void Dispose() => _turn.Dispose();

    // Whoever asks and goes away must not spoil it for the others.
    private async Task<FlowNow> Look(DateTimeOffset now)
    {
        using var limit = new CancellationTokenSource(s_longestLook);
        try
        {
            var ct = limit.Token;
            return new(now, await flow.Read(ct), await pace.Read(ct), await pauses.Current(ct), texts.Systems, null);
        }
        catch (Exception e) when (DatabaseFaults.IsAway(e) || limit.IsCancellationRequested)
        {
            // Since when it is away, not since when somebody looked.
            return _last is { Flow: not null } && !DatabaseFaults.IsAway(e)
                ? _last
                : new(now, null, null, [], texts.Systems, _last?.AwaySince ?? now);
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
