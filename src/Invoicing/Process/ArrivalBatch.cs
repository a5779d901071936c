using Invoicing.Orders;

namespace Invoicing.Process;

/// <summary>Decides about many orders at once, under locks that one transaction holds.</summary>
/// <param name="slipNos">Numbers that are left from earlier decisions.</param>
internal sealed class ArrivalBatch(OrderProcessor processor, IOrderLocks locks, Queue<string> slipNos)
{
    // One by one they would be as many round trips while others wait for the locks. Those left over are for the next batch.
    private const int NumbersAtATime = 50;

    private readonly Dictionary<Guid, Decision> _changes = [];

    /// <summary>The rows that <see cref="Save"/> has written, at the versions before.</summary>
    public IEnumerable<(Guid Id, OrderProcess Row)> Changes => _changes.Select(change => (change.Key, change.Value.After));

    /// <summary>What must be sent once all is stored.</summary>
    public IReadOnlyList<PendingMessage> Messages =>
        [.. _changes.SelectMany(change => (change.Value with { Before = locks.Find(change.Key) }).Messages(again: false))];

    /// <exception cref="OrderNumberConflictException">The number belongs to another order.</exception>
    public Task<Decision> Decide(Order order, CancellationToken ct) => Decide(order.OrderNo, new OrderArrived(order), ct);

    /// <inheritdoc cref="OrderProcessor.Decide(OrderProcess?, OrderEvent, CancellationToken)"/>
    public Task<Decision> Decide(string orderNo, OrderEvent change, CancellationToken ct)
    {
        var id = OrderKey.Of(orderNo);
        var before = _changes.TryGetValue(id, out var earlier) ? earlier.After : locks.Find(id);
        return processor.Decide(before, change with { CallOpen = locks.IsCallOpen(id) }, slipNos, ct, NumbersAtATime);
    }

    /// <summary>Keeps a decision, for <see cref="Save"/> and for those who are decided about after it.</summary>
    /// <exception cref="OrderIdConflictException">An id of the OMS belongs to another order.</exception>
    public void Add(Decision decision)
    {
        var id = OrderKey.Of(decision.After.OrderNo);
        locks.Claim(id, decision.After);
        if (decision.IsChange)
        {
            _changes[id] = decision;
        }
    }

    /// <inheritdoc cref="IOrderLocks.Save"/>
    public Task<bool> Save(CancellationToken ct) =>
        locks.Save([.. _changes.Select(change => new OrderWrite(change.Key, change.Value.After, processor.DueIn(change.Value)))], ct);
}
