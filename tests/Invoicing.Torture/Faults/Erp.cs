namespace Invoicing.Torture.Faults;

/// <summary>Retail Pro misbehaves for as long as orders are published, and some seconds more.</summary>
/// <param name="rules">As <c>PUT /faults</c> takes them, without the enclosing array.</param>
internal class Erp(string name, string description, string rules, double afterwards = 3) : Fault
{
    public override string Name => name;
    public override string Description => description;
    public override Uses Uses => Uses.RetailPro;
    public override bool MayRepeat => false;

    protected virtual string Document(int seed) => $$"""{"seed":{{seed}},"rules":[{{rules}}]}""";

    public override async Task Inject(Run run)
    {
        await run.Installation.RetailPro.Faults(Document(run.Random.Next()));
        await run.Oms.Has(1);
        await Task.Delay(TimeSpan.FromSeconds(afterwards));
        run.Fired(Name, await run.Installation.RetailPro.FaultsFired());
        await Clear(run);
    }

    protected virtual Task Clear(Run run) => run.Installation.RetailPro.NoFaults();
}

/// <summary>Retail Pro takes the same number twice, and knows nothing of it.</summary>
internal abstract class ErpThatAcceptsDuplicates(string name, string description, string rules) : Erp(name, description, rules)
{
    public override bool LosesNumbers => true;

    // As long as a busy machine may need for a call, since here nothing is called twice.
    public override IEnumerable<(string Name, string Value)> Settings =>
        [("RetailPro__RefusesDuplicates", "false"), ("RetailPro__CallTimeout", "00:00:05"), ("Invoicing__AnswerTimeout", "00:00:07")];

    protected override string Document(int seed) => base.Document(seed).Replace("{\"seed\"", "{\"refuseDuplicates\":false,\"seed\"");

    // It stays as careless as it is.
    protected override Task Clear(Run run) => run.Installation.RetailPro.Faults("""{"refuseDuplicates":false}""");
}

/// <summary>Nobody but a person can know what became of a call without an answer.</summary>
internal sealed class ErpThatCannotBeAsked() : ErpThatAcceptsDuplicates(
    "erp-duplicates-accepted", "Retail Pro accepts duplicates and cannot be asked; a few calls are applied without an answer or cut: a "
        + "person settles them",
    """{"kind":"appliedThenCut","rate":0.01},{"kind":"appliedThenTimeout","rate":0.005,"delayMs":60000},{"kind":"cut","rate":0.01}""")
{
    public override async Task Afterwards(Run run)
    {
        run.Latitude = run.Latitude with { CuredEntriesRemain = true };
        run.Fired($"{Name}: settled by a person", (await Person.SettlesUnknownOutcomes(run)).Count);
    }
}

/// <summary>It can be asked whether a number exists.</summary>
internal sealed class ErpThatCanBeAsked() : ErpThatAcceptsDuplicates(
    "erp-can-be-asked", "Retail Pro accepts duplicates but can be asked; calls are applied without an answer, or cut",
    """{"kind":"appliedThenCut","rate":0.1},{"kind":"appliedThenTimeout","rate":0.05,"delayMs":60000},{"kind":"cut","rate":0.1}""")
{
    public override IEnumerable<(string Name, string Value)> Settings =>
    [
        .. base.Settings, ("RetailPro__InvoiceLookup", "/api/v1/Document/Ordertoinvoice/{number}"), ("RetailPro__SlipLookup", "/api/v1/Transfer/Slip/{number}"),
    ];
}
