using System.Runtime.CompilerServices;
using Invoicing.Process;
using Marten;

namespace Invoicing.Storage;

/// <summary>Notices of one cause and store: who is told of them depends on nothing else.</summary>
/// <param name="First">When the earliest was stored.</param>
internal sealed record NoticeGroup(string Cause, string? Store, DateTimeOffset First);

internal sealed record CompletedOrders(string Currency, long Orders, decimal? Total);

/// <summary>What happened to an order in a time.</summary>
/// <param name="Done">Steps that were accepted then.</param>
/// <param name="Warnings">That calls were made with, and those that the order has now.</param>
internal sealed record ChangedOrder(OrderProcess Order, IReadOnlyList<ToldAt> Done, IReadOnlyList<ToldAt> Warnings);

internal sealed record ToldAt(string Text, DateTimeOffset At);

/// <summary>
/// What mails about failures tell of notices and their orders, within the transaction of the session that makes the mail. SQL is what
/// changes many notices at once, or joins them or orders with something else: a day's orders are many.
/// </summary>
/// <param name="now">The beginning of the transaction, on the database's clock.</param>
internal sealed class FailureQueries(IQuerySession session, DateTimeOffset now)
{
    // Totals that are no amounts would only spoil the sums.
    private const string Total =
        "case when abs((o.data #>> '{content,total}')::numeric) < 1e12 then (o.data #>> '{content,total}')::numeric(16, 4) end";

    // Of a notice n what Marten reads, with what its order o is like now.
    private const string Columns = "n.id, n.data || jsonb_build_object('orderState', o.state, 'total', " + Total
        + ", 'currency', o.data #> '{content,currency}'), n.mt_created_at";

    private const string TakeSql = $"""
        with sized as (
            select n.id,
                   row_number() over (order by n.mt_created_at, n.id) as nr,
                   -- 400: what stands beside the message in the file of a report
                   sum(octet_length(n.data ->> 'message') + 400) over (order by n.mt_created_at, n.id) as bytes
            from mt_doc_notice n
            join unnest(:causes, :stores) as g (cause, store)
              on g.cause = n.data ->> 'causeKey' and g.store is not distinct from n.data ->> 'store'
            where n.mail_id is null
        ), taken as (
            update mt_doc_notice n
            set mail_id = :mailId, data = n.data || jsonb_build_object('mailId', :mailId)
            from sized s
            where s.id = n.id and (s.nr = 1 or s.bytes <= :longest)
            returning n.*
        )
        select {Columns}
        from taken n
        left join mt_doc_order o on o.order_no = n.order_no
        order by n.mt_created_at, n.id
        """;

    // A step that waits for nobody any more is cured: accepted, replanned, or dismissed with its order. One that is only being tried
    // again is not, for it may fail again. By order and step, as a step may have failed more than once.
    private const string CuresSql = """
        with earlier as (
            select n.id, n.order_no, n.data ->> 'step' as step, o.data -> 'expectedAttempts' -> (n.data ->> 'step') is null as is_cured
            from mt_doc_notice n
            join mt_doc_order o on o.order_no = n.order_no
            where n.id = any (:ids)
        ), told as (
            update mt_doc_notice n
            set data = n.data || jsonb_build_object(:mark, now())
            from earlier e
            where e.id = n.id and e.is_cured
        )
        select row(count(distinct (order_no, step))), row(count(distinct (order_no, step)) filter (where is_cured))
        from earlier
        """;

    // The last notice of a step that still stands at the attempt which failed.
    private const string OpenSql = $"""
        select {Columns}
        from (
            select distinct on (n.order_no, n.data -> 'step') n.*
            from mt_doc_order o
            join mt_doc_notice n
              on n.order_no = o.order_no and o.data -> 'expectedAttempts' -> (n.data ->> 'step') = n.data -> 'attempt'
            where o.state = 'Failed' and n.data ->> 'kind' <> 'InvoicedWithEarlierData'
            order by n.order_no, n.data -> 'step', n.mt_created_at desc, n.id desc
        ) n
        join mt_doc_order o on o.order_no = n.order_no
        order by n.mt_created_at, n.id
        """;

