using Invoicing.OrderInvoicing;
using Npgsql;

namespace Invoicing.Storage;

/// <summary>An order's row, held against claims and changes until it is disposed of.</summary>
/// <param name="CallOpen">A call for the order is started or of unknown outcome.</param>
internal sealed record LockedOrder(Guid Id, OrderRow Row, bool CallOpen, NpgsqlConnection Connection, NpgsqlTransaction Transaction) : IAsyncDisposable
{
    /// <summary>Writes the row and commits, together with whatever was done on the connection before.</summary>
    /// <exception cref="InvalidOperationException">The row changed under the lock, which cannot be.</exception>
    public async Task Save(OrderRow row, TimeSpan? dueIn, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(OrderStore.UpdateSql, Connection, Transaction);
        OrderStore.Bind(command, [new(Id, row, dueIn)]);
        if (await command.ExecuteScalarAsync(ct) is null)
        {
            throw new InvalidOperationException($"The row of order {row.OrderNo} changed while it was locked.");
        }

        await Transaction.CommitAsync(ct);
    }

    public async ValueTask DisposeAsync()
    {
        await Transaction.DisposeAsync();
        await Connection.DisposeAsync();
    }
}
