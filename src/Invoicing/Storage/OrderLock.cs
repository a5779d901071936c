using Invoicing.Process;
using Marten;
using Npgsql;

namespace Invoicing.Storage;

/// <summary>A transaction that holds the order's row.</summary>
internal sealed class OrderLock(Guid id, IDocumentSession session, Action released) : IOrderLock
{
    // A call that is done, while its step is not, has its answer still on the way.
    internal const string OrdersWithOpenCalls = """
        select distinct c.order_id
        from calls c
        join mt_doc_order o on o.id = c.order_id
        where c.order_id = any ($1)
          and (o.data -> 'expectedAttempts') ? c.step and (c.state in ('started', 'unknown', 'done') or c.unresolved)
        """;

    public Guid Id => id;

    public OrderProcess Row { get; private set; } = null!;

    public bool CallOpen { get; private set; }

    /// <summary>For statements that belong to the same decision.</summary>
    public NpgsqlConnection Connection => session.Connection;

    /// <returns>False: there is no such order.</returns>
    public async Task<bool> Open(CancellationToken ct)
    {
        await session.BeginTransactionAsync(ct);
        await Limit(Connection, ct);
        var rows = await Connection.Query(
            "select mt_version, data from mt_doc_order where id = $1 for update", reader => OrderStore.ReadRow(reader, 0, 1), ct, id);
        if (rows is not [var row])
        {
            return false;
        }

        Row = row;
        // A statement of its own: its snapshot sees the claims that the lock has waited for.
        CallOpen = await Connection.Scalar(OrdersWithOpenCalls, ct, (object)new[] { id }) is not null;
        return true;
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

    /// <summary>The locks of a process that was frozen or cut off while it held them must not stop the others.</summary>
    internal static Task Limit(NpgsqlConnection connection, CancellationToken ct) =>
        connection.Execute("set local idle_in_transaction_session_timeout = '15s'", ct);

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
