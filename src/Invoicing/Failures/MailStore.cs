using Invoicing.Storage;
using Npgsql;

namespace Invoicing.Failures;

/// <summary>A mail that this instance may send until its lease ends.</summary>
/// <param name="Attempt">Which attempt this is, from 1; also tells this lease from a later one.</param>
/// <param name="Reached">How long ago the first of its recipients got it; null while nobody has.</param>
internal sealed record LeasedMail(Mail Mail, int Attempt, TimeSpan? Reached = null);

/// <summary>Keeps the mails: stored before they are sent, and each sent by one instance at a time. All times are the database's.</summary>
internal sealed class MailStore(NpgsqlDataSource database)
{
    public async Task<MailMaking> Open(CancellationToken ct) => new(await database.OpenConnectionAsync(ct));

    /// <summary>Takes the oldest mail that is due. If this instance dies, the mail is due again when the lease ends.</summary>
    public async Task<LeasedMail?> Lease(TimeSpan lease, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        var leased = await connection.Query(
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
            """,
            row => new LeasedMail(
                new(row.GetGuid(0), row.GetString(1), row.GetString(2), row.GetString(3))
                {
                    HtmlBody = row.Text(5),
                    Recipients = row.IsDBNull(6) ? null : row.GetFieldValue<string[]>(6),
                    Attachment = row.IsDBNull(8) ? null : new(row.GetString(7), row.GetFieldValue<byte[]>(8)),
                },
                row.GetInt32(4),
                row.GetFieldValue<TimeSpan?>(9)),
            ct,
            lease);
        return leased.SingleOrDefault();
    }

    /// <summary>Everybody has the mail but these, who will not get it.</summary>
    public Task MarkSent(Guid mailId, IEnumerable<RefusedRecipient> unreached, CancellationToken ct) => Execute(
        """
        update mails
        set sent_at = now(), next_attempt_at = null, last_error = null, attachment = null,
            unreached = nullif(coalesce(unreached, '{}') || $2, '{}')
        where id = $1 and sent_at is null
        """,
        ct,
        mailId,
        Texts(unreached));

    /// <summary>Somebody has the mail; the others are tried again without them.</summary>
    public Task MarkReached(
        Guid mailId, IReadOnlyList<RefusedRecipient> later, IEnumerable<RefusedRecipient> unreached, TimeSpan wait, CancellationToken ct) =>
        Execute(
            """
            update mails
            set recipients = $2, unreached = nullif(coalesce(unreached, '{}') || $3, '{}'), reached_at = coalesce(reached_at, now()),
                next_attempt_at = now() + $4, last_error = array_to_string($5::text[], ' ')
            where id = $1 and sent_at is null
            """,
            ct,
            mailId,
            later.Select(recipient => recipient.Address).ToArray(),
            Texts(unreached),
            wait,
            Texts(later));

    /// <summary>Puts the mail off, unless its lease has gone to another instance.</summary>
    public Task PutOff(LeasedMail leased, TimeSpan wait, string error, CancellationToken ct) => Execute(
        "update mails set next_attempt_at = now() + $3, last_error = $4 where id = $1 and attempts = $2 and sent_at is null",
        ct,
        leased.Mail.Id,
        leased.Attempt,
        wait,
        error);

    private async Task Execute(string sql, CancellationToken ct, params object?[] values)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await connection.Execute(sql, ct, values);
    }

    private static string[] Texts(IEnumerable<RefusedRecipient> recipients) => [.. recipients.Select(recipient => recipient.ToString())];
}

/// <summary>The sorts of mails, each made by one instance at a time. The numbers are those of the locks.</summary>
internal enum MailSort
{
    /// <summary>About a failure that is told at once.</summary>
    AtOnce = 1,

    /// <summary>About all other failures.</summary>
    Report = 2,

    /// <summary>The summary and the stores' lists.</summary>
    Daily = 3,
}

/// <param name="Recipient">Code of the store; empty for the summary.</param>
/// <param name="Since">Where the last mail ended; a day ago when there was none.</param>
internal sealed record DailyMailSlot(string Recipient, DateTimeOffset Since);

/// <summary>One transaction that makes mails: what a mail tells is taken in it, and the mail is stored in it.</summary>
internal sealed class MailMaking(NpgsqlConnection connection) : IAsyncDisposable
{
    private const int Locks = 7_463_211;

    private NpgsqlTransaction? _transaction;

    public FailureQueries Queries { get; } = new(connection);

    public NpgsqlConnection Connection => connection;

    /// <summary>The beginning of the transaction, on the database's clock: those of instances differ.</summary>
    public DateTimeOffset Now { get; private set; }

    /// <summary>Takes the right to make mails of a sort; one instance at a time has it.</summary>
    /// <returns>False: another instance has the right.</returns>
    public async Task<bool> Begin(MailSort sort, CancellationToken ct)
    {
        _transaction = await connection.BeginTransactionAsync(ct);
        // The time-out ends the lock of a process that was frozen while it held it.
        var rows = await connection.Query(
            "select pg_try_advisory_xact_lock($1, $2), now(), set_config('idle_in_transaction_session_timeout', '30s', true)",
            row => (HasRight: row.GetBoolean(0), Now: row.GetFieldValue<DateTimeOffset>(1)),
            ct,
            Locks,
            (int)sort);
        Now = rows[0].Now;
        return rows[0].HasRight;
    }

    /// <summary>
    /// Mails for which others of the same cause to the same people wait: those made within that time, and those that cannot be sent. After
    /// an hour nothing waits for the latter any more, in case the server refuses just that mail for ever.
    /// </summary>
    public Task<List<(string Cause, string Recipients)>> Recent(string[] causes, TimeSpan within, CancellationToken ct) => connection.Query(
        """
        select cause, array_to_string(recipients, ',')
        from mails
        where cause = any ($1)
          and created_at > now() - greatest($2, interval '1 hour')
          and (created_at > now() - $2 or (sent_at is null and created_at > now() - interval '1 hour'))
        """,
        row => (row.GetString(0), row.Text(1) ?? ""),
        ct,
        causes,
        within);

    /// <summary>Takes the daily mails of a kind that were not made on that day yet, and will then have been.</summary>
    /// <param name="until">The time that they tell of; the next ones begin there.</param>
    public Task<List<DailyMailSlot>> TakeDay(
        string kind, IEnumerable<string> recipients, DateOnly day, DateTimeOffset until, CancellationToken ct) => connection.Query(
        """
        insert into daily_mails (kind, recipient, day, until)
        select $1, r, $3, $4
        from unnest($2) r
        order by r
        on conflict do nothing
        returning recipient,
                  coalesce(
                      (select max(d.until) from daily_mails d where d.kind = $1 and d.recipient = daily_mails.recipient),
                      now() - interval '1 day')
        """,
        row => new DailyMailSlot(row.GetString(0), row.GetFieldValue<DateTimeOffset>(1)),
        ct,
        kind,
        recipients.ToArray(),
        day,
        until);

    /// <param name="cause">As for <see cref="Recent"/>.</param>
    public Task Add(string cause, Mail mail, CancellationToken ct) => connection.Execute(
        """
        insert into mails (id, cause, message_id, subject, body, html_body, recipients, attachment_name, attachment)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        """,
        ct,
        [
            mail.Id, cause, mail.MessageId, mail.Subject, mail.TextBody, mail.HtmlBody, mail.Recipients?.ToArray(),
            mail.Attachment?.Name, mail.Attachment?.Content.ToArray(),
        ]);

    public async Task AddDaily(string kind, string recipient, DateOnly day, Mail mail, CancellationToken ct)
    {
        await Add($"{kind}/{recipient}", mail, ct);
        await connection.Execute(
            "update daily_mails set mail_id = $4 where kind = $1 and recipient = $2 and day = $3", ct, kind, recipient, day, mail.Id);
    }

    public Task Commit(CancellationToken ct) => _transaction!.CommitAsync(ct);

    public async ValueTask DisposeAsync()
    {
        if (_transaction is not null)
        {
            await _transaction.DisposeAsync();
        }

        await connection.DisposeAsync();
    }
}
