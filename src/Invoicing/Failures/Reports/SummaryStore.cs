using Invoicing.Intake.Queries;
using Invoicing.Storage;
using Npgsql;

namespace Invoicing.Failures.Reports;

/// <summary>Reads what the daily summary tells, in its transaction.</summary>
internal sealed class SummaryStore(NpgsqlConnection connection)
{
    // The last notice of a step that still stands at the attempt which failed.
    private const string OpenSql = $$"""
        select {0}, {{ReportedFailure.OrderColumns}}
        from (
            select distinct on (n.order_no, n.step) n.*
            from orders o
            join failure_notices n on n.order_no = o.order_no and (o.callable ->> n.step)::int = n.attempt
            where o.state = 'Failed' and n.kind <> 'InvoicedWithEarlierData'
            order by n.order_no, n.step, n.id desc
        ) n
        join orders o on o.order_no = n.order_no
        order by n.id
        """;

    private const string NewSql = "select count(*) from failure_notices where noticed_at > $1 and noticed_at <= $2";

    private const string CuredSql = """
        with cured as (
            update failure_notices n
            set cure_summarised_at = now()
            from orders o
            where o.order_no = n.order_no
              and not (o.callable ? n.step)
              and n.cure_summarised_at is null
              and n.kind <> 'InvoicedWithEarlierData'
              and n.noticed_at > now() - interval '30 days'
            returning n.order_no, n.step
        )
        select count(distinct (order_no, step))
        from cured
        """;

    // The conditions of the index of finished orders.
    private const string CompletedSql = """
        select count(*), sum(total), currency
        from (
            select case when abs((document #>> '{content,total}')::numeric) < 1e12 then (document #>> '{content,total}')::numeric(16, 4) end as total,
                   coalesce(document #>> '{content,currency}', '') as currency
            from orders
            where erased_at is null
              and state in ('Completed', 'NothingToInvoice', 'Dismissed')
              and state = 'Completed'
              and updated_at > $1
              and updated_at <= $2
        ) completed
        group by currency
        """;

    private const string OldSql = """
        select state, count(*), min(received_at)
        from orders
        where state in ('Held', 'Invoicing', 'Transferring') and received_at < now() - interval '1 day'
        group by state
        order by state
        """;

    private const string UnsentSql = "select count(*) from mails where sent_at is null and created_at < now() - interval '10 minutes'";

    public async Task<DailySummary> Read(DateOnly day, DateTimeOffset since, DateTimeOffset until, CancellationToken cancellationToken)
    {
        var open = new Report();
        await Each(OpenSql.Replace("{0}", NoticeRow.Columns("n")), [], row => open.Add(ReportedFailure.Read(row)));
        var (completed, worth) = (0L, new MoneyTotals());
        await Each(CompletedSql, [since, until], row =>
        {
            completed += row.GetInt64(0);
            if (!row.IsDBNull(1))
            {
                worth.Add(row.GetDecimal(1), TextSanitizer.Line(row.GetString(2), 10));
            }
        });
        var old = new List<(string, long, DateTimeOffset)>();
        await Each(OldSql, [], row => old.Add((row.GetString(0), row.GetInt64(1), row.GetFieldValue<DateTimeOffset>(2))));
        return new()
        {
            Day = day,
            Since = since,
            Open = open,
            New = await Count(NewSql, since, until),
            Cured = await Count(CuredSql),
            Completed = completed,
            CompletedMoney = worth,
            Old = old,
            UnsentMails = await Count(UnsentSql),
            Pause = (await PauseStore.Current(connection, cancellationToken))?.Text,
            FeedTroubles = [.. (await FeedViews.Troubles(connection, cancellationToken)).Select(trouble => trouble.ToString())],
        };

        async Task<long> Count(string sql, params DateTimeOffset[] values)
        {
            var count = 0L;
            await Each(sql, values, row => count = row.GetInt64(0));
            return count;
        }

        async Task Each(string sql, DateTimeOffset[] values, Action<NpgsqlDataReader> read)
        {
            // A day's orders are many.
            await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 300 };
            foreach (var value in values)
            {
                command.Parameters.Add(new() { Value = value.ToUniversalTime() });
            }

            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                read(reader);
            }
        }
    }
}
