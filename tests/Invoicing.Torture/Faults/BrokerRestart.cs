using System.Diagnostics;

namespace Invoicing.Torture.Faults;

/// <summary>In order.</summary>
internal sealed class BrokerRestart : Fault
{
    public override string Name => "broker-restart";
    public override string Description => "RabbitMQ is stopped and started again under load";
    public override Uses Uses => Uses.Broker;

    public override async Task Inject(Run run)
    {
        await run.Oms.Has(0.3);
        await run.Servers.Stop("rabbitmq");
        run.Fired(Name);
        await run.Servers.Start("rabbitmq");
        await Returning.ToUse(run, "broker");
    }
}

/// <summary>A power cut.</summary>
internal sealed class BrokerCrash : Fault
{
    public override string Name => "broker-crash";
    public override string Description => "RabbitMQ is killed with SIGKILL under load and started again";
    public override Uses Uses => Uses.Broker;

    public override async Task Inject(Run run)
    {
        await run.Oms.Has(0.3);
        await run.Servers.Kill("rabbitmq");
        run.Fired(Name);
        await run.Servers.Start("rabbitmq");
        await Returning.ToUse(run, "broker");
    }
}

/// <summary>Measures how long a server that is back remains unused.</summary>
internal static class Returning
{
    /// <summary>Until the next call at Retail Pro.</summary>
    public static async Task ToUse(Run run, string server)
    {
        var clock = Stopwatch.StartNew();
        var calls = await run.Installation.RetailPro.AllCalls();
        while (await run.Installation.RetailPro.AllCalls() == calls && clock.Elapsed < TimeSpan.FromMinutes(1))
        {
            await Task.Delay(100);
        }

        run.Measure($"{server} used again after s", clock.Elapsed.TotalSeconds);
    }
}
