using Invoicing.Harness;

namespace Invoicing.Torture.Faults;

/// <summary>Somebody presses the wrong button. What was stored must not need its messages.</summary>
internal sealed class QueuesPurged : Fault
{
    public override string Name => "queues-purged";
    public override string Description => "all queues are purged when every order is stored and most are under way";
    public override Uses Uses => Uses.Broker | Uses.Messages;
    public override bool EmptiesErrors => true;
    public override TimeSpan Spread => TimeSpan.FromSeconds(3);

    public override Task Prepare(Run run) => run.RetailProIsSlow(600);

    public override async Task Inject(Run run)
    {
        await EverythingIsStored(run);
        await run.Installation.PurgeAllQueues();
        run.Fired(Name);
        run.Fired(
            $"{Name}: orders under way",
            (int)await run.Installation.Database.Count("mt_doc_order where state in ('Invoicing', 'Transferring')"));
        await run.RetailProIsWell();
    }

    public static async Task EverythingIsStored(Run run)
    {
        await run.Oms.Has(1);
        await Wait.Until(
            async () => await run.Installation.Database.Count("mt_doc_order") >= run.Expected.Orders.Count
                && await run.Installation.Database.Count("mt_doc_waiting_update") == 0
                && await run.Installation.Broker.Depth("order-invoicing") == 0,
            "every order and every update is stored");
    }
}
