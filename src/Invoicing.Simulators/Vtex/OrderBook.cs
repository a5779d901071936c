using System.Text.Json.Nodes;

namespace Invoicing.Simulators.Vtex;

/// <summary>An order's change of status, of which feeds and hooks tell.</summary>
internal sealed record OrderEvent(
    string Account, string OrderId, string State, string LastState, DateTimeOffset LastChange, DateTimeOffset CurrentChange);

/// <summary>
/// The orders of all accounts. One lock over all of it. What VTEX does by itself some time after a call is done when its time has come or
/// when somebody looks, whichever is first, so that nobody ever sees a state that is late.
/// </summary>
internal sealed partial class OrderBook(TimeProvider clock, Ledger ledger, Action<OrderEvent> tell, CancellationToken stopping)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(string Account, string Id), SimulatedOrder> _orders = [];
    private readonly PriorityQueue<Action<DateTimeOffset>, (DateTimeOffset Due, long Place)> _later = new();
    private volatile VtexSettings _settings = new();
    private long _places;

    public VtexSettings Settings
    {
        get => _settings;
        set => _settings = value;
    }

    /// <summary>Puts an order in, or another one in its place.</summary>
    public void Put(string account, string orderId, JsonObject body) => Do(now =>
    {
        OrderDefaults.Fill(body, account, orderId, _orders.Count, now);
        var order = new SimulatedOrder(account, orderId, body);
        _orders[(account, orderId)] = order;
        Move(order, order.Status, now);
        return true;
    });

    /// <summary>Changes fields of an order by hand. False when there is no such order.</summary>
    public bool Merge(string account, string orderId, JsonObject changes) => Do(now =>
    {
        if (Find(account, orderId) is not { } order)
        {
            return false;
        }

        JsonNodes.Merge(order.Body, changes);
        Move(order, order.Status, now);
        return true;
    });

    /// <summary>Null when there is no such order.</summary>
    public byte[]? Show(string account, string orderId) =>
        Do(_ => Find(account, orderId) is { } order ? JsonNodes.Write(order.Body) : null);

    /// <summary>What was to come for orders that are gone does nothing that can be seen.</summary>
    public void Clear() => Do(_ =>
    {
        _orders.Clear();
        return true;
    });

    private SimulatedOrder? Find(string account, string orderId) => _orders.GetValueOrDefault((account, orderId));

    private void Move(SimulatedOrder order, string? status, DateTimeOffset at)
    {
        var isKnown = order.HadStatus(DateTimeOffset.MaxValue, out var lastStatus);
        var lastChange = order.LastChange ?? at;
        if (order.MoveTo(status, at))
        {
            tell(new(order.Account, order.Id, status ?? "", isKnown ? lastStatus ?? "" : "", lastChange, at));
        }
    }

    private T Do<T>(Func<DateTimeOffset, T> work)
    {
        lock (_gate)
        {
            CatchUp();
            var result = work(clock.GetUtcNow());
            CatchUp();
            return result;
        }
    }

    private void Later(DateTimeOffset from, int milliseconds, Action<DateTimeOffset> change)
    {
        var due = from.AddMilliseconds(milliseconds);
        _later.Enqueue(change, (due, _places++));
        if (milliseconds > 0)
        {
            _ = WakeUp(due);
        }
    }

    private async Task WakeUp(DateTimeOffset due)
    {
        // A timer may go off a little before the clock says so.
        while (due - clock.GetUtcNow() is { Ticks: > 0 } wait && !stopping.IsCancellationRequested)
        {
            await Task.Delay(wait + TimeSpan.FromMilliseconds(1), clock, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        if (!stopping.IsCancellationRequested)
        {
            Do(_ => true);
        }
    }

    private void CatchUp()
    {
        while (_later.TryPeek(out var change, out var at) && at.Due <= clock.GetUtcNow())
        {
            _later.Dequeue();
            change(at.Due);
        }
    }
}
