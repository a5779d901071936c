using System.Text;
using Invoicing.Harness;
using Invoicing.Simulators.Smtp;
using Invoicing.Torture.Proxies;

namespace Invoicing.Torture.Faults;

/// <summary>
/// Emporix misbehaves for as long as jobs are posted, and some seconds more, towards two processes. What may have been captured and does not
/// show is captured again only where the gateway would refuse it; a person settles the rest.
/// </summary>
/// <param name="rules">As <c>PUT /faults</c> takes them.</param>
internal class EmporixFault(string name, string description, double afterwards, params string[] rules)
    : PartnerFault(name, description, afterwards, rules)
{
    public EmporixFault(string name, string description, params string[] rules)
        : this(name, description, 5, rules)
    {
    }

    public override Uses Uses => Uses.Emporix;

    protected override FaultRules RulesOf(Run run) => run.Emporix.Rules;
}

/// <summary>An expired secret: all calls are paused, until a person has mended it.</summary>
internal sealed class EmporixRefusesClient() : EmporixFault(
    "emporix-401", "Emporix answers 401 to all calls for a while, three times; each time a person resumes the paused calls")
{
    public override Task Inject(Run run) => RefusesCredentials(run, "emporix", """{"operation":"any","kind":"status","status":401}""");
}

/// <summary>What the gateway has captured shows seconds later, when whoever has sent it is dead.</summary>
internal sealed class EmporixLateCapture() : EmporixFault(
    "emporix-late-capture",
    "captures show in Emporix after four seconds, half of the answers are lost, and the service is killed right after some came",
    """{"operation":"capture","kind":"appliedThenTimeout","rate":0.5,"delayMs":60000}""")
{
    private const int Times = 4;

    public override Uses Uses => Uses.Emporix | Uses.Service;

    public override IEnumerable<(string Name, string Value)> Settings =>
        [("Emporix__CallMargin", "00:00:04"), ("Emporix__Patience", "00:00:03"), ("Invoicing__AnswerTimeout", "00:00:07")];

    public override Task Prepare(Run run) => run.Emporix.Behaves(visibleAfterMs: 4000);

    public override Task Inject(Run run) => KillsAfter(run, () => run.Emporix.Calls("capture"), Times, base.Inject(run));
}

/// <summary>Cards that are declined, and cured; what was refused goes through when a person has moved it back.</summary>
internal sealed class EmporixRefuses() : EmporixFault(
    "emporix-refuses",
    "the gateway declines three captures of ten: a person moves them back",
    """{"operation":"capture","kind":"saysNo","rate":0.3}""")
{
    private const string Queue = "emporix-steps";

    public override async Task Afterwards(Run run)
    {
        var entries = (await run.Installation.Broker.ErrorsOf(Queue)).Select(entry => entry.OrderNo).ToHashSet();
        var refused = entries.Except(run.Expected.Orders.Values.Where(order => order.Emporix?.Trouble is not null)
            .Select(order => order.OrderNo)).ToList();
        foreach (var orderNo in refused.Where(orderNo => !run.MailsToOperations.Any(mail => mail.Names(orderNo))))
        {
            run.Violations.Add(new("I5", $"Order {orderNo} was refused by the gateway without a mail."));
        }

        run.Fired($"{Name}: orders refused", refused.Count);
        await run.Installation.Broker.MoveBack(Queue);
    }
}

/// <summary>The mail server has a customer's mail and cannot say so any more.</summary>
internal sealed class EmporixMailCut() : Fault
{
    private const int OneOf = 3;

    private int _cut;

    public override string Name => "emporix-mail-cut";
    public override string Description => "all connections to the mail server are reset when it has just taken every third mail to a customer";
    public override Uses Uses => Uses.Emporix | Uses.Mail;
    public override TimeSpan QuietBound => TimeSpan.FromSeconds(120);

    public override async Task Inject(Run run)
    {
        var customers = run.Expected.Orders.Values.Select(order => order.Emporix?.Document?.Email).OfType<string>().ToHashSet();
        var mails = 0;
        void Cut(ReceivedMail mail)
        {
            if (mail.To.Any(customers.Contains) && Interlocked.Increment(ref mails) % OneOf == 0)
            {
                run.MailProxy.Cut();
                Interlocked.Increment(ref _cut);
            }
        }

        run.MailServer.Received += Cut;
        await run.Oms.Has(1);
        await Task.Delay(TimeSpan.FromSeconds(10));
        run.MailServer.Received -= Cut;
        run.Fired(Name, _cut);
    }
}

/// <summary>SIGKILL at a point of the way of an order of a job.</summary>
/// <param name="watch">Has the function called whenever the point is reached.</param>
internal sealed class EmporixKillPoint(string name, string description, Action<Run, Func<bool>> watch) : KillPoint
{
    private const string CaptureAnswer = "captureId";

    public static IEnumerable<EmporixKillPoint> All =>
    [
        new(
            "emporix-kill-before-capture",
            "SIGKILL when a capture has left for the gateway, which never gets it",
            (run, reached) => run.Emporix.Proxy.OnPart = part => !part.ToServer || !Holds(part, "/capture HTTP") || !reached()),
        new(
            "emporix-kill-after-capture",
            "SIGKILL when the gateway has captured and its answer is on its way",
            (run, reached) => run.Emporix.Proxy.OnPart = part => part.ToServer || !Holds(part, CaptureAnswer) || !reached()),
        new("emporix-kill-after-answer", "SIGKILL when a capture is answered and before the journal has it", BeforeRecord),
        new(
            "emporix-kill-after-number",
            "SIGKILL when a number is stored and before anybody is told",
            (run, reached) => AfterCommit(run, "mt_doc_emporix_number", reached)),
        new(
            "emporix-kill-after-pdf",
            "SIGKILL when a PDF is stored and before anybody is told",
            (run, reached) => AfterCommit(run, "emporix_pdfs", reached)),
    ];

    public override string Name => name;
    public override string Description => description;
    public override Uses Uses => Uses.Service | Uses.Emporix;

    // Several captures and documents are under way at once.
    protected override int MostPassed => 12;

    protected override void Watch(Run run, Func<bool> reached) => watch(run, reached);

    private static void BeforeRecord(Run run, Func<bool> reached)
    {
        var answered = 0;
        run.Emporix.Proxy.OnPart = part =>
        {
            if (!part.ToServer && Holds(part, CaptureAnswer))
            {
                Volatile.Write(ref answered, 1);
            }

            return true;
        };
        run.DatabaseProxy.OnPart = part => !PostgresWire.Runs(part, "update calls c") || Interlocked.Exchange(ref answered, 0) == 0
            || !reached();
    }

    /// <summary>The transaction that writes into the table has ended, and its client does not hear of it.</summary>
    private static void AfterCommit(Run run, string table, Func<bool> reached)
    {
        var saving = new HashSet<IWire>();
        run.DatabaseProxy.OnPart = part =>
        {
            lock (saving)
            {
                if (PostgresWire.Runs(part, "insert into") && PostgresWire.Runs(part, table))
                {
                    saving.Add(part.Wire);
                }

                return !PostgresWire.IsIdle(part) || !saving.Remove(part.Wire) || !reached();
            }
        };
    }

    private static bool Holds(Part part, string text) => part.Bytes.Span.IndexOf(Encoding.ASCII.GetBytes(text)) >= 0;
}
