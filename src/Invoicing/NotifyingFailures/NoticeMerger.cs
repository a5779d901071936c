using Microsoft.Extensions.Options;
using Npgsql;

namespace Invoicing.NotifyingFailures;

/// <summary>
/// Makes mails of notices: the first of a cause at once, the later ones together when the time has passed that lies between two mails of a cause.
/// One transaction under the lock of the cause, so that several instances never make two. All times are the database's: instances' clocks differ.
/// </summary>
internal sealed class NoticeMerger(NpgsqlDataSource database, IOptions<MailSettings> options)
{
    /// <summary>Merges the waiting notices of one cause into a stored mail, if a mail of that cause is due.</summary>
    /// <returns>The mail, or null when nothing is due or another instance is at it.</returns>
    public async Task<Mail?> MergeDue(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (await LockDueCause(connection, cancellationToken) is not { } cause)
        {
            return null;
        }

        var id = Guid.CreateVersion7();
        if (await Take(connection, cause, id, cancellationToken) is not { } notices)
        {
            return null;
        }

        var mail = FailureMail.Compose(id, options.Value.From, notices);
        await Store(connection, cause, mail, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return mail;
    }

    private async Task<string?> LockDueCause(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        // The time-out ends the lock of a process that was frozen while it held it.
        // While a mail of the cause cannot be sent, later notices wait for it: a night without SMTP must not become a mail a minute.
        // After an hour they wait no longer, in case the server refuses just that mail for ever.
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new("set local idle_in_transaction_session_timeout = '30s'"),
                new(
                    """
                    select c.cause
                    from failure_causes c
                    where (c.last_mail_at is null or c.last_mail_at <= now() - $1)
                      and exists (
                          select from failure_notices n
                          where n.cause = c.cause and n.mail_id is null)
                      and not exists (
                          select from mails m
                          where m.cause = c.cause and m.sent_at is null and m.created_at > now() - interval '1 hour')
                    order by c.last_mail_at nulls first
                    limit 1
                    for no key update of c skip locked
                    """)
                {
                    Parameters = { new() { Value = options.Value.MergeWindow } },
                },
            },
        };
        return (string?)await batch.ExecuteScalarAsync(cancellationToken);
    }

    private static async Task<MergedNotices?> Take(
        NpgsqlConnection connection, string cause, Guid mailId, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            with merged as (
                update failure_notices
                set mail_id = $1
                where cause = $2 and mail_id is null
                returning *
            )
            select kind, order_no, order_id, step, attempt, store, queue, message_id, message, failed_at, correlation_id,
                   (select count(*) from merged), (select count(distinct order_no) from merged)
            from merged
            order by id
            limit $3
            """,
            connection)
        {
            Parameters = { new() { Value = mailId }, new() { Value = cause }, new() { Value = MergedNotices.MostListed } },
        };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var (count, orders, first) = (0L, 0L, new List<Notice>());
        while (await reader.ReadAsync(cancellationToken))
        {
            first.Add(Read(reader));
            (count, orders) = (reader.GetInt64(11), reader.GetInt64(12));
        }

        return first.Count == 0 ? null : new(count, orders, first);
    }

    private static Notice Read(NpgsqlDataReader row)
    {
        return new()
        {
            Kind = Notice.KindOf(row.GetString(0)),
            OrderNo = Text(1),
            OrderId = Text(2),
            Step = Text(3),
            Attempt = row.IsDBNull(4) ? null : row.GetInt32(4),
            Store = Text(5),
            Queue = Text(6),
            MessageId = Id(7),
            Message = row.GetString(8),
            FailedAt = row.GetFieldValue<DateTimeOffset>(9),
            CorrelationId = Id(10),
        };

        string? Text(int column) => row.IsDBNull(column) ? null : row.GetString(column);
        Guid? Id(int column) => row.IsDBNull(column) ? null : row.GetGuid(column);
    }

    private static async Task Store(NpgsqlConnection connection, string cause, Mail mail, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            with cause as (
                update failure_causes
                set last_mail_at = now()
                where cause = $2
            )
            insert into mails (id, cause, message_id, subject, body)
            values ($1, $2, $3, $4, $5)
            """,
            connection)
        {
            Parameters =
            {
                new() { Value = mail.Id }, new() { Value = cause }, new() { Value = mail.MessageId },
                new() { Value = mail.Subject }, new() { Value = mail.TextBody },
            },
        };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
