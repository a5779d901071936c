using System.Text.Json.Nodes;
using Invoicing.Process;
using Invoicing.Storage;
using Npgsql;

namespace Invoicing.Operations;

/// <summary>Reads orders for people.</summary>
internal sealed class OrderViews(NpgsqlDataSource database, NoticeStore notices, IEnumerable<IStepPlanner> systems)
{
    // Numbers of documents and slips are looked up in the journal: it is narrow, and no document need be read for them.
    private const string Matches = """
        ($1::text is null
           or strpos(lower(o.order_no), $1) > 0
           or strpos(lower(o.oms_id), $1) > 0
           or lower(coalesce(o.invoicing_store, o.data #>> '{content,soldAtStore}')) = $1
           or o.id in (select c.order_id from calls c where c.key = any ($2))
           or o.id in (select c.order_id from calls c where lower(c.document_no) = $1))
        """;

    // The limit comes before the documents: only those of the page are read.
    private const string PageSql = $"""
        with page as materialized (
            select o.id
            from mt_doc_order o
            where {Matches}
              and ($3::text[] is null or o.state = any ($3))
            order by o.mt_created_at desc, o.order_no desc
            limit $4
        )
        select o.mt_version, o.data, o.mt_created_at, o.mt_last_modified, o.due_at
        from page
        join mt_doc_order o using (id)
        order by o.mt_created_at desc, o.order_no desc
        """;

    private const string TotalsSql = $"""
        select o.state, count(*)
        from mt_doc_order o
        where {Matches}
        group by o.state
        """;

    private const string NumbersSql = $$"""
        select o.order_no
        from mt_doc_order o
        where {{Matches}}
          and ($3::text[] is null or o.state = any ($3))
          and ($4::text is null or lower(coalesce(o.invoicing_store, o.data #>> '{content,soldAtStore}')) = $4)
          and ($5::text is null or o.data -> 'steps' @> jsonb_build_array(jsonb_build_object('failureKind', $5::text)))
          and ($6::boolean is null or (o.data ? 'onHold') = $6)
        order by o.mt_created_at, o.order_no
        """;

    private const string RowSql = """
        select mt_version, data, mt_created_at, mt_last_modified, due_at
        from mt_doc_order
        where id = $1
        """;

    private const string TimelineSql = """
        select at, what, state, details
        from timeline
        where order_id = $1
        order by id
        """;

    /// <param name="states">Empty: all.</param>
    /// <param name="search">
    /// Part of an order number or id, or the whole code of a store, or the number of a document or of a slip that was sent; case is
    /// ignored.
    /// </param>
    public async Task<OrderList> List(IReadOnlyCollection<OrderState> states, string? search, int limit, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        object?[] searched = [search?.ToLowerInvariant(), KeysFor(search)];
        var orders = await connection.Query(
            PageSql, reader => OrderSummary.Of(Read(reader, [])), ct, [.. searched, NamesOf(states.Count == 0 ? null : states), limit]);
        var totals = await connection.Query(TotalsSql, reader => (State: reader.GetString(0), Orders: reader.GetInt64(1)), ct, searched);
        return new(
            orders,
            new SortedDictionary<OrderState, long>(
                totals.ToDictionary(total => Enum.Parse<OrderState>(total.State), total => total.Orders)));
    }

    /// <summary>The numbers of all orders that the filter finds, oldest first.</summary>
    public async Task<IReadOnlyList<string>> Numbers(OrderFilter filter, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return await connection.Query(
            NumbersSql,
            reader => reader.GetString(0),
            ct,
            filter.Search?.ToLowerInvariant(),
            KeysFor(filter.Search),
            NamesOf(filter.States),
            filter.Store?.ToLowerInvariant(),
            filter.Cause?.ToString(),
            filter.OnHold);
    }

    /// <returns>Null: no such order.</returns>
    public async Task<StoredOrder?> Find(string orderNo, CancellationToken ct)
    {
        var mails = (await notices.ForOrder(orderNo, ct)).Select(TimelineItem.Of);
        var id = OrderKey.Of(orderNo);
        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(new NpgsqlBatchCommand(RowSql) { Parameters = { new() { Value = id } } });
        batch.BatchCommands.Add(new NpgsqlBatchCommand(TimelineSql) { Parameters = { new() { Value = id } } });

        await using var reader = await batch.ExecuteReaderAsync(ct);
        if (!await reader.ReadAsync(ct))
        {
            return null;
        }

        var stored = Read(reader, []);
        await reader.NextResultAsync(ct);
        var timeline = new List<TimelineItem>();
        while (await reader.ReadAsync(ct))
        {
            timeline.Add(TimelineItem.Of(
                reader.GetFieldValue<DateTimeOffset>(0),
                reader.GetString(1),
                reader.Text(2),
                reader.IsDBNull(3) ? [] : (JsonObject)JsonNode.Parse(reader.GetString(3))!));
        }

        return stored with { Timeline = [.. timeline.Concat(mails).OrderBy(item => item.At)] };
    }

    private string[] KeysFor(string? number) => number is null ? [] : [.. systems.SelectMany(system => system.KeysFor(number))];

    private static string[]? NamesOf(IEnumerable<OrderState>? states) => states?.Select(state => state.ToString()).ToArray();

    private static StoredOrder Read(NpgsqlDataReader reader, IReadOnlyList<TimelineItem> timeline) => new(
        OrderStore.ReadRow(reader, 0, 1),
        reader.GetFieldValue<DateTimeOffset>(2),
        reader.GetFieldValue<DateTimeOffset>(3),
        reader.Time(4),
        timeline);
}
