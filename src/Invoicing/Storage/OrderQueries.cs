using System.Text.Json.Nodes;
using Invoicing.Process;
using Marten;
using Marten.Linq.MatchesSql;

namespace Invoicing.Storage;

/// <summary>What people ask of orders.</summary>
internal sealed class OrderQueries(IDocumentStore store, NoticeStore notices, IEnumerable<IStepPlanner> systems)
{
    private const string StoreIs = "lower(coalesce(d.invoicing_store, d.data #>> '{content,soldAtStore}')) = ?";

    // Numbers of documents and slips are looked up in the journal: it is narrow, and no document need be read for them.
    private const string IsFound = $"""
        (strpos(lower(d.order_no), ?) > 0
           or strpos(lower(d.oms_id), ?) > 0
           or {StoreIs}
           or d.id in (select c.order_id from calls c where c.key = any (?))
           or d.id in (select c.order_id from calls c where lower(c.document_no) = ?))
        """;

    /// <param name="limit">Of the orders; the totals are of all that the search finds, whatever the states asked for.</param>
    public async Task<(IReadOnlyList<StoredOrder> Orders, IReadOnlyDictionary<OrderState, long> Totals)> List(
        IReadOnlyList<OrderState> states, string? search, int limit, CancellationToken ct)
    {
        await using var session = store.QuerySession();
        var found = new OrderFilter(states.Count == 0 ? null : states, null, null, search, null);
        var page = await Matching(session, found).OrderBySql("d.mt_created_at desc, d.order_no desc").Take(limit)
            .Select(order => order.Id).ToListAsync(ct);
        var totals = await Matching(session, found with { States = null }).GroupBy(order => order.State)
            .Select(orders => new { State = orders.Key, Orders = orders.LongCount() }).ToListAsync(ct);
        return (
            await Stored(session, page, ct),
            new SortedDictionary<OrderState, long>(totals.ToDictionary(total => total.State, total => total.Orders)));
    }

    /// <summary>The numbers of all orders that the filter finds, oldest first.</summary>
    public async Task<IReadOnlyList<string>> Numbers(OrderFilter filter, CancellationToken ct)
    {
        await using var session = store.QuerySession();
        return await Matching(session, filter).OrderBySql("d.mt_created_at, d.order_no").Select(order => order.OrderNo).ToListAsync(ct);
    }

    /// <returns>Null: no such order.</returns>
    public async Task<StoredOrder?> Find(string orderNo, CancellationToken ct)
    {
        var id = OrderKey.Of(orderNo);
        await using var session = store.QuerySession();
        if (await Stored(session, [id], ct) is not [var stored])
        {
            return null;
        }

        var timeline = await session.Connection!.Query(
            "select at, what, state, details from timeline where order_id = $1 order by id",
            row => TimelineItem.Of(
                row.GetFieldValue<DateTimeOffset>(0),
                row.GetString(1),
                row.Text(2),
                row.IsDBNull(3) ? [] : (JsonObject)JsonNode.Parse(row.GetString(3))!),
            ct,
            id);
        var mails = (await notices.ForOrder(orderNo, ct)).Select(TimelineItem.Of);
        return stored with { Timeline = [.. timeline.Concat(mails).OrderBy(item => item.At)] };
    }

    private IQueryable<OrderProcess> Matching(IQuerySession session, OrderFilter filter)
    {
        IQueryable<OrderProcess> orders = session.Query<OrderProcess>();
        if (filter.Search?.ToLowerInvariant() is { } search)
        {
            string[] keys = [.. systems.SelectMany(system => system.KeysFor(filter.Search))];
            orders = orders.Where(order => order.MatchesSql(IsFound, search, search, search, keys, search));
        }

        if (filter.States is { } states)
        {
            orders = orders.Where(order => order.State.IsOneOf(states.ToArray()));
        }

        if (filter.Store?.ToLowerInvariant() is { } code)
        {
            orders = orders.Where(order => order.MatchesSql(StoreIs, code));
        }

        if (filter.Cause is { } cause)
        {
            orders = orders.Where(order => order.Steps.Any(step => step.FailureKind == cause));
        }

        return filter.OnHold switch
        {
            null => orders,
            true => orders.Where(order => order.OnHold != null),
            false => orders.Where(order => order.OnHold == null),
        };
    }

    // With what the database alone knows of a document: when it came and was saved, and when the recovery looks at it again.
    private static async Task<IReadOnlyList<StoredOrder>> Stored(IQuerySession session, IReadOnlyList<Guid> ids, CancellationToken ct) =>
        await session.Connection!.Query(
            """
            select o.mt_version, o.data, o.mt_created_at, o.mt_last_modified, o.due_at
            from unnest($1) with ordinality as page (id, nr)
            join mt_doc_order o using (id)
            order by page.nr
            """,
            row => new StoredOrder(
                OrderStore.ReadRow(row, 0, 1),
                row.GetFieldValue<DateTimeOffset>(2),
                row.GetFieldValue<DateTimeOffset>(3),
                row.Time(4),
                []),
            ct,
            ids.ToArray());
}
