using Invoicing.Simulators.Smtp;
using Invoicing.Torture.Proxies;

namespace Invoicing.Torture.Faults;

/// <summary>The message has arrived; nothing has been done.</summary>
internal sealed class KillAfterReceive : KillPoint
{
    public override string Name => "kill-after-receive";
    public override string Description => "SIGKILL right after a message was delivered to the service";

    protected override void Watch(Run run, Func<bool> reached) => run.BrokerProxy.OnPassed = part =>
    {
        if (Amqp.IsDelivery(part))
        {
            reached();
        }
    };
}

/// <summary>The call is claimed in the journal and its request has left.</summary>
internal sealed class KillAfterClaim : KillPoint
{
    public override string Name => "kill-after-claim";
    public override string Description => "SIGKILL when a request has left for Retail Pro, which never gets it";

    protected override void Watch(Run run, Func<bool> reached) => run.RetailProProxy.OnPart = part => !part.ToServer || !reached();
}

/// <summary>Retail Pro has done it and said so; nothing is recorded.</summary>
internal sealed class KillAfterAnswer : KillPoint
{
    public override string Name => "kill-after-answer";
    public override string Description => "SIGKILL when Retail Pro has answered and before the journal has it";

    protected override void Watch(Run run, Func<bool> reached) =>
        run.DatabaseProxy.OnPart = part => !PostgresWire.Runs(part, "update calls c") || !reached();
}

/// <summary>The row is saved; what follows from it has not been sent.</summary>
internal sealed class KillAfterSave : KillPoint
{
    private volatile bool _isSaved;

    public override string Name => "kill-after-save";
    public override string Description => "SIGKILL when an order's row is saved and before its messages are sent";

    protected override void Watch(Run run, Func<bool> reached)
    {
        var (saving, held) = (new HashSet<IWire>(), false);
        _isSaved = false;
        run.DatabaseProxy.OnPart = part =>
        {
            lock (saving)
            {
                if (PostgresWire.Runs(part, "insert into mt_doc_order") || PostgresWire.Runs(part, "set data"))
                {
                    saving.Add(part.Wire);
                }
                else if (PostgresWire.IsReady(part) && saving.Remove(part.Wire))
                {
                    _isSaved = true;
                }
            }

            return true;
        };
        run.BrokerProxy.OnPart = part => !(held || (held = _isSaved && Amqp.IsPublish(part) && reached()));
    }
}

/// <summary>What follows is sent; the message that led to it is not acknowledged.</summary>
internal sealed class KillAfterSend : KillPoint
{
    public override string Name => "kill-after-send";
    public override string Description => "SIGKILL when a message is dealt with and before it is acknowledged";

    protected override void Watch(Run run, Func<bool> reached) => run.BrokerProxy.OnPart = part => !Amqp.IsAck(part) || !reached();
}

/// <summary>The mail server has the mail; nobody has noted it.</summary>
internal sealed class KillAfterMail : KillPoint
{
    private Action<Simulators.Smtp.ReceivedMail>? _watching;

    public override string Name => "kill-after-mail";
    public override string Description => "SIGKILL when the mail server has taken a mail and before it has said so";

    // The mail's lease must end before it is sent again, under the same Message-ID.
    public override TimeSpan QuietBound => TimeSpan.FromSeconds(120);

    // A report is one mail, however much it tells.
    protected override int MostPassed => 2;

    protected override void Watch(Run run, Func<bool> reached)
    {
        _watching = _ => reached();
        run.MailServer.Received += _watching;
    }

    protected override void Unwatch(Run run)
    {
        run.MailServer.Received -= _watching;
        base.Unwatch(run);
    }
}
