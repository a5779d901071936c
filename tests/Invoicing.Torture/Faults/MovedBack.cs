using Invoicing.Harness;
using RabbitMQ.Client;

namespace Invoicing.Torture.Faults;

/// <summary>What people do with error queues.</summary>
internal sealed class MovedBack : Fault
{
    private static readonly string[] s_queues = ["invoice-order", "transfer-inventory", "vtex-steps", "emporix-steps"];

    public override string Name => "moved-back";
    public override string Description =>
        "entries of error queues are moved back twice over, once while the first copy is at work, with failures that are cured meanwhile";
    public override Uses Uses => Uses.Everything;
    public override TimeSpan Spread => TimeSpan.FromSeconds(6);

    public override async Task Prepare(Run run) => await run.Installation.RetailPro.Faults($$"""
        {"seed":{{run.Random.Next()}},"rules":[{"kind":"status","status":400,"rate":0.15},{"kind":"delay","delayMs":300}]}
        """);

    public override async Task Inject(Run run)
    {
        await run.Oms.Has(1);
        await Task.Delay(TimeSpan.FromSeconds(4));
        run.Fired($"{Name}: refused", await run.Installation.RetailPro.FaultsFired());
        await run.Installation.RetailPro.Faults("""{"rules":[{"kind":"delay","delayMs":600}]}""");
        foreach (var queue in s_queues.Concat(s_queues))
        {
            run.Fired(Name, await Copy(run, queue));
            run.Fired(Name, await run.Installation.Broker.Depth(queue + "_error"));
            await run.Installation.Broker.MoveBack(queue);
            await run.Pause(0.2, 1);
        }

        await run.Installation.RetailPro.NoFaults();
        run.Latitude = run.Latitude with { CuredEntriesRemain = true };
    }

    /// <summary>Publishes each entry again and leaves it where it is.</summary>
    private static async Task<int> Copy(Run run, string queue)
    {
        var entries = await run.Installation.Broker.ErrorsOf(queue);
        await using var channel = await Channel.Open(run.Installation.Broker.Uri);
        foreach (var entry in entries)
        {
            await channel.Publish(
                entry.Body,
                queue,
                new BasicProperties { Persistent = true, ContentType = "application/vnd.masstransit+json" });
        }

        return entries.Count;
    }

    // What is still there must be of orders that nothing can cure.
    public override async Task Afterwards(Run run)
    {
        foreach (var queue in s_queues)
        {
            await run.Installation.Broker.MoveBack(queue);
        }

        run.Latitude = run.Latitude with { CuredEntriesRemain = false };
    }
}
