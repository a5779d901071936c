using Invoicing.Failures;
using Invoicing.Storage;

namespace Invoicing.Simulation;

/// <summary>The statements of <c>NoticeStore</c>, <c>MailMaker</c> and <c>MailStore</c>.</summary>
internal sealed partial class Database
{
    private readonly HashSet<(string OrderNo, string Step, int Attempt, NoticeKind Kind)> _noticed = [];
    private readonly HashSet<int> _faulted = [];

    public List<StoredNotice> Notices { get; } = [];

    public List<StoredMail> Mails { get; } = [];

    public Action Noticed { get; set; } = () => { };

    public Task<bool> AddNotice(Instance by, Notice notice) => Repeats(by, () =>
    {
        if (_noticed.Add((notice.OrderNo!, notice.Step!, notice.Attempt!.Value, notice.Kind)))
        {
            Noticed();
            Notices.Add(new StoredNotice(notice, notice.Cause.Key, scheduler.Now));
        }
    });

    public Task<bool> AddFault(Instance by, MessageFaulted fault) => Repeats(by, () =>
    {
        if (_faulted.Add(fault.Number))
        {
            Noticed();
            var notice = new Notice {
                Kind = NoticeKind.FaultedMessage,
                OrderNo = fault.OrderNo,
                Queue = "order-invoicing",
                Message = fault.Reason,
                FailedAt = scheduler.Now };
            Notices.Add(new StoredNotice(notice, notice.Cause.Key, scheduler.Now));
        }
    });

    /// <summary>One mail of a cause that is told at once and whose last mail is long enough ago, with all its waiting notices.</summary>
    public Task<bool> MergeDue(Instance by, TimeSpan interval) => Once(by, null, () =>
    {
        var due = Waiting(atOnce: true).GroupBy(n => n.Cause)
            .FirstOrDefault(cause => !Mails.Any(m => m.Cause == cause.Key && (m.CreatedAt + interval > scheduler.Now || Delays(m))));
        return due is not null && Make(due.Key, due);
    });

    /// <summary>One report of all other waiting notices, if the first has waited long enough.</summary>
    public Task<bool> ReportDue(Instance by, TimeSpan after) => Once(by, null, () =>
    {
        var waiting = Waiting(atOnce: false).ToList();
        return waiting.Any(n => n.NoticedAt + after <= scheduler.Now) && !Mails.Any(m => m.Cause == MailMaker.Report && Delays(m))
            && Make(MailMaker.Report, waiting);
    });

    private IEnumerable<StoredNotice> Waiting(bool atOnce) =>
        Notices.Where(n => n.Mail is null && Cause.AtOnce.Contains(n.Notice.Kind) == atOnce);

    // While a mail cannot be sent, later notices wait for it.
    private bool Delays(StoredMail mail) => mail.NextAttemptAt is not null && mail.CreatedAt + TimeSpan.FromHours(1) > scheduler.Now;

    private bool Make(string cause, IEnumerable<StoredNotice> notices)
    {
        var mail = new StoredMail(Mails.Count + 1, cause, scheduler.Now) { NextAttemptAt = scheduler.Now };
        notices.ToList().ForEach(notice => notice.Mail = mail.Number);
        Mails.Add(mail);
        return true;
    }

    public Task<(StoredMail Mail, int Attempt)?> LeaseMail(Instance by, TimeSpan lease) => Once<(StoredMail, int)?>(by, null, () =>
    {
        var mail = Mails.FirstOrDefault(m => m.NextAttemptAt <= scheduler.Now);
        if (mail is null)
        {
            return null;
        }

        mail.NextAttemptAt = scheduler.Now + lease;
        return (mail, ++mail.Attempts);
    });

    public Task<bool> MarkSent(Instance by, StoredMail mail) => Once(by, null, () =>
    {
        mail.NextAttemptAt = null;
        return true;
    });

    public Task<bool> PutOff(Instance by, StoredMail mail, int attempt, TimeSpan wait) => Once(by, null, () =>
    {
        if (mail.Attempts == attempt && mail.NextAttemptAt is not null)
        {
            mail.NextAttemptAt = scheduler.Now + wait;
        }

        return true;
    });

    // Not through the coalescer: what fails is retried with the whole message.
    private Task<bool> Repeats(Instance by, Action add) => Once(by, null, () =>
    {
        add();
        return true;
    });
}

/// <summary>A notice as it is stored.</summary>
internal sealed record StoredNotice(Notice Notice, string Cause, DateTimeOffset NoticedAt)
{
    public int? Mail { get; set; }
}

/// <summary>A mail as it is stored.</summary>
internal sealed record StoredMail(int Number, string Cause, DateTimeOffset CreatedAt)
{
    public int Attempts { get; set; }

    /// <summary>Null once sent.</summary>
    public DateTimeOffset? NextAttemptAt { get; set; }

    /// <summary>How often the mail server has taken it.</summary>
    public int Received { get; set; }
}
