using Invoicing.Process;
using Marten;
using Npgsql;

namespace Invoicing.Storage;

/// <summary>A transaction that holds the order's row.</summary>
internal sealed class OrderLock(Guid id, IDocumentSession session, Action released) : IOrderLock
{
    public Guid Id => id;

    public OrderProcess Row { get; private set; } = null!;

    public bool CallOpen { get; private set; }

    /// <summary>For statements that belong to the same decision.</summary>
    public NpgsqlConnection Connection => session.Connection;

    /// <summary>For documents that belong to it.</summary>
    public IDocumentSession Session => session;

    /// <returns>False: there is no such order.</returns>
    public async Task<bool> Open(CancellationToken ct)
    {
        await session.BeginTransactionAsync(ct);
        var held = await OrderLocks.Hold(Connection, [id], [], ct);
        (Row, CallOpen) = (held.Find(id)!, held.IsCallOpen(id));
        return Row is not null;
    }

    /// <exception cref="InvalidOperationException">The row changed under the lock, which cannot be.</exception>
    public async Task Save(OrderProcess row, TimeSpan? dueIn, CancellationToken ct)
    {
        await OrderIds.Change(Connection, id, Row, row, ct);
        var save = new SaveOrders([new(id, row, dueIn)]);
        session.QueueOperation(save);
        await session.SaveChangesAsync(ct);
        if (save.Saved.Count == 0)
        {
            throw new InvalidOperationException($"The row of order {row.OrderNo} changed while it was locked.");
        }
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await session.DisposeAsync();
        }
        finally
        {
            released();
        }
    }
}
