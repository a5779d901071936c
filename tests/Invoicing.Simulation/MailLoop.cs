using Invoicing.Failures;

namespace Invoicing.Simulation;

/// <summary>The mail dispatchers of all instances, and the mail server. A look that could find nothing is left out.</summary>
internal sealed class MailLoop(Run run)
{
    private static readonly MailSettings Settings = new();

    private readonly Dictionary<Instance, StoredMail> _sentButNotMarked = [];
    private DateTimeOffset _downUntil;
    private bool _isLooking;

    public bool IsDown => run.Scheduler.Now < _downUntil;

    public void GoDown(TimeSpan length)
    {
        run.Trace.Add("smtp", $"down for {length.TotalSeconds:0} s");
        _downUntil = run.Scheduler.Now + length;
    }

    public void Wake()
    {
        if (!_isLooking)
        {
            _isLooking = true;
            run.Scheduler.In(Settings.PollInterval, Look);
        }
    }

    private void Look()
    {
        var able = run.Services.Where(instance => instance is { IsAlive: true, IsFrozen: false }).ToList();
        if (able.Count > 0)
        {
            run.Watch(MergeAndSend(run.Scheduler.Pick(able)));
        }

        if (NextWork() is { } next)
        {
            var wait = next - run.Scheduler.Now;
            run.Scheduler.In(wait > Settings.PollInterval ? wait : Settings.PollInterval, Look);
        }
        else
        {
            _isLooking = false;
        }
    }

    private DateTimeOffset? NextWork()
    {
        var unsent = run.Database.Mails.Where(mail => mail.NextAttemptAt is not null).Select(mail => mail.NextAttemptAt);
        return run.Database.Notices.Any(notice => notice.Mail is null) ? run.Scheduler.Now + (Settings.MergeWindow / 4) : unsent.Min();
    }

    private async Task MergeAndSend(Instance instance)
    {
        try
        {
            while (await run.Database.MergeDue(instance, Settings.MergeWindow)
                || await run.Database.ReportDue(instance, Settings.ReportAfter))
            {
            }

            while (await SendNext(instance))
            {
            }
        }
        catch (DatabaseAwayException)
        {
            // The next look tries again.
        }
    }

    private async Task<bool> SendNext(Instance instance)
    {
        await Mark(instance);
        if (await run.Database.LeaseMail(instance, Settings.Smtp.Timeout + TimeSpan.FromSeconds(30)) is not { } leased)
        {
            return false;
        }

        await instance.Delay(run.Scheduler.Wait(TimeSpan.FromMilliseconds(5), TimeSpan.FromMilliseconds(200)));
        if (IsDown)
        {
            await run.Database.PutOff(instance, leased.Mail, leased.Attempt, MailBackOff.After(leased.Attempt));
            return false;
        }

        leased.Mail.Received++;
        run.Trace.Add("smtp", $"takes mail {leased.Mail.Number}");
        if (run.Faults.Fires(FaultKind.MailAcceptedUnheard))
        {
            await run.Database.PutOff(instance, leased.Mail, leased.Attempt, MailBackOff.After(leased.Attempt));
            return false;
        }

        _sentButNotMarked[instance] = leased.Mail;
        await Mark(instance);
        return true;
    }

    private async Task Mark(Instance instance)
    {
        if (_sentButNotMarked.TryGetValue(instance, out var mail))
        {
            await run.Database.MarkSent(instance, mail);
            _sentButNotMarked.Remove(instance);
        }
    }
}
