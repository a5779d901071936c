using Invoicing.Storage;
using Microsoft.Extensions.Options;
using Npgsql;
using NpgsqlTypes;

namespace Invoicing.Failures;

/// <summary>
/// Makes mails of the notices that are told at once: the first of a cause immediately, the later ones together when the time has passed that
/// lies between two mails of a cause. One transaction under the lock of the cause, so that several instances never make two. All times are
/// the database's: instances' clocks differ.
/// </summary>
internal sealed class NoticeMerger(NpgsqlDataSource database, MailRoutes routes, IOptions<MailSettings> options)
{
    // While a mail of the cause cannot be sent, later notices wait for it: a night without SMTP must not become a mail a minute.
    // After an hour they wait no longer, in case the server refuses just that mail for ever.
    private const string DueSql = """
        select w.cause, w.route
        from (
            select n.cause, mail_route($1, n.store, n.kind) as route, min(n.id) as first
            from failure_notices n
            where n.mail_id is null and n.kind = any ($2)
            group by 1, 2
        ) w
        where not exists (
            select
            from mails m
            where m.cause = w.cause
              and coalesce(array_to_string(m.recipients, ','), '') = ($3)[w.route + 1]
              and (m.created_at > now() - $4 or (m.sent_at is null and m.created_at > now() - interval '1 hour')))
        order by w.first
        """;

    /// <summary>Merges the waiting notices of one cause for the same recipients into a stored mail, if such a mail is due.</summary>
    /// <returns>The mail, or null when nothing is due or other instances are at it.</returns>
    public async Task<Mail?> MergeDue(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        foreach (var due in await FindDue(connection, cancellationToken))
        {
            if (await Merge(connection, due, cancellationToken) is { } mail)
            {
                return mail;
            }
        }

        return null;
    }

    private async Task<Mail?> Merge(NpgsqlConnection connection, Due due, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        // Looked at again under the lock: another instance may just have made the mail.
        if (!await MailLocks.Take(connection, due.Cause, cancellationToken) || !(await FindDue(connection, cancellationToken)).Contains(due))
        {
            return null;
        }

        var id = Guid.CreateVersion7();
        if (await Take(connection, due, id, cancellationToken) is not { } notices)
        {
            return null;
        }

        var mail = FailureMail.Compose(id, options.Value.From, notices) with { Recipients = routes.Recipients(due.Route) };
        await MailStore.Add(connection, due.Cause, mail, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return mail;
    }

    private async Task<IReadOnlyList<Due>> FindDue(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(DueSql, connection)
        {
            Parameters =
            {
                new() { Value = routes.Json, NpgsqlDbType = NpgsqlDbType.Jsonb }, new() { Value = AtOnce },
                new() { Value = routes.Keys }, new() { Value = options.Value.MergeWindow },
            },
        };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var due = new List<Due>();
        while (await reader.ReadAsync(cancellationToken))
        {
            due.Add(new(reader.GetString(0), reader.GetInt32(1)));
        }

        return due;
    }

    private async Task<MergedNotices?> Take(NpgsqlConnection connection, Due due, Guid mailId, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            $"""
            with merged as (
                update failure_notices n
                set mail_id = $1
                where n.cause = $2 and n.mail_id is null and mail_route($3, n.store, n.kind) = $4
                returning *
            )
            select {NoticeRow.Columns("n")}, (select count(*) from merged), (select count(distinct order_no) from merged)
            from merged n
            order by id
            limit $5
            """,
            connection)
        {
            Parameters =
            {
                new() { Value = mailId }, new() { Value = due.Cause }, new() { Value = routes.Json, NpgsqlDbType = NpgsqlDbType.Jsonb },
                new() { Value = due.Route }, new() { Value = MergedNotices.MostListed },
            },
        };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var (count, orders, first) = (0L, 0L, new List<Notice>());
        while (await reader.ReadAsync(cancellationToken))
        {
            first.Add(NoticeRow.Read(reader));
            (count, orders) = (reader.GetInt64(NoticeRow.Count), reader.GetInt64(NoticeRow.Count + 1));
        }

        return first.Count == 0 ? null : new(count, orders, first);
    }

    private static readonly string[] AtOnce = [.. Cause.AtOnce.Select(kind => kind.ToString())];

    private sealed record Due(string Cause, int Route);
}
