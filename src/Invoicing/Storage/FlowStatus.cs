using Invoicing.Process;
using Npgsql;

namespace Invoicing.Storage;

/// <summary>Orders of one state that are not finished.</summary>
/// <param name="OnHold">Of these, held by a person.</param>
/// <param name="Oldest">When the oldest of them was received.</param>
internal sealed record UnfinishedOrders(OrderState State, long Count, long OnHold, DateTimeOffset Oldest);

/// <summary>What the database says of the flow as a whole.</summary>
/// <param name="Overdue">Orders that should have been looked at more than a minute ago.</param>
/// <param name="CompletedToday">In the last 24 hours.</param>
/// <param name="UnsentMails">Mails, and failures for which no mail was written yet.</param>
/// <param name="Unreached">Recipients that mails of the last seven days did not reach, each with what the mail server said.</param>
/// <param name="WaitingUpdates">Parcels and returns of orders that have not come yet.</param>
/// <param name="Mode">Whether systems are called at all.</param>
internal sealed record FlowStatus(
    IReadOnlyList<UnfinishedOrders> Unfinished,
    long Overdue,
    long CompletedToday,
    long UnsentMails,
    DateTimeOffset? OldestUnsent,
    IReadOnlyList<string> Unreached,
    long WaitingUpdates,
    DateTimeOffset? OldestUpdate,
    InvoicingMode Mode);

/// <summary>Reads it: what Marten has no word for, of several tables, and by the database's clock.</summary>
internal sealed class FlowStatusQuery(NpgsqlDataSource database)
{
    private const string UnfinishedSql = """
        select state, count(*), count(*) filter (where data ? 'onHold'), min(mt_created_at)
        from mt_doc_order
        where not is_finished
        group by state
        """;

    private const string RestSql = """
        select (select count(*) from mt_doc_order where due_at < now() - interval '1 minute'),
               -- the conditions of the index of finished orders
               (select count(*)
                from mt_doc_order
                where erased_at is null
                  and is_finished
                  and state = 'Completed'
                  and mt_last_modified > now() - interval '1 day'),
               (select count(*) from mt_doc_mail where sent_at is null) + (select count(*) from mt_doc_notice where mail_id is null),
               least((select min(mt_created_at) from mt_doc_mail where sent_at is null),
                     (select min(mt_created_at) from mt_doc_notice where mail_id is null)),
               (select coalesce(array_agg(distinct u order by u), '{}')
                from mt_doc_mail m, jsonb_array_elements_text(m.data -> 'unreached') u
                where m.mt_created_at > now() - interval '7 days'),
               (select count(*) from mt_doc_waiting_update),
               (select min((data ->> 'receivedAt')::timestamptz) from mt_doc_waiting_update),
               coalesce((select data ->> 'mode' from mt_doc_installation), 'Live')
        """;

    // The index of finished orders by their last change leaves out those that are erased, which ended long ago.
    private const string DaySql = """
        select hour, coalesce(orders, 0)
        from generate_series(date_trunc('hour', now()) - interval '23 hours', date_trunc('hour', now()), interval '1 hour') hour
        left join (
            select date_trunc('hour', mt_last_modified) as hour, count(*) as orders
            from mt_doc_order
            where erased_at is null
              and is_finished
              and state = 'Completed'
              and mt_last_modified > date_trunc('hour', now()) - interval '23 hours'
            group by 1) completed using (hour)
        order by hour
        """;

    public async Task<FlowStatus> Read(CancellationToken ct)
    {
        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(new(UnfinishedSql));
        batch.BatchCommands.Add(new(RestSql));
        await using var reader = await batch.ExecuteReaderAsync(ct);
        var unfinished = new List<UnfinishedOrders>();
        while (await reader.ReadAsync(ct))
        {
            unfinished.Add(new(
                Enum.Parse<OrderState>(reader.GetString(0)),
                reader.GetInt64(1),
                reader.GetInt64(2),
                reader.GetFieldValue<DateTimeOffset>(3)));
        }

        await reader.NextResultAsync(ct);
        await reader.ReadAsync(ct);
        return new(
            [.. unfinished.OrderBy(orders => orders.State)],
            reader.GetInt64(0),
            reader.GetInt64(1),
            reader.GetInt64(2),
            reader.Time(3),
            reader.GetFieldValue<string[]>(4),
            reader.GetInt64(5),
            reader.Time(6),
            Enum.Parse<InvoicingMode>(reader.GetString(7)));
    }

    /// <returns>Orders completed in each of the last 24 hours, this one last; also hours without any.</returns>
    public async Task<IReadOnlyList<(DateTimeOffset Hour, long Completed)>> Day(CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return await connection.Query(DaySql, row => (row.GetFieldValue<DateTimeOffset>(0), row.GetInt64(1)), ct);
    }
}
