using Invoicing.Harness;

namespace Invoicing.Torture.Faults;

/// <summary>
/// A machine that is suspended, a virtual one that is moved: the process wakes up late and believes that no time has passed, while
/// another one has taken over its work.
/// </summary>
internal sealed class Freeze : Fault
{
    private const int Times = 2;

    public override string Name => "freeze";
    public override string Description => "SIGSTOP of one of two services for longer than its claims last, then SIGCONT";
    public override Uses Uses => Uses.Service;

    public override async Task Inject(Run run)
    {
        await run.RetailProIsSlow();
        var sleeper = run.Service;
        await run.StartService().Started();
        for (var time = 0; time < Times; time++)
        {
            await run.Pause(0.5, 2);
            await sleeper.Signal("STOP");
            await run.Pause(5, 7);
            await sleeper.Signal("CONT");
            run.Fired("freeze", sleeper.IsRunning ? 1 : 0);
        }

        await run.RetailProIsWell();
    }
}
