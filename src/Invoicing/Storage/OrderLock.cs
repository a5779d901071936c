using Invoicing.Process;
using Npgsql;

namespace Invoicing.Storage;

/// <summary>A transaction that holds the order's row.</summary>
internal sealed class OrderLock(Guid id, Action released) : IOrderLock
{
    // A call that is done, while its step is not, has its answer still on the way.
    internal const string OrdersWithOpenCalls = """
        select distinct c.order_id
        from calls c
        join mt_doc_order o on o.id = c.order_id
        where c.order_id = any ($1) and (o.data -> 'expectedAttempts') ? c.step and (c.state in ('started', 'unknown', 'done') or c.unresolved)
        """;

    private NpgsqlConnection? _connection;
    private NpgsqlTransaction? _transaction;

    public Guid Id => id;

    public OrderProcess Row { get; private set; } = null!;

    public bool CallOpen { get; private set; }

    /// <summary>For statements that belong to the same decision.</summary>
    public NpgsqlConnection Connection => _connection!;

    public NpgsqlTransaction Transaction => _transaction!;

    /// <returns>False: there is no such order.</returns>
    public async Task<bool> Open(NpgsqlDataSource database, CancellationToken ct)
    {
        _connection = await database.OpenConnectionAsync(ct);
        _transaction = await _connection.BeginTransactionAsync(ct);
        await Limit(_transaction, ct);
        await using (var select = Command("select mt_version, data from mt_doc_order where id = $1 for update"))
        await using (var reader = await select.ExecuteReaderAsync(ct))
        {
            if (!await reader.ReadAsync(ct))
            {
                return false;
            }

            Row = OrderStore.ReadRow(reader, 0, 1);
        }

        // A statement of its own: its snapshot sees the claims that the lock has waited for.
        await using var open = new NpgsqlCommand(OrdersWithOpenCalls, _connection, _transaction).With([new[] { id }]);
        CallOpen = await open.ExecuteScalarAsync(ct) is not null;
        return true;
    }

    /// <exception cref="InvalidOperationException">The row changed under the lock, which cannot be.</exception>
    public async Task Save(OrderProcess row, TimeSpan? dueIn, CancellationToken ct)
    {
        await OrderIds.Change(Transaction, id, Row, row, ct);
        await using var command = new NpgsqlCommand(OrderStore.UpdateSql, Connection, Transaction);
        OrderStore.Bind(command, [new(id, row, dueIn)]);
        if (await command.ExecuteScalarAsync(ct) is null)
        {
            throw new InvalidOperationException($"The row of order {row.OrderNo} changed while it was locked.");
        }

        await Transaction.CommitAsync(ct);
    }

    /// <summary>The locks of a process that was frozen or cut off while it held them must not stop the others.</summary>
    internal static async Task Limit(NpgsqlTransaction transaction, CancellationToken ct)
    {
        await using var limit = new NpgsqlCommand(
            "set local idle_in_transaction_session_timeout = '15s'",
            transaction.Connection,
            transaction);
        await limit.ExecuteNonQueryAsync(ct);
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (_transaction is not null)
            {
                await _transaction.DisposeAsync();
            }

            if (_connection is not null)
            {
                await _connection.DisposeAsync();
            }
        }
        finally
        {
            released();
        }
    }

    private NpgsqlCommand Command(string sql) => new(sql, _connection, _transaction) { Parameters = { new() { Value = id } } };
}
