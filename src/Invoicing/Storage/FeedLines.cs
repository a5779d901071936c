using System.Runtime.CompilerServices;
using Invoicing.Process;
using Marten;
using Npgsql;

namespace Invoicing.Storage;

/// <summary>
/// What became of each order of a file when it was taken in. A table and SQL: millions of rows, written a batch at a time, and only ever
/// counted or read together with their orders.
/// </summary>
internal static class FeedLines
{
    // An entry that is read again, because its file has changed since, keeps what became of it: it is not a duplicate of itself.
    private const string AddSql = """
        insert into feed_lines (feed_id, entry, line, order_no, order_key, outcome, detail)
        select ?, *
        from unnest(?, ?, ?, ?, ?, ?)
        on conflict (feed_id, entry) do update
        set line      = excluded.line,
            order_no  = excluded.order_no,
            order_key = excluded.order_key,
            outcome   = excluded.outcome,
            detail    = excluded.detail
        where excluded.outcome <> 'duplicate'
           or feed_lines.outcome = 'unreadable'
           or feed_lines.order_no is distinct from excluded.order_no
        """;

    private const string UnfinishedSql = """
        select l.feed_id, count(*) || '/' || sum(o.mt_version)
        from mt_doc_order o
        join feed_lines l on l.order_key = o.id
        where not o.is_finished
        group by l.feed_id
        """;

    private const string StatesSql = """
        select o.state, count(distinct o.id)
        from feed_lines l
        join mt_doc_order o on o.id = l.order_key
        where l.feed_id = $1
        group by o.state
        """;

    private const string FirstSql = """
        select entry, line, order_no, order_key, outcome, detail
        from feed_lines
        where feed_id = $1 and outcome = any ($2)
        order by entry
        limit $3
        """;

    private const string ResultsSql = """
        select l.entry, l.line, l.order_no, l.order_key, l.outcome, l.detail,
               o.state, o.invoicing_store, c.document_no, c.done, o.mt_version, case when o.state = 'Failed' then o.data end
        from feed_lines l
        left join mt_doc_order o on o.id = l.order_key
        left join lateral (
            select max(document_no) filter (where step = 'invoice') as document_no, bool_or(state = 'done') as done
            from calls
            where order_id = o.id
        ) c on o.id is not null
        where l.feed_id = $1
        order by l.entry
        """;

    public static void AddLines(this IDocumentOperations session, long feed, IReadOnlyList<FeedLine> lines) => session.QueueSqlCommand(
        AddSql,
        feed,
        lines.Select(line => line.Entry).ToArray(),
        lines.Select(line => line.Line).ToArray(),
        lines.Select(line => line.OrderNo).ToArray(),
        lines.Select(line => line.OrderKey).ToArray(),
        lines.Select(line => line.Outcome).ToArray(),
        lines.Select(line => line.Detail).ToArray());

    /// <summary>Lines of more entries than these are of what the file was before.</summary>
    public static void DeleteLinesAfter(this IDocumentOperations session, long feed, long entry) =>
        session.QueueSqlCommand("delete from feed_lines where feed_id = ? and entry > ?", feed, entry);

    /// <summary>How many of the first so many entries came to what.</summary>
    public static Task<Dictionary<string, long>> Outcomes(this IQuerySession session, long feed, long entries, CancellationToken ct) =>
        session.Pairs<string, long>(
            "select outcome, count(*) from feed_lines where feed_id = $1 and entry <= $2 group by outcome", ct, feed, entries);

    /// <summary>How many of the feed's orders are in which state now.</summary>
    public static Task<Dictionary<string, long>> StatesOfOrders(this IQuerySession session, long feed, CancellationToken ct) =>
        session.Pairs<string, long>(StatesSql, ct, feed);

    /// <summary>What the unfinished orders of each feed are like: as long as this does not change, its results file does not either.</summary>
    public static Task<Dictionary<long, string>> UnfinishedOrders(this IQuerySession session, CancellationToken ct) =>
        session.Pairs<long, string>(UnfinishedSql, ct);

    public static Task<List<FeedLine>> FirstLines(
        this IQuerySession session, long feed, string[] outcomes, int limit, CancellationToken ct) =>
        session.Connection.Query(FirstSql, LineOf, ct, feed, outcomes, limit);

    /// <summary>All entries, and what has become of their orders until now.</summary>
    public static async IAsyncEnumerable<FeedResult> Results(
        this IQuerySession session, long feed, [EnumeratorCancellation] CancellationToken ct)
    {
        await using var command = session.Connection.Command(ResultsSql, feed);
        command.CommandTimeout = 0;
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            yield return new(
                LineOf(reader),
                reader.Text(6) is { } state ? Enum.Parse<OrderState>(state) : null,
                reader.Text(7),
                reader.Text(8),
                !reader.IsDBNull(9) && reader.GetBoolean(9),
                reader.IsDBNull(11) ? null : OrderStore.ReadRow(reader, 10, 11));
        }
    }

    private static FeedLine LineOf(NpgsqlDataReader reader) => new(
        reader.GetInt64(0), reader.GetInt64(1), reader.Text(2), reader.IsDBNull(3) ? null : reader.GetGuid(3), reader.GetString(4),
        reader.Text(5));

    private static async Task<Dictionary<TKey, TValue>> Pairs<TKey, TValue>(
        this IQuerySession session, string sql, CancellationToken ct, params object[] values)
        where TKey : notnull => new(await session.Connection.Query(
            sql, reader => KeyValuePair.Create(reader.GetFieldValue<TKey>(0), reader.GetFieldValue<TValue>(1)), ct, values));
}

/// <summary>What became of an entry of a feed.</summary>
/// <param name="OrderKey">Null: nothing of it is stored.</param>
internal sealed record FeedLine(long Entry, long Line, string? OrderNo, Guid? OrderKey, string Outcome, string? Detail);

/// <param name="State">Of the order; null: it is not stored.</param>
/// <param name="AnyCall">Whether Retail Pro has accepted anything of it.</param>
/// <param name="Failed">The order, where it is failed.</param>
internal sealed record FeedResult(
    FeedLine Line, OrderState? State, string? Store, string? DocumentNo, bool AnyCall, OrderProcess? Failed);
