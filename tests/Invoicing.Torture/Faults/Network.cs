using System.Diagnostics;
using Invoicing.Torture.Proxies;

namespace Invoicing.Torture.Faults;

/// <summary>The network between the service and one server.</summary>
/// <param name="server">As <see cref="Run.ProxyOf"/> names it.</param>
internal abstract class Network(string kind, string server) : Fault
{
    public override string Name => $"{kind}-{server}";

    public override Uses Uses => server switch
    {
        "broker" => Uses.Broker,
        "database" => Uses.Database,
        "erp" => Uses.RetailPro,
        "vtex" => Uses.Vtex,
        "emporix" => Uses.Emporix,
        _ => Uses.Mail,
    };

    // A mail that could not be sent waits, and twice as long each time.
    public override TimeSpan QuietBound => TimeSpan.FromSeconds(120);

    protected TcpProxy Proxy(Run run) => run.ProxyOf(server);

    /// <summary>Mails come rarely; everything else is under way by then.</summary>
    protected static Task UnderLoad(Run run) => run.Oms.Has(0.2);
}

/// <summary>Everything takes longer.</summary>
internal sealed class NetworkDelay(string server) : Network("delay", server)
{
    public override string Description => "every packet to and from this server is 150 ms late for ten seconds";
    public override bool MayRepeat => false;

    public override async Task Inject(Run run)
    {
        await UnderLoad(run);
        Proxy(run).Delay = TimeSpan.FromMilliseconds(150);
        await Task.Delay(TimeSpan.FromSeconds(10));
        Proxy(run).Delay = TimeSpan.Zero;
        run.Fired(Name, Proxy(run).Delayed);
    }
}

/// <summary>Connections are reset, and new ones are refused for a while.</summary>
internal sealed class NetworkCut(string server) : Network("cut", server)
{
    private const int Times = 4;

    public override string Description => "all connections to this server are reset again and again, and refused for a second";

    public override async Task Inject(Run run)
    {
        await UnderLoad(run);
        for (var time = 0; time < Times; time++)
        {
            Proxy(run).Weather = Weather.Refusing;
            run.Fired(Name, Proxy(run).Cut());
            await run.Pause(0.5, 1.5);
            Proxy(run).Weather = Weather.Fair;
            await run.Pause(0.5, 2.5);
        }

        run.Fired(Name, Proxy(run).Refused);
    }
}

/// <summary>Nothing comes through and nobody is told.</summary>
internal sealed class NetworkPartition(string server) : Network("partition", server)
{
    public override string Description =>
        "nothing passes to or from this server for eight seconds and no connection is closed; then it passes, or all is reset";

    public override async Task Inject(Run run)
    {
        await UnderLoad(run);
        Proxy(run).Weather = Weather.Partitioned;
        await Task.Delay(TimeSpan.FromSeconds(8));
        run.Fired(Name, Proxy(run).Open);
        if (run.Random.Next(2) == 0)
        {
            run.Fired($"{Name}: reset", Proxy(run).Cut());
        }

        Proxy(run).Weather = Weather.Fair;
        if (Uses is Uses.Broker or Uses.Database)
        {
            await Returning.ToUse(run, Uses.ToString().ToLowerInvariant());
        }
    }
}

/// <summary>A server that hangs must not keep the service from ending.</summary>
internal sealed class StopWhilePartitioned(string server) : Network("stop-without", server)
{
    private static readonly TimeSpan s_bound = TimeSpan.FromSeconds(30);

    public override string Description => "SIGTERM while nothing passes to or from this server: the service ends within 30 s";

    public override Uses Uses => base.Uses | Uses.Service;

    public override async Task Inject(Run run)
    {
        await run.RetailProIsSlow();
        await UnderLoad(run);
        Proxy(run).Weather = Weather.Partitioned;
        await run.Pause(0.5, 3);
        var clock = Stopwatch.StartNew();
        await run.Service.Signal("TERM");
        while (run.Service.IsRunning && clock.Elapsed < s_bound * 2)
        {
            await Task.Delay(100);
        }

        run.Fired(Name);
        run.Measure("stopped after s", clock.Elapsed.TotalSeconds);
        if (clock.Elapsed > s_bound)
        {
            run.Violations.Add(new("I9", $"The service took {clock.Elapsed.TotalSeconds:0} s to stop."));
            await run.Service.Kill();
        }

        Proxy(run).Weather = Weather.Fair;
        await run.Restart();
        await run.RetailProIsWell();
    }
}
