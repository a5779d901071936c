using Npgsql;

namespace Invoicing.Failures;

/// <summary>A mail that this instance may send until its lease ends.</summary>
/// <param name="Attempt">Which attempt this is, from 1; also tells this lease from a later one.</param>
/// <param name="Reached">How long ago the first of its recipients got it; null while nobody has.</param>
internal sealed record LeasedMail(Mail Mail, int Attempt, TimeSpan? Reached = null);

/// <summary>Keeps the mails: stored before they are sent, and each sent by one instance at a time.</summary>
internal sealed class MailStore(NpgsqlDataSource database)
{
    /// <summary>Takes the oldest mail that is due. If this instance dies, the mail is due again when the lease ends.</summary>
    public async Task<LeasedMail?> Lease(TimeSpan lease, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            """
            update mails
            set attempts = attempts + 1, next_attempt_at = now() + $1
            where id = (
                select id
                from mails
                where sent_at is null and next_attempt_at <= now()
                order by created_at, id
                limit 1
                for update skip locked
            )
            returning id, message_id, subject, body, attempts, html_body, recipients, attachment_name, attachment, now() - reached_at
            """);
        command.Parameters.Add(new() { Value = lease });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? new(Read(reader), reader.GetInt32(4), reader.IsDBNull(9) ? null : reader.GetTimeSpan(9)) : null;
    }

    /// <summary>Stores a mail in the transaction that has taken what it tells.</summary>
    public static async Task Add(NpgsqlConnection connection, string cause, Mail mail, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            insert into mails (id, cause, message_id, subject, body, html_body, recipients, attachment_name, attachment)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
            """,
            connection);
        object?[] values =
        [
            mail.Id, cause, mail.MessageId, mail.Subject, mail.TextBody, mail.HtmlBody, mail.Recipients?.ToArray(), mail.Attachment?.Name,
            mail.Attachment?.Content.ToArray(),
        ];
        foreach (var value in values)
        {
            command.Parameters.Add(new() { Value = value ?? DBNull.Value });
        }

        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Everybody has the mail but these, who will not get it.</summary>
    public async Task MarkSent(Guid mailId, IEnumerable<RefusedRecipient> unreached, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            """
            update mails
            set sent_at = now(), next_attempt_at = null, last_error = null, attachment = null, unreached = nullif(coalesce(unreached, '{}') || $2, '{}')
            where id = $1 and sent_at is null
            """);
        command.Parameters.Add(new() { Value = mailId });
        command.Parameters.Add(new() { Value = Texts(unreached) });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Somebody has the mail; the others are tried again without them.</summary>
    public async Task MarkReached(
        Guid mailId, IEnumerable<RefusedRecipient> later, IEnumerable<RefusedRecipient> unreached, TimeSpan wait, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            """
            update mails
            set recipients = $2, unreached = nullif(coalesce(unreached, '{}') || $3, '{}'), reached_at = coalesce(reached_at, now()),
                next_attempt_at = now() + $4, last_error = array_to_string($5::text[], ' ')
            where id = $1 and sent_at is null
            """);
        RefusedRecipient[] rest = [.. later];
        command.Parameters.Add(new() { Value = mailId });
        command.Parameters.Add(new() { Value = rest.Select(recipient => recipient.Address).ToArray() });
        command.Parameters.Add(new() { Value = Texts(unreached) });
        command.Parameters.Add(new() { Value = wait });
        command.Parameters.Add(new() { Value = Texts(rest) });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Puts the mail off, unless its lease has gone to another instance.</summary>
    public async Task PutOff(LeasedMail leased, TimeSpan wait, string error, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            """
            update mails
            set next_attempt_at = now() + $3, last_error = $4
            where id = $1 and attempts = $2 and sent_at is null
            """);
        command.Parameters.Add(new() { Value = leased.Mail.Id });
        command.Parameters.Add(new() { Value = leased.Attempt });
        command.Parameters.Add(new() { Value = wait });
        command.Parameters.Add(new() { Value = error });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static string[] Texts(IEnumerable<RefusedRecipient> recipients) => [.. recipients.Select(recipient => recipient.ToString())];

    private static Mail Read(NpgsqlDataReader row) => new(row.GetGuid(0), row.GetString(1), row.GetString(2), row.GetString(3))
    {
        HtmlBody = row.IsDBNull(5) ? null : row.GetString(5),
        Recipients = row.IsDBNull(6) ? null : row.GetFieldValue<string[]>(6),
        Attachment = row.IsDBNull(8) ? null : new(row.GetString(7), row.GetFieldValue<byte[]>(8)),
    };
}
