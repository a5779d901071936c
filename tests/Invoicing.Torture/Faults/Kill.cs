using System.Diagnostics;

namespace Invoicing.Torture.Faults;

/// <summary>No warning, no goodbye.</summary>
internal sealed class Kill : Fault
{
    private const int Times = 6;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(15);

    public override string Name => "kill";
    public override string Description => "SIGKILL of the service at random moments under load";
    public override Uses Uses => Uses.Service;

    public override async Task Inject(Run run)
    {
        await run.RetailProIsSlow();
        for (var time = 0; time < Times; time++)
        {
            await run.Pause(0.3, 2.5);
            await run.Service.Kill();
            run.Fired(Name);
            await Start(run);
        }

        await run.RetailProIsWell();
    }

    // From the start of the process to the first order that it finishes, if any is left to finish.
    private static async Task Start(Run run)
    {
        var clock = Stopwatch.StartNew();
        run.StartService();
        var finished = await Finished(run);
        while (clock.Elapsed < s_patience && run.Oms.Share < 1)
        {
            if (await Finished(run) > finished)
            {
                run.Measure("first order finished after a restart s", clock.Elapsed.TotalSeconds);
                break;
            }

            await Task.Delay(100);
        }

        await run.Service.Started();
    }

    private static Task<long> Finished(Run run) =>
        run.Installation.Database.Count("mt_doc_order where state in ('Completed', 'NothingToInvoice', 'Failed')");
}
