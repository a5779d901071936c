using Invoicing.Simulators.Smtp;
using Invoicing.Torture.Proxies;

namespace Invoicing.Torture.Faults;

/// <summary>The mail server misbehaves until all orders are published.</summary>
internal abstract class MailFault : Fault
{
    public override Uses Uses => Uses.Mail;

    // A mail that could not be sent waits, and twice as long each time.
    public override TimeSpan QuietBound => TimeSpan.FromSeconds(150);

    public override async Task Inject(Run run)
    {
        Begin(run);
        await run.Oms.Has(0.8);
        End(run);

        // Mails that went through after more than one attempt.
        run.Fired(Name, Refused(run) + (int)await run.Installation.Database.Count("mt_doc_mail where (data ->> 'attempts')::int > 1 or data ->> 'lastError' is not null"));
    }

    protected abstract void Begin(Run run);

    protected virtual void End(Run run) => run.MailServer.ClearFaults();

    protected virtual int Refused(Run run) => 0;
}

internal sealed class MailDown : MailFault
{
    public override string Name => "mail-down";
    public override string Description => "the mail server refuses every connection";

    protected override void Begin(Run run) => run.MailProxy.Weather = Weather.Refusing;

    protected override void End(Run run) => run.MailProxy.Weather = Weather.Fair;

    protected override int Refused(Run run) => run.MailProxy.Refused;
}

internal sealed class MailSlow : MailFault
{
    public override string Name => "mail-slow";
    public override string Description => "the mail server never answers after it has taken a mail, and never greets now and then";

    protected override void Begin(Run run)
    {
        run.MailServer.Hang(SmtpStage.Kept, times: 2);
        run.MailServer.Hang(SmtpStage.Connection, times: 1);
    }
}

internal sealed class MailRejecting : MailFault
{
    public override string Name => "mail-rejecting";
    public override string Description => "the mail server rejects recipients for good and contents for now";

    protected override void Begin(Run run)
    {
        run.MailServer.Reject(SmtpStage.Recipient, 550, "no such user");
        run.MailServer.Reject(SmtpStage.Content, 451, "try again later");
    }

    // Customers' mails that were refused for good wait for a person.
    public override Task Afterwards(Run run) => run.Installation.Broker.MoveBack("emporix-steps");
}
