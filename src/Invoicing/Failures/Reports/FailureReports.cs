using Microsoft.Extensions.Options;
using Npgsql;
using NpgsqlTypes;

namespace Invoicing.Failures.Reports;

/// <summary>
/// Makes reports of the notices that are not told at once: some time after the first that waits, all that wait for the same recipients together.
/// One transaction under one lock, so that several instances never make two of the same; times are the database's.
/// </summary>
internal sealed class FailureReports(NpgsqlDataSource database, MailRoutes routes, IOptions<MailSettings> options)
{
    /// <summary>As <c>mails</c> calls it.</summary>
    public const string Cause = "report";

    // A mail server commonly takes 10 MB, and a third is added on the way. What is left over is in the next report.
    private const int LargestFile = 6_000_000;

    // As with what is told at once: later ones wait for a report that cannot be sent, up to an hour.
    private const string DueSql = """
        select w.route
        from (
            select mail_route($1, n.store, n.kind) as route, min(n.noticed_at) as first
            from failure_notices n
            where n.mail_id is null
              and n.kind <> all ($2)
              and exists (
                  select
                  from failure_notices late
                  where late.mail_id is null and late.kind <> all ($2) and late.noticed_at <= now() - $4)
            group by 1
        ) w
        where w.first <= now() - $4
          and not exists (
              select
              from mails m
              where m.cause = 'report'
                and m.sent_at is null
                and m.created_at > now() - interval '1 hour'
                and coalesce(array_to_string(m.recipients, ','), '') = ($3)[w.route + 1])
        order by w.first
        limit 1
        """;

    private const string TakeSql = $$"""
        with sized as (
            select n.id,
                   row_number() over (order by n.id) as nr,
                   -- what stands beside the message in the file
                   sum(octet_length(n.message) + 400) over (order by n.id) as bytes
            from failure_notices n
            where n.mail_id is null and n.kind <> all ($2) and mail_route($1, n.store, n.kind) = $3
        ), taken as (
            update failure_notices n
            set mail_id = $4
            from sized s
            where s.id = n.id and (s.nr = 1 or s.bytes <= $5)
            returning n.*
        )
        select {0}, {{ReportedFailure.OrderColumns}}
        from taken n
        left join orders o on o.order_no = n.order_no
        order by n.id
        """;

    // A step that waits for nobody any more is cured: accepted, replanned, or dismissed with its order. One that is only being tried again is
    // not, for it may fail again. By order and step, as a step may have failed more than once.
    private const string CuresSql = """
        with earlier as (
            select n.id, n.order_no, n.step, not (o.callable ? n.step) as cured
            from failure_notices n
            join orders o on o.order_no = n.order_no
            where n.mail_id is not null
              and n.mail_id <> $4
              and n.cure_reported_at is null
              and n.kind <> 'InvoicedWithEarlierData'
              and n.noticed_at > now() - interval '30 days'
              and mail_route($1, n.store, n.kind) = $3
        ), told as (
            update failure_notices n
            set cure_reported_at = now()
            from earlier e
            where e.id = n.id and e.cured
        )
        select count(distinct (order_no, step)), count(distinct (order_no, step)) filter (where cured)
        from earlier
        """;

    private static readonly string[] AtOnce = [.. Failures.Cause.AtOnce.Select(kind => kind.ToString())];

    /// <summary>Stores one report, if one is due.</summary>
    /// <returns>The mail, or null when nothing is due or another instance is at it.</returns>
    public async Task<Mail?> MakeDue(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        if (await FindDue(connection, cancellationToken) is null)
        {
            return null;
        }

        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        // Looked at again under the lock: another instance may just have made it.
        if (!await MailLocks.Take(connection, Cause, cancellationToken) || await FindDue(connection, cancellationToken) is not { } route)
        {
            return null;
        }

        var id = Guid.CreateVersion7();
        using var file = new ReportFile();
        var report = await Take(connection, route, id, file, cancellationToken);
        if (report.Count == 0)
        {
            return null;
        }

        await CountCures(connection, route, id, report, cancellationToken);
        var mail = ReportMail.Compose(id, options.Value.From, report) with
        {
            Recipients = routes.Recipients(route),
            Attachment = report.Count > 1 ? file.Finish() : null,
        };
        await MailStore.Add(connection, Cause, mail, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return mail;
    }

    private async Task<int?> FindDue(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(DueSql, connection)
        {
            Parameters = { Routes(), new() { Value = AtOnce }, new() { Value = routes.Keys }, new() { Value = options.Value.ReportAfter } },
        };
        return (int?)await command.ExecuteScalarAsync(cancellationToken);
    }

    private async Task<Report> Take(NpgsqlConnection connection, int route, Guid mailId, ReportFile file, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(TakeSql.Replace("{0}", NoticeRow.Columns("n")), connection)
        {
            Parameters = { Routes(), new() { Value = AtOnce }, new() { Value = route }, new() { Value = mailId }, new() { Value = LargestFile } },
        };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var report = new Report();
        while (await reader.ReadAsync(cancellationToken))
        {
            var failure = ReportedFailure.Read(reader);
            report.Add(failure);
            file.Add(failure);
        }

        return report;
    }

    private async Task CountCures(NpgsqlConnection connection, int route, Guid mailId, Report report, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(CuresSql, connection)
        {
            Parameters = { Routes(), new() { Value = AtOnce }, new() { Value = route }, new() { Value = mailId } },
        };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        (report.Earlier, report.Cured) = (reader.GetInt64(0), reader.GetInt64(1));
    }

    private NpgsqlParameter Routes() => new() { Value = routes.Json, NpgsqlDbType = NpgsqlDbType.Jsonb };
}
