using Invoicing.Process;
using Npgsql;

namespace Invoicing.Storage;

/// <summary>A transaction that holds the rows of many orders.</summary>
internal sealed class OrderLocks : IOrderLocks
{
    private readonly Dictionary<Guid, OrderProcess> _rows = [];
    private readonly HashSet<Guid> _callsOpen = [];
    private readonly NpgsqlTransaction _transaction;
    private Dictionary<Guid, (Guid Order, string OrderNo)> _owners = [];

    private OrderLocks(NpgsqlTransaction transaction) => _transaction = transaction;

    /// <param name="ids">Those of them that exist are held until the transaction ends.</param>
    /// <param name="omsKeys">Ids of the OMS (<see cref="OrderKey.OfId"/>), of which it is to be known to whom they belong.</param>
    public static async Task<OrderLocks> Hold(NpgsqlTransaction transaction, Guid[] ids, Guid[] omsKeys, CancellationToken ct)
    {
        await OrderLock.Limit(transaction, ct);
        var held = new OrderLocks(transaction) { _owners = await OrderIds.Owners(transaction, omsKeys, ct) };
        // In an order, so that those who hold several do not wait for each other in a circle.
        await using (var select = Command(
            transaction,
            "select mt_version, data, id from mt_doc_order where id = any ($1) order by id for update",
            ids))
        await using (var reader = await select.ExecuteReaderAsync(ct))
        {
            while (await reader.ReadAsync(ct))
            {
                held._rows.Add(reader.GetGuid(2), OrderStore.ReadRow(reader, 0, 1));
            }
        }

        if (held._rows.Count == 0)
        {
            return held;
        }

        // A statement of its own: its snapshot sees the claims that the locks have waited for.
        await using var open = Command(transaction, OrderLock.OrdersWithOpenCalls, [.. held._rows.Keys]);
        await using var calls = await open.ExecuteReaderAsync(ct);
        while (await calls.ReadAsync(ct))
        {
            held._callsOpen.Add(calls.GetGuid(0));
        }

        return held;
    }

    public OrderProcess? Find(Guid id) => _rows.GetValueOrDefault(id);

    public bool IsCallOpen(Guid id) => _callsOpen.Contains(id);

    public void Claim(Guid id, OrderProcess row)
    {
        foreach (var omsId in row.OmsIds)
        {
            var key = OrderKey.OfId(omsId);
            if (_owners.TryGetValue(key, out var owner) && owner.Order != id)
            {
                throw new OrderIdConflictException(row.OrderNo, omsId, owner.OrderNo);
            }
        }

        foreach (var omsId in row.OmsIds)
        {
            _owners[OrderKey.OfId(omsId)] = (id, row.OrderNo);
        }
    }

    public async Task<bool> Save(IReadOnlyList<OrderWrite> writes, CancellationToken ct)
    {
        var known = writes.ToLookup(write => _rows.ContainsKey(write.Id));
        if (!await Write(OrderStore.InsertSql, [.. known[false]], ct) || !await Write(OrderStore.UpdateSql, [.. known[true]], ct))
        {
            return false;
        }

        // That of its content a new order has claimed where it was inserted.
        var claims = writes.SelectMany(write => write.Row.OmsIds
            .Except(_rows.TryGetValue(write.Id, out var before) ? before.OmsIds : [write.Row.Content.OrderId!])
            .Select(id => (OrderKey.OfId(id), write.Id)));
        return await OrderIds.Claim(_transaction, [.. claims], ct);
    }

    private async Task<bool> Write(string sql, IReadOnlyList<OrderWrite> writes, CancellationToken ct)
    {
        if (writes.Count == 0)
        {
            return true;
        }

        await using var command = new NpgsqlCommand(sql, _transaction.Connection, _transaction);
        OrderStore.Bind(command, writes);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var written = 0;
        while (await reader.ReadAsync(ct))
        {
            written += reader.IsDBNull(1) ? 1 : 0;
        }

        return written == writes.Count;
    }

    private static NpgsqlCommand Command(NpgsqlTransaction transaction, string sql, Guid[] ids) =>
        new(sql, transaction.Connection, transaction) { Parameters = { new() { Value = ids } } };
}
