using Invoicing.Storage;
using Marten;
using Marten.Services;

namespace Invoicing.Failures;

/// <summary>A mail that this instance may send until its lease ends.</summary>
/// <param name="Attempt">Which attempt this is, from 1; also tells this lease from a later one.</param>
/// <param name="Reached">How long ago the first of its recipients got it; null while nobody has.</param>
internal sealed record LeasedMail(Mail Mail, int Attempt, TimeSpan? Reached = null);

/// <summary>Keeps the mails: stored before they are sent, and each sent by one instance at a time. All times are the database's.</summary>
internal sealed class MailStore(IDocumentStore store)
{
    // A day's orders are many.
    private const int LongestQuery = 300;

    public MailMaking Open() => new(store.LightweightSession(new SessionOptions { Timeout = LongestQuery }));

    /// <summary>Whether failures are in no mail yet, or a mail is due.</summary>
    public async Task<bool> SomethingWaits(CancellationToken ct)
    {
        await using var session = store.QuerySession();
        return (await session.AdvancedSql.QueryAsync<bool>(
            """
            select exists (select from mt_doc_notice where mail_id is null)
                or exists (select from mt_doc_mail where sent_at is null and (data ->> 'nextAttemptAt')::timestamptz <= now())
            """,
            ct)).Single();
    }

    /// <summary>Takes the oldest mail that is due. If this instance dies, the mail is due again when the lease ends.</summary>
    public async Task<LeasedMail?> Lease(TimeSpan lease, CancellationToken ct)
    {
        const string Due = """
            where sent_at is null and (data ->> 'nextAttemptAt')::timestamptz <= now()
            order by mt_created_at, id
            limit 1
            for update skip locked
            """;
        await using var session = store.LightweightSession();
        var leased = await Change(
            session, Due, (mail, now) => mail with { Attempts = mail.Attempts + 1, NextAttemptAt = now + lease }, ct);
        if (leased is not var (mail, now))
        {
            return null;
        }

        var file = await session.LoadAsync<MailFile>(mail.Id, ct);
        return new(mail.Mail with { Attachment = file?.Attachment }, mail.Attempts, now - mail.ReachedAt);
    }

    /// <summary>Somebody has the mail.</summary>
    /// <param name="later">They are tried again, alone; nobody: the mail is sent.</param>
    /// <param name="unreached">They will not get it.</param>
    public Task MarkReached(
        Guid mailId, IReadOnlyList<RefusedRecipient> later, IEnumerable<RefusedRecipient> unreached, TimeSpan wait, CancellationToken ct) =>
        Change(
            mailId,
            (mail, now) =>
            {
                mail = mail with { Unreached = [.. mail.Unreached, .. Texts(unreached)] };
                return later.Count == 0 ? mail with { SentAt = now, LastError = null } : mail with
                {
                    Mail = mail.Mail with { Recipients = [.. later.Select(recipient => recipient.Address)] },
                    ReachedAt = mail.ReachedAt ?? now,
                    NextAttemptAt = now + wait,
                    LastError = string.Join(' ', Texts(later)),
                };
            },
            ct);

    /// <summary>Puts the mail off, unless its lease has gone to another instance.</summary>
    public Task PutOff(LeasedMail leased, TimeSpan wait, string error, CancellationToken ct) => Change(
        leased.Mail.Id,
        (mail, now) => mail.Attempts == leased.Attempt ? mail with { NextAttemptAt = now + wait, LastError = error } : mail,
        ct);

    private async Task Change(Guid mailId, Func<StoredMail, DateTimeOffset, StoredMail> change, CancellationToken ct)
    {
        await using var session = store.LightweightSession();
        await Change(session, "where id = ? and sent_at is null for update", change, ct, mailId);
    }

    /// <summary>Under the row's lock, so that no two instances change a mail at the same time.</summary>
    /// <returns>Null: there is none.</returns>
    private static async Task<(StoredMail Mail, DateTimeOffset Now)?> Change(
        IDocumentSession session,
        string which,
        Func<StoredMail, DateTimeOffset, StoredMail> change,
        CancellationToken ct,
        params object[] values)
    {
        await session.BeginTransactionAsync(ct);
        var found = await session.AdvancedSql.QueryAsync<StoredMail, DateTimeOffset>(
            $"select row(id, data, mt_created_at), row(now()) from mt_doc_mail {which}", ct, values);
        if (found is not [var (mail, now)])
        {
            return null;
        }

        var changed = change(mail, now);
        session.Update(changed);
        if (changed.SentAt is not null)
        {
            session.Delete<MailFile>(mail.Id);
        }

        await session.SaveChangesAsync(ct);
        return (changed, now);
    }

