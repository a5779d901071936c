using System.Runtime.CompilerServices;
using Invoicing.Process;
using Npgsql;

namespace Invoicing.Storage;

/// <summary>Notices of one cause and store: who is told of them depends on nothing else.</summary>
/// <param name="First">Number of the earliest.</param>
/// <param name="IsLate">The earliest has waited as long as was asked.</param>
internal sealed record NoticeGroup(string Cause, NoticeKind Kind, string? Store, long First, bool IsLate);

/// <summary>What happened to an order in a time.</summary>
/// <param name="Done">Steps that were accepted then.</param>
/// <param name="Warnings">That calls were made with, and those that the order has now.</param>
internal sealed record ChangedOrder(
    OrderProcess Order, IReadOnlyList<(string Step, DateTimeOffset At)> Done, IReadOnlyList<(string Text, DateTimeOffset At)> Warnings);

/// <summary>
/// What mails about failures tell of notices and their orders, within the transaction of the connection that makes the mail.
/// </summary>
internal sealed class FailureQueries(NpgsqlConnection connection)
{
    private const string WaitingSql = """
        select cause, kind, store, min(id), min(noticed_at) <= now() - $1
        from failure_notices
        where mail_id is null
        group by cause, kind, store
        order by min(id)
        """;

    // What an earlier mail has told, and none that it is over.
    private const string IsUncured = """
        n.mail_id <> $1
          and n.cure_reported_at is null
          and n.kind <> 'InvoicedWithEarlierData'
          and n.noticed_at > now() - interval '30 days'
        """;

    private const string UncuredSql = $"""
        select n.cause, n.kind, n.store, min(n.id), true
        from failure_notices n
        where {IsUncured}
        group by n.cause, n.kind, n.store
        """;

    private const string TakeSql = $"""
        with sized as (
            select n.id,
                   row_number() over (order by n.id) as nr,
                   -- 400: what stands beside the message in a report's file
                   sum(octet_length(n.message) + 400) over (order by n.id) as bytes
            from failure_notices n
            join unnest($2, $3) as g (cause, store) on g.cause = n.cause and g.store is not distinct from n.store
            where n.mail_id is null
        ), taken as (
            update failure_notices n
            set mail_id = $1
            from sized s
            -- Looked at again: an instance of an earlier version does not know this one's lock.
            where s.id = n.id and n.mail_id is null and (s.nr = 1 or s.bytes <= $4)
            returning n.*
        )
        select {NoticeStore.Columns}
        from taken n
        left join mt_doc_order o on o.order_no = n.order_no
        left join mails m on m.id = n.mail_id
        order by n.id
        """;

    // A step that waits for nobody any more is cured: accepted, replanned, or dismissed with its order. One that is only being tried
    // again is not, for it may fail again. By order and step, as a step may have failed more than once.
    private const string CuresSql = $"""
        with earlier as (
            select n.id, n.order_no, n.step, not ((o.data -> 'expectedAttempts') ? n.step) as cured
            from failure_notices n
            join unnest($2, $3) as g (cause, store) on g.cause = n.cause and g.store is not distinct from n.store
            join mt_doc_order o on o.order_no = n.order_no
            where {IsUncured}
        ), told as (
            update failure_notices n
            set cure_reported_at = now()
            from earlier e
            where e.id = n.id and e.cured
        )
        select count(distinct (order_no, step)), count(distinct (order_no, step)) filter (where cured)
        from earlier
        """;

    // The last notice of a step that still stands at the attempt which failed.
    private const string OpenSql = $"""
        select {NoticeStore.Columns}
        from (
            select distinct on (n.order_no, n.step) n.*
            from mt_doc_order o
            join failure_notices n on n.order_no = o.order_no and ((o.data -> 'expectedAttempts') ->> n.step)::int = n.attempt
            where o.state = 'Failed' and n.kind <> 'InvoicedWithEarlierData'
            order by n.order_no, n.step, n.id desc
        ) n
        join mt_doc_order o on o.order_no = n.order_no
        left join mails m on m.id = n.mail_id
        order by n.id
        """;

    private const string NewsSql = """
        with cured as (
            update failure_notices n
            set cure_summarised_at = now()
            from mt_doc_order o
            where o.order_no = n.order_no
              and not ((o.data -> 'expectedAttempts') ? n.step)
              and n.cure_summarised_at is null
              and n.kind <> 'InvoicedWithEarlierData'
              and n.noticed_at > now() - interval '30 days'
            returning n.order_no, n.step
        )
        select (select count(*) from failure_notices where noticed_at > $1 and noticed_at <= $2),
               (select count(distinct (order_no, step)) from cured),
               (select count(*) from mails where sent_at is null and created_at < now() - interval '10 minutes')
        """;

    // The conditions of the index of finished orders.
    private const string CompletedSql = $$"""
        select currency, count(*), sum(total)
        from (
            select {{NoticeStore.Total}} as total, coalesce(o.data #>> '{content,currency}', '') as currency
            from mt_doc_order o
            where erased_at is null
              and is_finished
              and state = 'Completed'
              and mt_last_modified > $1
              and mt_last_modified <= $2
        ) completed
        group by currency
        """;

    private const string UnfinishedSql = """
        select state, count(*), min(mt_created_at)
        from mt_doc_order
        where state in ('Held', 'Invoicing', 'Transferring', 'Delivering') and mt_created_at < now() - interval '1 day'
        group by state
        order by state
        """;

