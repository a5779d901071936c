using Invoicing.Failures.Reports;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Invoicing.Failures;

/// <summary>Makes mails of what is due and sends them, as long as the program runs. Any number of instances can run side by side.</summary>
internal sealed class MailDispatcher(
    NoticeMerger merger,
    FailureReports reports,
    DailyMails daily,
    MailStore mails,
    IMailGateway gateway,
    IOptions<MailSettings> options,
    TimeProvider clock,
    ILogger<MailDispatcher> log) : BackgroundService
{
    private static readonly TimeSpan LeaseMargin = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan MarkLimit = TimeSpan.FromSeconds(5);

    private readonly OutageLog _storing = new(log, "Reading or storing mails to operations");
    private readonly OutageLog _sending = new(log, "Sending mails to operations");
    private Func<CancellationToken, Task>? _notMarked;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.PollInterval, clock);
        try
        {
            do
            {
                await MakeAndSend(stoppingToken);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (Exception) when (stoppingToken.IsCancellationRequested)
        {
            // A mail that was being sent is sent again, under the same Message-ID, when its lease has ended.
        }
    }

    private async Task MakeAndSend(CancellationToken stop)
    {
        // Each by itself: what is told at once must go out though a report cannot be made.
        var works = await Try(() => While(async () => await merger.MergeDue(stop) is not null));
        works &= await Try(() => While(async () => await reports.MakeDue(stop) is not null));
        works &= await Try(() => daily.LookNowAndThen(stop));
        works &= await Try(() => While(() => SendNext(stop)));
        if (works)
        {
            _storing.Works();
        }

        async Task<bool> Try(Func<Task> work)
        {
            try
            {
                await work();
                return true;
            }
            catch (Exception error) when (!stop.IsCancellationRequested)
            {
                _storing.Failed(error);
                return false;
            }
        }

        static async Task While(Func<Task<bool>> goesOn)
        {
            while (await goesOn())
            {
            }
        }
    }

    /// <returns>False when no mail is due, or when one failed: the others would most likely fail as well.</returns>
    private async Task<bool> SendNext(CancellationToken stop)
    {
        await MarkSent();
        if (await mails.Lease(options.Value.Smtp.Timeout + LeaseMargin, stop) is not { } leased)
        {
            return false;
        }

        MailOutcome outcome;
        try
        {
            outcome = await gateway.Send(leased.Mail, stop);
            if (outcome.HasFailed(leased))
            {
                throw new MailServerException($"No recipient was accepted: {string.Join("; ", outcome.Refused.Select(recipient => recipient.Answer).Distinct())}");
            }
        }
        catch (Exception error) when (!stop.IsCancellationRequested)
        {
            _sending.Failed(error);
            await mails.PutOff(leased, MailBackOff.After(leased.Attempt), OutageLog.Describe(error), stop);
            return false;
        }

        _sending.Works();
        await Mark(leased, outcome);
        return true;
    }

    private async Task Mark(LeasedMail leased, MailOutcome outcome)
    {
        var later = outcome.Later(leased);
        var unreached = outcome.Refused.Except(later).ToList();
        var id = leased.Mail.Id;
        _notMarked = later.Count == 0
            ? limit => mails.MarkSent(id, unreached, limit)
            : limit => mails.MarkReached(id, later, unreached, MailBackOff.After(leased.Attempt), limit);
        await MarkSent();
        if (outcome.Accepted > 0)
        {
            log.LogInformation("Mail {MessageId} to operations sent: {Subject}", leased.Mail.MessageId, leased.Mail.Subject);
        }

        if (unreached.Count > 0)
        {
            log.LogWarning(
                "Mail {MessageId} does not reach {Unreached} of its recipients: {Answers}. `invoicing status` names them; look at the "
                    + "addresses in the section Mail of the settings",
                leased.Mail.MessageId, unreached.Count, TextSanitizer.WithoutAddresses(string.Join("; ", unreached.Select(recipient => recipient.Answer).Distinct())));
        }
    }

    /// <summary>Kept in mind until it succeeds, and not cut off by a stop: each miss would send the mail once more.</summary>
    private async Task MarkSent()
    {
        if (_notMarked is { } mark)
        {
            using var limit = new CancellationTokenSource(MarkLimit, clock);
            await mark(limit.Token);
            _notMarked = null;
        }
    }
}