    // The conditions of the index of finished orders.
    private const string CompletedSql = $$"""
        select jsonb_build_object('currency', currency, 'orders', count(*), 'total', sum(total))
        from (
            select {{Total}} as total, coalesce(o.data #>> '{content,currency}', '') as currency
            from mt_doc_order o
            where erased_at is null
              and is_finished
              and state = 'Completed'
              and mt_last_modified > :since
              and mt_last_modified <= :until
        ) completed
        group by currency
        """;

    private const string UnfinishedSql = """
        select row(state), row(count(*)), row(min(mt_created_at))
        from mt_doc_order
        where state in ('Held', 'Invoicing', 'Transferring', 'Delivering') and mt_created_at < now() - interval '1 day'
        group by state
        order by state
        """;

    // An order is saved after its call is settled; a day is more than enough for that. Both halves have an index.
    private const string ChangedSql = """
        select row(o.id, o.data, o.mt_version),
               row(jsonb_build_object('changedAt', o.mt_last_modified, 'done', c.done, 'warnings', w.warnings))
        from (
            select id
            from mt_doc_order
            where erased_at is null and is_finished and mt_last_modified > :since - interval '1 day'
            union all
            select id
            from mt_doc_order
            where not is_finished and mt_last_modified > :since - interval '1 day'
        ) changed
        join mt_doc_order o using (id)
        cross join lateral (
            select jsonb_agg(jsonb_build_object('text', c.step, 'at', c.settled_at)) as done
            from calls c
            where c.order_id = o.id and c.state = 'done' and c.settled_at > :since and c.settled_at <= :until
        ) c
        cross join lateral (
            select jsonb_agg(jsonb_build_object('text', warning, 'at', t.at)) as warnings
            from timeline t
            cross join json_array_elements_text(t.details -> 'warnings') warning
            where t.order_id = o.id and t.what = 'called' and t.at > :since and t.at <= :until
        ) w
        where c.done is not null or w.warnings is not null or o.mt_last_modified > :since
        order by o.order_no
        """;

    private const int LongestCurrency = 10;

    private static readonly TimeSpan LongestUncured = TimeSpan.FromDays(30);

    /// <summary>All that are in no mail, those with the earliest first.</summary>
    public Task<IReadOnlyList<NoticeGroup>> Waiting(CancellationToken ct) => session.Query<Notice>()
        .Where(notice => notice.MailId == null)
        .GroupBy(notice => new { notice.CauseKey, notice.Store })
        .Select(group => new NoticeGroup(group.Key.CauseKey, group.Key.Store, group.Min(notice => notice.NoticedAt)))
        .OrderBy(group => group.First)
        .ToListAsync(ct);

    /// <summary>Takes what waits into a mail, which must be stored before the transaction ends.</summary>
    /// <param name="longest">Bytes of messages, and 400 a notice; what is beyond waits for another mail, but for the first.</param>
    public IAsyncEnumerable<Notice> Take(Guid mailId, IEnumerable<NoticeGroup> groups, long longest, CancellationToken ct)
    {
        var (causes, stores) = (groups.Select(group => group.Cause).ToArray(), groups.Select(group => group.Store).ToArray());
        return Told(session.AdvancedSql.StreamAsync<Notice>(TakeSql, ct, new { causes, stores, mailId, longest }));
    }

    /// <summary>Of what other mails have told, to the same people.</summary>
    /// <param name="mailId">The mail that tells it.</param>
    /// <param name="concerns">Whether the readers of the mail are told of a cause and store.</param>
    /// <returns>Steps that were not told to be cured, and how many of them are told so now.</returns>
    public async Task<(long Earlier, long Cured)> MarkCured(Guid mailId, Func<string, string?, bool> concerns, CancellationToken ct)
    {
        var earlier = await Uncured()
            .Where(notice => notice.MailId != null && notice.MailId != mailId && notice.CureReportedAt == null)
            .Select(notice => new { notice.Id, notice.CauseKey, notice.Store })
            .ToListAsync(ct);
        return await MarkCured(
            earlier.Where(notice => concerns(notice.CauseKey, notice.Store)).Select(notice => notice.Id), "cureReportedAt", ct);
    }

