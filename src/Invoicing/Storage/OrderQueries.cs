using System.Text.Json.Nodes;
using Invoicing.Process;
using Marten;
using Npgsql;

namespace Invoicing.Storage;

/// <summary>What people ask of orders.</summary>
internal sealed class OrderQueries(IDocumentStore store, NoticeStore notices, IEnumerable<IStepPlanner> systems)
{
    /// <summary>Finished orders of a state are counted up to here: history is not read to its end.</summary>
    public const int MostCounted = 10_000;

    /// <param name="after">Where the page before it has ended; null: the newest.</param>
    public async Task<FoundOrders> List(OrderFilter filter, OrderCursor? after, int limit, CancellationToken ct)
    {
        await using var session = store.QuerySession();
        // One more tells whether there is a next page.
        var (page, pageValues) = PageOf(filter, after, limit + 1);
        var ids = await session.Connection!.Query(page, row => row.GetGuid(0), ct, pageValues);
        var orders = await Stored(session, [.. ids.Take(limit)], ct);
        var (counts, countsValues) = TotalsOf(filter);
        var counted = await session.Connection!.Query(
            counts, row => KeyValuePair.Create(Enum.Parse<OrderState>(row.GetString(0)), row.GetInt64(1)), ct, countsValues);
        var totals = new SortedDictionary<OrderState, long>(counted.ToDictionary());
        var exceeded = counted.Where(total => total.Key.IsFinished() && total.Value > MostCounted).Select(total => total.Key).ToList();
        exceeded.ForEach(state => totals[state] = MostCounted);
        return new(orders, ids.Count > limit ? new(orders[^1].ReceivedAt, orders[^1].Row.OrderNo) : null, totals, exceeded);
    }

    /// <summary>The numbers of all orders that the filter finds, oldest first.</summary>
    public Task<IReadOnlyList<string>> Numbers(OrderFilter filter, CancellationToken ct) =>
        OfAll(filter, "order_no", "order by mt_created_at, order_no", row => row.GetString(0), ct);

    public async Task<long> Count(OrderFilter filter, CancellationToken ct) =>
        (await OfAll(filter, "count(*)", "", row => row.GetInt64(0), ct))[0];

    private async Task<IReadOnlyList<T>> OfAll<T>(
        OrderFilter filter, string what, string order, Func<NpgsqlDataReader, T> read, CancellationToken ct)
    {
        await using var session = store.QuerySession();
        var meant = new OrderConditions(filter, systems);
        var found = meant.OfEach(StatesOf(filter), _ => "select d.order_no, d.mt_created_at from mt_doc_order d", _ => "");
        return await session.Connection!.Query($"{meant.With} select {what} from ({found}) found {order}", read, ct, meant.Values);
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

    /// <summary>The statement for the ids of a page.</summary>
    internal (string Sql, object[] Values) PageOf(OrderFilter filter, OrderCursor? after, int limit)
    {
        var meant = new OrderConditions(filter, systems);
        meant.AddAfter(after);
        var most = meant.Value(limit);
        var found = meant.OfEach(
            StatesOf(filter),
            _ => "select d.id, d.mt_created_at, d.order_no from mt_doc_order d",
            _ => $"order by d.mt_created_at desc, d.order_no desc limit {most}");
        return ($"{meant.With} select id from ({found}) found order by mt_created_at desc, order_no desc limit {most}", meant.Values);
    }

    /// <summary>The statement for how many there are in each state.</summary>
    internal (string Sql, object[] Values) TotalsOf(OrderFilter filter)
    {
        var meant = new OrderConditions(filter, systems);
        var counts = meant.OfEach(
            Enum.GetValues<OrderState>(),
            state => $"select '{state}' as state, count(*) as orders from (select from mt_doc_order d",
            state => state.IsFinished() ? $"limit {MostCounted + 1}) few" : ") all_of_them");
        return ($"{meant.With} select state, orders from ({counts}) counted where orders > 0", meant.Values);
    }

    private static IEnumerable<OrderState> StatesOf(OrderFilter filter) => (filter.States ?? Enum.GetValues<OrderState>()).Distinct();

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

/// <summary>
/// Orders, newest first, and how many the filter finds in each state, whatever states it names and wherever the page begins.
/// </summary>
/// <param name="Next">Null: there are no more.</param>
/// <param name="Exceeded">Finished states of which there are more than is said.</param>
internal sealed record FoundOrders(
    IReadOnlyList<StoredOrder> Orders,
    OrderCursor? Next,
    IReadOnlyDictionary<OrderState, long> Totals,
    IReadOnlyList<OrderState> Exceeded);
