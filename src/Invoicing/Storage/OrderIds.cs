using Invoicing.Process;
using Npgsql;

namespace Invoicing.Storage;

/// <summary>
/// Which order each id of the OMS belongs to, guarded by the table's key: two orders that claim an id at the same moment cannot both have
/// it. A new order claims its id in the statement that stores it; here is what the others need.
/// </summary>
internal static class OrderIds
{
    private const string ReleaseSql = """
        delete from order_ids
        where key = any ($1) and order_key = $2
        """;

    private const string ClaimSql = """
        insert into order_ids (key, order_key)
        select key, order_key
        from unnest($1, $2) as c (key, order_key)
        order by key
        on conflict do nothing
        """;

    private const string OwnersSql = """
        select i.key, i.order_key, coalesce(o.order_no, 'that was deleted')
        from order_ids i
        left join mt_doc_order o on o.id = i.order_key
        where i.key = any ($1)
        """;

    /// <summary>Claims the ids under which the order came since, and gives back those that it has no more.</summary>
    /// <exception cref="OrderIdConflictException">
    /// One belongs to another order; not for an order that was taken out: what is known of it is a fact.
    /// </exception>
    public static async Task Change(
        NpgsqlTransaction transaction,
        Guid order,
        OrderProcess before,
        OrderProcess after,
        CancellationToken ct)
    {
        var released = before.OmsIds.Except(after.OmsIds).Select(OrderKey.OfId).ToArray();
        if (released.Length > 0)
        {
            await using var release = Command(transaction, ReleaseSql, released, order);
            await release.ExecuteNonQueryAsync(ct);
        }

        var claimed = after.OmsIds.Except(before.OmsIds).ToDictionary(OrderKey.OfId);
        if (await Claim(transaction, [.. claimed.Keys.Select(key => (key, order))], ct) || after.Dismissed is not null)
        {
            return;
        }

        // A statement of its own: it sees those that the claims have waited for.
        var (id, owner) = (await Owners(transaction, [.. claimed.Keys], ct)).First(owner => owner.Value.Order != order);
        throw new OrderIdConflictException(after.OrderNo, claimed[id], owner.OrderNo);
    }

    /// <returns>False: some belong to other orders.</returns>
    public static async Task<bool> Claim(
        NpgsqlTransaction transaction,
        IReadOnlyCollection<(Guid Id, Guid Order)> claims,
        CancellationToken ct)
    {
        if (claims.Count == 0)
        {
            return true;
        }

        await using var claim = Command(transaction, ClaimSql, claims.Select(c => c.Id).ToArray(), claims.Select(c => c.Order).ToArray());
        return await claim.ExecuteNonQueryAsync(ct) == claims.Count;
    }

    /// <summary>The orders to which ids belong, by <see cref="OrderKey.OfId"/>.</summary>
    public static async Task<Dictionary<Guid, (Guid Order, string OrderNo)>> Owners(
        NpgsqlTransaction transaction,
        Guid[] ids,
        CancellationToken ct)
    {
        var owners = new Dictionary<Guid, (Guid, string)>();
        if (ids.Length == 0)
        {
            return owners;
        }

        await using var command = Command(transaction, OwnersSql, ids);
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            owners.Add(reader.GetGuid(0), (reader.GetGuid(1), reader.GetString(2)));
        }

        return owners;
    }

    private static NpgsqlCommand Command(NpgsqlTransaction transaction, string sql, params object[] values) =>
        new NpgsqlCommand(sql, transaction.Connection, transaction).With(values);
}