    private static IEnumerable<string> Texts(IEnumerable<RefusedRecipient> recipients) =>
        recipients.Select(recipient => recipient.ToString());
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
internal sealed class MailMaking(IDocumentSession session) : IAsyncDisposable
{
    private const int Locks = 7_463_211;

    public FailureQueries Queries => new(session, Now);

    public IQuerySession Session => session;

    /// <summary>The beginning of the transaction, on the database's clock: those of instances differ.</summary>
    public DateTimeOffset Now { get; private set; }

    /// <summary>Takes the right to make mails of a sort; one instance at a time has it.</summary>
    /// <returns>False: another instance has the right.</returns>
    public async Task<bool> Begin(MailSort sort, CancellationToken ct)
    {
        await session.BeginTransactionAsync(ct);
        // The time-out ends the lock of a process that was frozen while it held it.
        var rows = await session.AdvancedSql.QueryAsync<bool, DateTimeOffset, string>(
            """
            select row(pg_try_advisory_xact_lock(?, ?)), row(now()), row(set_config('idle_in_transaction_session_timeout', '30s', true))
            """,
            ct,
            Locks,
            (int)sort);
        (var hasRight, Now, _) = rows[0];
        return hasRight;
    }

    /// <summary>
    /// Mails for which others of the same cause to the same people wait: those made within that time, and those that cannot be sent. After
    /// an hour nothing waits for the latter any more, in case the server refuses just that mail for ever.
    /// </summary>
    public async Task<IReadOnlyList<(string Cause, string Recipients)>> Recent(string[] causes, TimeSpan within, CancellationToken ct)
    {
        var (hourAgo, earliest) = (Now.AddHours(-1), Now - within);
        var mails = await session.Query<StoredMail>()
            .Where(mail => mail.Cause.IsOneOf(causes)
                && (mail.CreatedAt > earliest || (mail.SentAt == null && mail.CreatedAt > hourAgo)))
            .Select(mail => new { mail.Cause, mail.Mail.Recipients })
            .ToListAsync(ct);
        return [.. mails.Select(mail => (mail.Cause, string.Join(',', mail.Recipients ?? [])))];
    }

    /// <summary>The daily mails of a kind that were not made on that day yet.</summary>
    public async Task<IReadOnlyList<DailyMailSlot>> Slots(string kind, IEnumerable<string> recipients, DateOnly day, CancellationToken ct)
    {
        var made = await session.LoadManyAsync<DailyMail>(ct, recipients.Select(recipient => DailyMail.IdOf(kind, recipient, day)));
        var ends = await session.Query<DailyMail>()
            .Where(mail => mail.Kind == kind)
            .GroupBy(mail => mail.Recipient)
            .Select(group => new DailyMailSlot(group.Key, group.Max(mail => mail.Until)))
            .ToListAsync(ct);
        return
        [
            .. recipients.Except(made.Select(mail => mail.Recipient))
                .Select(recipient => ends.FirstOrDefault(end => end.Recipient == recipient) ?? new(recipient, Now.AddDays(-1))),
        ];
    }

    /// <param name="cause">As for <see cref="Recent"/>.</param>
    public void Add(string cause, Mail mail)
    {
        session.Insert(new StoredMail(cause, mail) { NextAttemptAt = Now });
        if (mail.Attachment is { } attachment)
        {
            session.Insert(new MailFile(mail.Id, attachment));
        }
    }

    /// <summary>The mail of a day is made, whether there is one or nothing to tell.</summary>
    /// <param name="until">The time that it tells of; the next one begins there.</param>
    // Whoever has lost the right to it all the same fails here, instead of sending a second one.
    public void AddDaily(string kind, string recipient, DateOnly day, DateTimeOffset until, Mail? mail)
    {
        session.Insert(new DailyMail(kind, recipient, day, until, mail?.Id));
        if (mail is not null)
        {
            Add($"{kind}/{recipient}", mail);
        }
    }

    public Task Commit(CancellationToken ct) => session.SaveChangesAsync(ct);

    public ValueTask DisposeAsync() => session.DisposeAsync();
}