    /// <summary>Of each step that needs a person now, what failed last.</summary>
    public IAsyncEnumerable<Notice> Open(CancellationToken ct) => Told(session.AdvancedSql.StreamAsync<Notice>(OpenSql, ct));

    /// <returns>
    /// Failures noticed in that time, steps that no summary has told to be cured, and mails that could not be sent for ten minutes.
    /// </returns>
    public async Task<(long New, long Cured, long UnsentMails)> News(DateTimeOffset since, DateTimeOffset until, CancellationToken ct)
    {
        var added = await session.Query<Notice>().CountAsync(notice => notice.NoticedAt > since && notice.NoticedAt <= until, ct);
        var uncured = await Uncured().Where(notice => notice.CureSummarisedAt == null).Select(notice => notice.Id).ToListAsync(ct);
        var (_, cured) = await MarkCured(uncured, "cureSummarisedAt", ct);
        var tenMinutesAgo = now.AddMinutes(-10);
        return (added, cured, await session.Query<StoredMail>().CountAsync(
            mail => mail.SentAt == null && mail.CreatedAt < tenMinutesAgo, ct));
    }

    /// <summary>Orders completed in that time, by currency.</summary>
    public Task<IReadOnlyList<CompletedOrders>> Completed(DateTimeOffset since, DateTimeOffset until, CancellationToken ct) =>
        session.AdvancedSql.QueryAsync<CompletedOrders>(CompletedSql, ct, new { since, until });

    /// <summary>Orders that are held or on their way for more than a day, by state.</summary>
    public Task<IReadOnlyList<(string State, long Orders, DateTimeOffset Oldest)>> Unfinished(CancellationToken ct) =>
        session.AdvancedSql.QueryAsync<string, long, DateTimeOffset>(UnfinishedSql, ct);

    /// <summary>Orders of which something was accepted or warned in that time, by number.</summary>
    public async IAsyncEnumerable<ChangedOrder> Changed(
        DateTimeOffset since, DateTimeOffset until, [EnumeratorCancellation] CancellationToken ct)
    {
        await foreach (var (order, changes) in session.AdvancedSql.StreamAsync<OrderProcess, Changes>(ChangedSql, ct, new { since, until }))
        {
            var now = order.Warnings.Where(_ => changes.ChangedAt <= until).Select(text => new ToldAt(text, changes.ChangedAt));
            yield return new(
                order, changes.Done ?? [], [.. (changes.Warnings ?? []).Concat(now).DistinctBy(warning => warning.Text)]);
        }
    }

    private static IAsyncEnumerable<Notice> Told(IAsyncEnumerable<Notice> notices) => notices.Select(
        notice => notice.Currency is { } currency ? notice with { Currency = TextSanitizer.Line(currency, LongestCurrency) } : notice);

    private IQueryable<Notice> Uncured()
    {
        var earliest = now - LongestUncured;
        return session.Query<Notice>().Where(notice =>
            notice.OrderNo != null && notice.Kind != NoticeKind.InvoicedWithEarlierData && notice.NoticedAt > earliest);
    }

    private async Task<(long Earlier, long Cured)> MarkCured(IEnumerable<Guid> notices, string mark, CancellationToken ct)
    {
        Guid[] ids = [.. notices];
        return (await session.AdvancedSql.QueryAsync<long, long>(CuresSql, ct, new { ids, mark })).Single();
    }

    private sealed record Changes(DateTimeOffset ChangedAt, IReadOnlyList<ToldAt>? Done, IReadOnlyList<ToldAt>? Warnings);
}
