using Invoicing.Harness;
using Invoicing.Harness.Oracle;

namespace Invoicing.Torture.Faults;

/// <summary>
/// VTEX misbehaves for as long as orders are published, and some seconds more, towards two processes. Whichever of them saves an order's
/// row as the second decides again and sends what waits once more: so a failed command may lie in the error queue twice.
/// </summary>
/// <param name="rules">As <c>PUT /faults</c> takes them.</param>
internal class VtexFault(string name, string description, double afterwards, params string[] rules)
    : PartnerFault(name, description, afterwards, rules)
{
    public VtexFault(string name, string description, params string[] rules)
        : this(name, description, 5, rules)
    {
    }

    public override Uses Uses => Uses.Vtex;

    protected override FaultRules RulesOf(Run run) => run.Vtex.Rules;
}

/// <summary>An expired key: all calls are paused, until a person has mended it.</summary>
internal sealed class VtexLoginPage() : VtexFault(
    "vtex-login-page", "VTEX answers 200 with a page for logging in, three times; each time a person resumes the paused calls")
{
    public override Task Inject(Run run) =>
        RefusesCredentials(run, "vtex", """{"operation":"any","kind":"status","answer":"loginPage","rate":0.3}""");
}

/// <summary>What VTEX has taken shows seconds later, when whoever has sent it is dead.</summary>
/// <param name="operation">After its calls the service is killed.</param>
/// <param name="what">Of which half of the answers are lost.</param>
internal sealed class VtexLatePackage(string name, string operation, string what) : VtexFault(
    name,
    $"{what} show in VTEX after four seconds, half of the answers are lost, and the service is killed right after some came",
    $$"""{"operation":"{{operation}}","kind":"appliedThenTimeout","rate":0.5,"delayMs":60000}""")
{
    private const int Times = 4;

    public override Uses Uses => Uses.Vtex | Uses.Service;

    // As of the real one, where six seconds stand against ten and sixty.
    public override IEnumerable<(string Name, string Value)> Settings =>
        [("Vtex__CallMargin", "00:00:04"), ("Vtex__Patience", "00:00:03"), ("Invoicing__AnswerTimeout", "00:00:07")];

    public override Task Prepare(Run run) => run.Vtex.Behaves(visibleAfterMs: 4000);

    public override Task Inject(Run run) => KillsAfter(run, () => run.Vtex.Calls(operation), Times, base.Inject(run));
}

/// <summary>VTEX says no, for reasons of its own; what it refused goes through when a person has moved it back.</summary>
internal sealed class VtexRefuses() : VtexFault(
    "vtex-refuses",
    "VTEX refuses three invoices of ten with 400 in three forms: a person moves them back",
    """{"operation":"invoice","kind":"status","answer":"error","rate":0.1}""",
    """{"operation":"invoice","kind":"status","answer":"problem","rate":0.1}""",
    """{"operation":"invoice","kind":"status","answer":"text","rate":0.1}""")
{
    private const string Queue = "vtex-steps";

    public override async Task Afterwards(Run run)
    {
        var entries = (await run.Installation.Broker.ErrorsOf(Queue)).Select(entry => entry.OrderNo).ToHashSet();
        var expected = run.Expected.Orders.Values.Where(order => order.Vtex?.Trouble is not null)
            .Select(order => order.OrderNo);
        var refused = entries.Except(expected).ToList();
        foreach (var orderNo in refused.Where(orderNo => !run.MailsToOperations.Any(mail => mail.Names(orderNo))))
        {
            run.Violations.Add(new("I5", $"Order {orderNo} was refused by VTEX without a mail."));
        }

        run.Fired($"{Name}: orders refused", refused.Count);
        await run.Installation.Broker.MoveBack(Queue);
    }
}

/// <summary>Nothing keeps an OMS from telling of parcels and returns before it sends their orders.</summary>
internal sealed class VtexUpdatesBeforeOrders() : MessageFault(
    "vtex-updates-before-orders", "all parcels, events and returns come before all orders; what waits in vain is given up after a minute")
{
    public override Uses Uses => Uses.Messages | Uses.Vtex;
    public override bool GivesUp => true;
    public override IEnumerable<(string Name, string Value)> Settings => [("Invoicing__GiveUpAfter", "00:01:00")];

    public override IEnumerable<string> Messages(IEnumerable<string> messages, Random random) =>
        messages.OrderBy(message => PublishedUpdate.Read(message) is null);

    protected override int Odd(Run run) => run.Messages.Count(message => PublishedUpdate.Read(message) is not null);
}