    // An order is saved after its call is settled; a day is more than enough for that. Both halves have an index.
    private const string ChangedSql = """
        select o.mt_version, o.data, o.mt_last_modified, c.steps, c.times, w.warnings, w.times
        from (
            select id
            from mt_doc_order
            where erased_at is null and is_finished and mt_last_modified > $1 - interval '1 day'
            union all
            select id
            from mt_doc_order
            where not is_finished and mt_last_modified > $1 - interval '1 day'
        ) changed
        join mt_doc_order o using (id)
        cross join lateral (
            select array_agg(c.step) as steps, array_agg(c.settled_at) as times
            from calls c
            where c.order_id = o.id and c.state = 'done' and c.settled_at > $1 and c.settled_at <= $2
        ) c
        cross join lateral (
            select array_agg(warning) as warnings, array_agg(t.at) as times
            from timeline t
            cross join json_array_elements_text(t.details -> 'warnings') warning
            where t.order_id = o.id and t.what = 'called' and t.at > $1 and t.at <= $2
        ) w
        where c.steps is not null or w.warnings is not null or o.mt_last_modified > $1
        order by o.order_no
        """;

    /// <summary>All that are in no mail, those with the earliest first.</summary>
    /// <param name="late">How long the first of a group has waited to be late.</param>
    public async Task<IReadOnlyList<NoticeGroup>> Waiting(TimeSpan late, CancellationToken ct) =>
        await Rows(WaitingSql, Group, [late], ct).ToListAsync(ct);

    /// <summary>Takes what waits into a mail, which must be stored before the transaction ends.</summary>
    /// <param name="longest">Bytes of messages, and 400 a notice; what is beyond waits for another mail, but for the first.</param>
    public IAsyncEnumerable<Notice> Take(Guid mailId, IEnumerable<NoticeGroup> groups, long longest, CancellationToken ct) =>
        Rows(TakeSql, NoticeStore.Read, [mailId, .. Keys(groups), longest], ct);

    /// <summary>Of what other mails have told, to the same people.</summary>
    /// <param name="mailId">The mail that tells it.</param>
    /// <param name="concerns">Whether the readers of the mail are told of a group.</param>
    /// <returns>Steps that were not told to be cured, and how many of them are told so now.</returns>
    public async Task<(long Earlier, long Cured)> MarkCured(Guid mailId, Func<NoticeGroup, bool> concerns, CancellationToken ct)
    {
        var groups = await Rows(UncuredSql, Group, [mailId], ct).Where(concerns).ToListAsync(ct);
        return await Rows(CuresSql, row => (row.GetInt64(0), row.GetInt64(1)), [mailId, .. Keys(groups)], ct).SingleAsync(ct);
    }

    /// <summary>Of each step that needs a person now, what failed last.</summary>
    public IAsyncEnumerable<Notice> Open(CancellationToken ct) => Rows(OpenSql, NoticeStore.Read, [], ct);

    /// <returns>
    /// Failures noticed in that time, steps that no summary has told to be cured, and mails that could not be sent for ten minutes.
    /// </returns>
    public async Task<(long New, long Cured, long UnsentMails)> News(DateTimeOffset since, DateTimeOffset until, CancellationToken ct) =>
        await Rows(NewsSql, row => (row.GetInt64(0), row.GetInt64(1), row.GetInt64(2)), [since, until], ct).SingleAsync(ct);

    /// <summary>Orders completed in that time, by currency.</summary>
    public async Task<IReadOnlyList<(string Currency, long Orders, decimal? Total)>> Completed(
        DateTimeOffset since, DateTimeOffset until, CancellationToken ct) =>
        await Rows(CompletedSql, row => (row.GetString(0), row.GetInt64(1), row.GetFieldValue<decimal?>(2)), [since, until], ct)
            .ToListAsync(ct);

    /// <summary>Orders that are held or on their way for more than a day, by state.</summary>
    public async Task<IReadOnlyList<(string State, long Orders, DateTimeOffset Oldest)>> Unfinished(CancellationToken ct) =>
        await Rows(UnfinishedSql, row => (row.GetString(0), row.GetInt64(1), row.GetFieldValue<DateTimeOffset>(2)), [], ct).ToListAsync(ct);

    /// <summary>Orders of which something was accepted or warned in that time, by number.</summary>
    public IAsyncEnumerable<ChangedOrder> Changed(DateTimeOffset since, DateTimeOffset until, CancellationToken ct)
    {
        return Rows(ChangedSql, Read, [since, until], ct);

        ChangedOrder Read(NpgsqlDataReader row)
        {
            var (order, changedAt) = (OrderStore.ReadRow(row, 0, 1), row.GetFieldValue<DateTimeOffset>(2));
            IEnumerable<(string Text, DateTimeOffset At)> now = changedAt <= until ? order.Warnings.Select(text => (text, changedAt)) : [];
            return new(order, Pairs(row, 3), [.. Pairs(row, 5).Concat(now).DistinctBy(warning => warning.Text)]);
        }
    }

    private async IAsyncEnumerable<T> Rows<T>(
        string sql, Func<NpgsqlDataReader, T> read, IEnumerable<object> values, [EnumeratorCancellation] CancellationToken ct)
    {
        // A day's orders are many.
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 300 }.With(values);
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            yield return read(reader);
        }
    }

    private static NoticeGroup Group(NpgsqlDataReader row)
    {
        var store = row.Text(2);
        return new(row.GetString(0), Notice.KindOf(row.GetString(1)), store, row.GetInt64(3), row.GetBoolean(4));
    }

    private static object[] Keys(IEnumerable<NoticeGroup> groups) =>
        [groups.Select(group => group.Cause).ToArray(), groups.Select(group => group.Store).ToArray()];

    private static IReadOnlyList<(string Text, DateTimeOffset At)> Pairs(NpgsqlDataReader row, int column) => row.IsDBNull(column)
        ? []
        : [.. row.GetFieldValue<string[]>(column).Zip(row.GetFieldValue<DateTimeOffset[]>(column + 1))];
}
