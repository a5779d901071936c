using System.Text;
using Invoicing.Failures;
using Invoicing.Systems;
using Invoicing.Storage;

namespace Invoicing.Simulation;

/// <summary>A mail that the server has taken for a customer.</summary>
internal sealed record CustomerMail(string MessageId, string To, string File, DateTimeOffset At);

/// <summary>Takes mails to customers, or not, and says so, or not.</summary>
internal sealed class CustomerMailServer(Run run)
{
    public const string NoSuchUser = "nobody@example.test";

    private static readonly TimeSpan s_longest = new MailSettings().Smtp.Timeout;

    public List<CustomerMail> Taken { get; } = [];

    public IMailGateway GatewayOf(Instance instance) => new Gateway(this, run, instance);

    private void Take(Mail mail)
    {
        var taken = new CustomerMail(
            mail.MessageId, mail.Recipients!.Single(), Encoding.UTF8.GetString(mail.Attachment!.Content.Span), run.Scheduler.Now);
        Taken.Add(taken);
        run.Trace.Add("smtp", $"takes {taken.MessageId} for {taken.To}");
        run.Checker.MailTaken(taken);
    }

    private sealed class Gateway(CustomerMailServer server, Run run, Instance instance) : IMailGateway
    {
        public async Task<MailOutcome> Send(Mail mail, CancellationToken cancellationToken, TimeSpan? longest = null)
        {
            var left = longest < s_longest ? longest.Value : s_longest;
            var deadline = new CallDeadline(instance.Clock, left);
            await instance.Delay(run.Scheduler.Wait(TimeSpan.FromMilliseconds(5), TimeSpan.FromMilliseconds(200)));
            cancellationToken.ThrowIfCancellationRequested();
            // Also where the process was frozen before it could write.
            if (deadline.IsOver)
            {
                throw new MailServerException("No time is left.");
            }

            if (run.Mails.IsDown)
            {
                throw new MailServerException("The mail server cannot be reached.");
            }

            if (mail.Recipients!.Single() == NoSuchUser)
            {
                return new(0, [new(NoSuchUser, "550 no such user", ForGood: true)]);
            }

            if (run.Faults.Fires(FaultKind.EmporixMailDeferred))
            {
                return new(0, [new("", "451 try again later", ForGood: false)]);
            }

            run.Checker.MailSent(mail.MessageId);
            if (run.Faults.Fires(FaultKind.EmporixMailLost, 2))
            {
                await Hang(left);
            }

            if (run.Faults.Fires(FaultKind.EmporixMailTakenLate, 3))
            {
                run.Scheduler.Between(TimeSpan.Zero, Emporix.LatestBy, () => server.Take(mail));
                await Hang(left);
            }

            server.Take(mail);
            if (run.Faults.Fires(FaultKind.MailAcceptedUnheard))
            {
                await Hang(left);
            }

            await instance.Delay(TimeSpan.FromMilliseconds(1));
            return MailOutcome.TakenFor(1);
        }

        public Task<string?> Check(CancellationToken cancellationToken) => Task.FromResult<string?>(null);

        private async Task Hang(TimeSpan left)
        {
            await instance.Delay(run.Scheduler.Chance(0.5) ? left : TimeSpan.Zero);
            throw new MailServerException("The mail server did not say whether it has taken the mail.") { MayBeTaken = true };
        }
    }
}
