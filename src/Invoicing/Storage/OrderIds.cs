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
    /// One belongs to another order; not for an order that was dismissed: what is known of it is a fact.
    /// </exception>
    public static async Task Change(
        NpgsqlConnection connection,
        Guid order,
        OrderProcess before,
        OrderProcess after,
        CancellationToken ct)
    {
        var released = before.OmsIds.Except(after.OmsIds).Select(OrderKey.OfId).ToArray();
        if (released.Length > 0)
        {
            await connection.Execute(ReleaseSql, ct, released, order);
        }

        var claimed = after.OmsIds.Except(before.OmsIds).ToDictionary(OrderKey.OfId);
        if (await Claim(connection, [.. claimed.Keys.Select(key => (key, order))], ct) || after.Dismissed is { InvoicedElsewhere: false })
        {
            return;
        }

        // A statement of its own: it sees those that the claims have waited for.
        var (id, owner) = (await Owners(connection, [.. claimed.Keys], ct)).First(owner => owner.Value.Order != order);
        throw new OrderIdConflictException(after.OrderNo, claimed[id], owner.OrderNo);
    }

    /// <returns>False: some belong to other orders.</returns>
    public static async Task<bool> Claim(
        NpgsqlConnection connection, IReadOnlyCollection<(Guid Id, Guid Order)> claims, CancellationToken ct) =>
        claims.Count == 0 || claims.Count == await connection.Execute(
            ClaimSql, ct, claims.Select(claim => claim.Id).ToArray(), claims.Select(claim => claim.Order).ToArray());

    /// <summary>The orders to which ids belong, by <see cref="OrderKey.OfId"/>.</summary>
    public static async Task<Dictionary<Guid, (Guid Order, string OrderNo)>> Owners(
        NpgsqlConnection connection, Guid[] ids, CancellationToken ct) => ids.Length == 0 ? [] : new(await connection.Query(
            OwnersSql, row => KeyValuePair.Create(row.GetGuid(0), (row.GetGuid(1), row.GetString(2))), ct, (object)ids));
}
