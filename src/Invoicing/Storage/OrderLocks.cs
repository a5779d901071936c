using Invoicing.Process;
using Npgsql;

namespace Invoicing.Storage;

/// <summary>A transaction that holds the rows of many orders.</summary>
internal sealed class OrderLocks : IOrderLocks
{
    // A call that is done, while its step is not, has its answer still on the way.
    private const string OrdersWithOpenCalls = """
        select distinct c.order_id
        from calls c
        join mt_doc_order o on o.id = c.order_id
        where c.order_id = any ($1)
          and (o.data -> 'expectedAttempts') ? c.step and (c.state in ('started', 'unknown', 'done') or c.unresolved)
        """;

    private readonly Dictionary<Guid, OrderProcess> _rows = [];
    private readonly HashSet<Guid> _callsOpen = [];
    private readonly NpgsqlConnection _connection;
    private Dictionary<Guid, (Guid Order, string OrderNo)> _owners = [];

    private OrderLocks(NpgsqlConnection connection) => _connection = connection;

    /// <param name="connection">In its transaction.</param>
    /// <param name="ids">Those of them that exist are held until the transaction ends.</param>
    /// <param name="omsKeys">Ids of the OMS (<see cref="OrderKey.OfId"/>), of which it is to be known to whom they belong.</param>
    public static async Task<OrderLocks> Hold(NpgsqlConnection connection, Guid[] ids, Guid[] omsKeys, CancellationToken ct)
    {
        // The locks of a process that was frozen or cut off while it held them must not stop the others.
        await connection.Execute("set local idle_in_transaction_session_timeout = '15s'", ct);
        var held = new OrderLocks(connection) { _owners = await OrderIds.Owners(connection, omsKeys, ct) };
        // In an order, so that those who hold several do not wait for each other in a circle.
        foreach (var (id, row) in await connection.Query(
            "select id, mt_version, data from mt_doc_order where id = any ($1) order by id for update",
            reader => (reader.GetGuid(0), OrderStore.ReadRow(reader, 1, 2)),
            ct,
            (object)ids))
        {
            held._rows.Add(id, row);
        }

        // Ids that were given back may belong to others by now.
        Guid[] freed = [.. held._rows.Values.SelectMany(row => row.AllOmsIds.Except(row.OmsIds)).Select(OrderKey.OfId)];
        foreach (var (key, owner) in await OrderIds.Owners(connection, freed, ct))
        {
            held._owners[key] = owner;
        }

        if (held._rows.Count > 0)
        {
            // A statement of its own: its snapshot sees the claims that the locks have waited for.
            held._callsOpen.UnionWith(await connection.Query(
                OrdersWithOpenCalls, reader => reader.GetGuid(0), ct, (object)held._rows.Keys.ToArray()));
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
        var save = new SaveOrders(writes);
        await save.Execute(_connection, ct);
        if (save.Saved.Count < writes.Count)
        {
            return false;
        }

        // That of its content a new order has claimed where it was inserted.
        var claims = writes.SelectMany(write => write.Row.OmsIds
            .Except(_rows.TryGetValue(write.Id, out var before) ? before.OmsIds : [write.Row.Content.OrderId!])
            .Select(id => (OrderKey.OfId(id), write.Id)));
        return await OrderIds.Claim(_connection, [.. claims], ct);
    }
}
