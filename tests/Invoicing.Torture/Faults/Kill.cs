namespace Invoicing.Torture.Faults;

/// <summary>No warning, no goodbye.</summary>
internal sealed class Kill : Fault
{
    private const int Times = 6;

    public override string Name => "kill";
    public override string Description => "SIGKILL of the service at random moments under load";
    public override Uses Uses => Uses.Service;

    public override async Task Inject(Run run)
    {
        await run.Installation.RetailPro.IsSlow();
        for (var time = 0; time < Times; time++)
        {
            await run.Pause(0.3, 2.5);
            await run.KillAndRestart("kill");
        }

        await run.Installation.RetailPro.NoFaults();
    }
}
