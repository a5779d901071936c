namespace Invoicing.Torture.Faults;

/// <summary>To see that a run without any fault holds, and how long it takes.</summary>
internal sealed class Nothing : Fault
{
    public override string Name => "none";
    public override string Description => "nothing goes wrong";
    public override Uses Uses => Uses.Nothing;
    public override bool MayRepeat => false;

    public override Task Inject(Run run)
    {
        run.Fired(Name);
        return Task.CompletedTask;
    }
}
