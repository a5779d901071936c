using Invoicing.Harness;

namespace Invoicing.Torture.Faults;

/// <summary>A new version takes over what an older one has begun: its rows, its messages in the queues, its claims.</summary>
internal sealed class Upgrade : Fault
{
    private const string Setting = "INVOICING_OLD_PROGRAM";

    public override string Name => "upgrade";
    public override string Description =>
        $"an older build, which {Setting} names, is stopped with messages in flight, and this one started; then both at once";
    public override Uses Uses => Uses.Service;
    public override bool IsPossible => Old is not null;

    // The older build may know nothing of it.
    public override bool TakesVtex => false;
    public override bool TakesEmporix => false;

    private static string? Old => Environment.GetEnvironmentVariable(Setting);

    public override async Task Prepare(Run run)
    {
        await run.RetailProIsSlow();
        if (Old is not null)
        {
            // The older build's own schema, exchanges and queues: what this one has added comes over rows and messages that lie there.
            await run.Servers.RabbitMqCtl("delete_vhost", run.Installation.Broker.Uri.AbsolutePath.TrimStart('/'));
            await run.Installation.Broker.Create();
            await run.Installation.Database.Rows("drop schema public cascade; create schema public");
            await run.StartService(Old).Started();
        }
    }

    public override async Task Inject(Run run)
    {
        if (Old is null)
        {
            return;
        }

        await run.Oms.Has(0.3);
        await run.Service.Stop();
        run.Fired(Name);
        await run.StartService().Started();
        var current = run.Service;
        await run.Oms.Has(0.6);

        // As in a rolling deployment, and its failure: the old one comes back once more and dies.
        var old = run.StartService(Old);
        await old.Started();
        await run.Pause(1, 2);
        await old.Kill();
        run.Fired(Name, current.IsRunning ? 1 : 0);
        await run.RetailProIsWell();
    }

    /// <summary>What the older build has put into error queues is read by this one, and found as it was.</summary>
    public override async Task Afterwards(Run run)
    {
        foreach (var queue in new[] { "order-invoicing", "invoice-order", "transfer-inventory" })
        {
            await run.Installation.Broker.MoveBack(queue);
        }
    }
}
