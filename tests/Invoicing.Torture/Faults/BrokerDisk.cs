namespace Invoicing.Torture.Faults;

/// <summary>RabbitMQ takes no message while it is short of something; it delivers and takes acknowledgements.</summary>
internal sealed class BrokerAlarm(string name, string description, string begin, string end) : Fault
{
    public override string Name => name;
    public override string Description => description;
    public override Uses Uses => Uses.Broker;

    public override async Task Inject(Run run)
    {
        await run.Oms.Has(0.25);
        await run.Servers.RabbitMqCtl(begin.Split(' '));
        await Task.Delay(TimeSpan.FromSeconds(1));
        run.Fired(Name, (await run.Servers.RabbitMqCtl("eval", "rabbit_alarm:get_alarms().")).Contains("resource_limit") ? 1 : 0);
        await Task.Delay(TimeSpan.FromSeconds(9));
        await run.Servers.RabbitMqCtl(end.Split(' '));
        await Returning.ToUse(run, "broker");
    }
}

/// <summary>The broker's volume is gone; everything that was stored must be finished from the rows.</summary>
internal sealed class BrokerWiped : Fault
{
    public override string Name => "broker-wiped";
    public override string Description =>
        "RabbitMQ is killed and all its data deleted when every order is stored; the operator creates the virtual host again";
    public override Uses Uses => Uses.Everything;
    public override bool EmptiesErrors => true;
    public override TimeSpan Spread => TimeSpan.FromSeconds(3);
    public override TimeSpan QuietBound => TimeSpan.FromSeconds(120);

    public override Task Prepare(Run run) => run.Installation.RetailPro.Faults("""{"rules":[{"kind":"delay","delayMs":900}]}""");

    public override async Task Inject(Run run)
    {
        await QueuesPurged.EverythingIsStored(run);
        await run.Servers.Kill("rabbitmq");
        Directory.Delete(run.Servers.DataOf("rabbitmq"), recursive: true);
        run.Fired(Name);
        run.Fired(
            $"{Name}: orders under way",
            (int)await run.Installation.Database.Count("mt_doc_order where state in ('Invoicing', 'Transferring')"));
        await run.Servers.Start("rabbitmq");
        await run.Installation.Broker.Create();
        await run.Installation.RetailPro.NoFaults();
        await run.Installation.Run("migrate");
    }
}
