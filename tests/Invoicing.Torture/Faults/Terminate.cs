using System.Diagnostics;

namespace Invoicing.Torture.Faults;

/// <summary>As every deployment does.</summary>
internal sealed class Terminate : Fault
{
    private const int Times = 4;

    public override string Name => "terminate";
    public override string Description => "SIGTERM of the service under load: it drains and ends by itself within 30 s";
    public override Uses Uses => Uses.Service;

    public override async Task Inject(Run run)
    {
        await run.RetailProIsSlow();
        for (var time = 0; time < Times; time++)
        {
            await run.Pause(0.5, 2.5);
            var clock = Stopwatch.StartNew();
            await run.Service.Stop();
            run.Fired("terminate");
            run.Measure("drained s", clock.Elapsed.TotalSeconds);
            if (clock.Elapsed > TimeSpan.FromSeconds(30))
            {
                run.Violations.Add(new("I9", $"The service took {clock.Elapsed.TotalSeconds:0} s to drain."));
            }

            await run.Restart();
        }

        await run.RetailProIsWell();
    }
}
