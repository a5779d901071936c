using System.Diagnostics;
using Invoicing.Storage;
using Invoicing.Systems;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Invoicing.Failures;

/// <summary>Makes mails of what is due and sends them, as long as the program runs. Any number of instances can run side by side.</summary>
internal sealed class MailDispatcher(
    MailMaker maker,
    MailStore mails,
    IMailGateway gateway,
    IOptions<MailSettings> options,
    TimeProvider clock,
    ILogger<MailDispatcher> log) : BackgroundService
{
    private static readonly TimeSpan LeaseMargin = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan MarkLimit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan BetweenDailyLooks = TimeSpan.FromSeconds(20);

    private readonly OutageLog _storing = new(log, "Reading or storing mails to operations");
    private readonly OutageLog _sending = new(log, "Sending mails to operations");
    private Func<CancellationToken, Task>? _notMarked;
    private long _lookedForDaily;

    private bool DailyMayBeDue => _lookedForDaily == 0 || clock.GetElapsedTime(_lookedForDaily) >= BetweenDailyLooks;

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
        if (!await SomethingMayBeDue(stop))
        {
            return;
        }

        // Each by itself, and again while it finds something: what is told at once must go out though a report cannot be made.
        Func<Task<bool>>[] parts =
        [
            async () => await maker.MakeAtOnce(stop) is not null,
            async () => await maker.MakeReport(stop) is not null,
            () => MakeDaily(stop),
            () => SendNext(stop),
        ];
        var works = true;
        foreach (var part in parts)
        {
            try
            {
                while (await part())
                {
                }
            }
            catch (Exception error) when (!stop.IsCancellationRequested)
            {
                _storing.Failed(error);
                works = false;
            }
        }

        if (works)
        {
            _storing.Works();
        }
    }

    /// <summary>Most looks find nothing: these cost one statement, not a transaction a part.</summary>
    private async Task<bool> SomethingMayBeDue(CancellationToken stop)
    {
        try
        {
            return DailyMayBeDue || _notMarked is not null || await mails.SomethingWaits(stop);
        }
        catch (Exception) when (!stop.IsCancellationRequested)
        {
            // Each part says what is wrong.
            return true;
        }
    }

    private async Task<bool> MakeDaily(CancellationToken stop)
    {
        if (DailyMayBeDue)
        {
            // Also if it fails: what is told at once must not wait for a daily mail that is tried without a pause.
            _lookedForDaily = clock.GetTimestamp();
            await maker.MakeDaily(stop);
        }

        return false;
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
            outcome = await Send(leased, stop);
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

    /// <exception cref="Exception">Nobody has the mail, or it is not known that anybody has.</exception>
    private async Task<MailOutcome> Send(LeasedMail leased, CancellationToken stop)
    {
        using var span = Telemetry.GoOn("mail send", leased.Mail.Traces ?? []);
        try
        {
            var outcome = await gateway.Send(leased.Mail, stop);
            return outcome.HasFailed(leased)
                ? throw new MailServerException($"No recipient was accepted: {Answers(outcome.Refused)}")
                : outcome;
        }
        catch (Exception error)
        {
            span?.SetStatus(ActivityStatusCode.Error, error.GetType().Name);
            throw;
        }
    }

    private async Task Mark(LeasedMail leased, MailOutcome outcome)
    {
        var later = outcome.Later(leased);
        var unreached = outcome.Refused.Except(later).ToList();
        _notMarked = limit => mails.MarkReached(leased.Mail.Id, later, unreached, MailBackOff.After(leased.Attempt), limit);
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
                leased.Mail.MessageId,
                unreached.Count,
                TextSanitizer.WithoutAddresses(Answers(unreached)));
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

    private static string Answers(IEnumerable<RefusedRecipient> recipients) =>
        string.Join("; ", recipients.Select(recipient => recipient.Answer).Distinct());
}

/// <summary>How long a mail waits after a failed attempt: 5 seconds, doubling to 5 minutes, for ever.</summary>
internal static class MailBackOff
{
    public static TimeSpan After(int attempt) => TimeSpan.FromSeconds(Math.Min(5 << Math.Clamp(attempt - 1, 0, 10), 300));
}
