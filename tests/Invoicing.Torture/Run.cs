using Invoicing.Harness;
using Invoicing.Harness.Oracle;
using Invoicing.Simulators.Smtp;
using Invoicing.Torture.Faults;
using Invoicing.Torture.Proxies;
using Npgsql;

namespace Invoicing.Torture;

/// <summary>One run: an installation of its own, orders on their way, and what the faults do to it.</summary>
internal sealed class Run : IAsyncDisposable
{
    private const string Operations = "operations@example.test";

    private readonly List<(string Name, string Value)> _settings = [];
    private readonly Dictionary<string, int> _fired = [];
    private readonly Lock _gate = new();
    private bool _retailProIsTaken;
    private bool _isAlone;

    private Run(
        PrivateServers servers,
        IReadOnlyList<string> messages,
        ExpectedEnd expected,
        int seed,
        TimeSpan spread,
        Installation installation,
        Vtex vtex,
        Emporix emporix)
    {
        (Servers, Messages, Expected, Random, Installation) = (servers, messages, expected, new Random(seed), installation);
        (Vtex, Emporix) = (vtex, emporix);
        var postgres = new NpgsqlConnectionStringBuilder(installation.Database.ConnectionString);
        BrokerProxy = new TcpProxy(installation.Broker.Uri.Host, installation.Broker.Uri.Port, () => new AmqpWire());
        DatabaseProxy = new TcpProxy(postgres.Host!, postgres.Port, () => new PostgresWire());
        RetailProProxy = new TcpProxy(installation.RetailPro.Address.Host, installation.RetailPro.Address.Port);
        MailServer = SmtpSink.Start(folder: installation.Mails.Folder);
        MailProxy = new TcpProxy("127.0.0.1", MailServer.Port);
        Oms = new Oms(installation.Broker.Uri, messages, spread);
        (postgres.Port, postgres.SslMode, postgres.GssEncryptionMode) = (DatabaseProxy.Port, SslMode.Disable, GssEncryptionMode.Disable);
        Set("Postgres:ConnectionString", postgres.ConnectionString);
        Set("RabbitMq:Uri", new UriBuilder(installation.Broker.Uri) { Port = BrokerProxy.Port }.Uri.ToString());
        Set("RetailPro:BaseUrl", $"http://127.0.0.1:{RetailProProxy.Port}");
        Set("Mail:Smtp:Port", $"{MailProxy.Port}");
    }

    /// <summary>In front of a server, by its name.</summary>
    public TcpProxy ProxyOf(string server) => server switch
    {
        "broker" => BrokerProxy,
        "database" => DatabaseProxy,
        "erp" => RetailProProxy,
        "mail" => MailProxy,
        "vtex" => Vtex.Proxy,
        "emporix" => Emporix.Proxy,
        _ => throw new ArgumentException(server),
    };

    public PrivateServers Servers { get; }
    public Installation Installation { get; }
    public IReadOnlyList<string> Messages { get; }
    public ExpectedEnd Expected { get; }
    public Random Random { get; }
    public Oms Oms { get; }
    public Vtex Vtex { get; }
    public Emporix Emporix { get; }
    public SmtpSink MailServer { get; }
    /// <summary>Others go to customers.</summary>
    public IReadOnlyList<ReceivedMail> MailsToOperations => [.. MailServer.Messages.Where(mail => mail.To.Contains(Operations))];

    public TcpProxy BrokerProxy { get; }
    public TcpProxy DatabaseProxy { get; }
    public TcpProxy RetailProProxy { get; }
    public TcpProxy MailProxy { get; }

    /// <summary>The process that faults aim at.</summary>
    public ServiceProcess Service { get; private set; } = null!;

    /// <summary>What the run found wrong by itself, such as a stop that takes too long.</summary>
    public List<Violation> Violations { get; } = [];

    /// <summary>How often what has happened, as seen from outside.</summary>
    public IReadOnlyDictionary<string, int> HasFired => _fired;

    /// <summary>Figures worth keeping, such as seconds; the largest of each name.</summary>
    public Dictionary<string, double> Measures { get; } = [];

    public Latitude Latitude { get; set; } = new() { EitherMayWin = true };

    public static async Task<Run> Create(
        PrivateServers servers, IReadOnlyList<Fault> faults, int orders, int seed, Shares shares, Action<string> log)
    {
        var random = new Random(seed);
        var marketplace = Marketplace.Of(
            OrderSet.Generated(orders, seed).Messages,
            seed,
            shares.VtexOf(faults),
            withLostEvents: faults.Any(fault => fault.GivesUp));
        var tenants = TenantOrders.Generated((int)(orders * shares.EmporixOf(faults)), seed);
        string[] messages = [.. faults.Aggregate(
            (IEnumerable<string>)marketplace.Stream,
            (some, fault) => fault.Messages(some, random))];
        var end = VtexReference.Compute(messages, marketplace.Orders).With(tenants.Orders);
        var expected = faults.Aggregate(end, (end, fault) => fault.Expected(end, messages));
        var vtex = await Vtex.Start(marketplace.Orders);
        var emporix = await Emporix.Start(tenants);
        var installation = await Installation.Create(
            log,
            servers.Addresses,
            [.. Installation.Hurried, .. Scaled, .. vtex.Settings, .. emporix.Settings, .. faults.SelectMany(fault => fault.Settings)]);
        return new Run(servers, messages, expected, seed, faults.Max(fault => fault.Spread), installation, vtex, emporix)
        {
            _isAlone = faults.Any(fault => fault.NeedsOneProcess),
            _retailProIsTaken = faults.Count > 1 && faults.Any(fault => fault.Uses.HasFlag(Uses.RetailPro)),
            Latitude = new() {
                EitherMayWin = true,
                MayRepeat = faults.Any(fault => fault.MayRepeat),
                ErrorsMayBeGone = faults.Any(fault => fault.EmptiesErrors) },
        };
    }

    // The mail server's port is added when its proxy stands; names with a double underscore go into the environment.
    private static (string, string)[] Scaled =>
    [
        ("Mail__Smtp__Host", "127.0.0.1"), ("Mail__Smtp__Security", "None"), ("Mail__To", Operations), ("Mail__Smtp__Timeout", "00:00:03"),
        ("Invoicing__RecoveryInterval", "00:00:00.500"),
    ];

    /// <summary>So that calls are always under way when something happens; unless another fault has taken Retail Pro for itself.</summary>
    public Task RetailProIsSlow(int milliseconds = 150) =>
        _retailProIsTaken ?
            Task.CompletedTask :
            Installation.RetailPro.Faults($$"""{"rules":[{"kind":"delay","delayMs":{{milliseconds}}}]}""");

    public Task RetailProIsWell() => _retailProIsTaken ? Task.CompletedTask : Installation.RetailPro.NoFaults();

    public void Set(string name, string value) => _settings.Add((name, value));

    public void Fired(string what, int times = 1)
    {
        lock (_gate)
        {
            _fired[what] = _fired.GetValueOrDefault(what) + times;
        }
    }

    public void Measure(string what, double value)
    {
        lock (_gate)
        {
            Measures[what] = Math.Round(Math.Max(value, Measures.GetValueOrDefault(what)), 1);
        }
    }

    /// <summary>A process of the service, going through the proxies. Not awaited.</summary>
    public ServiceProcess StartService(string? program = null) => Service = NewProcess(program);

    /// <summary>
    /// One more process, unless a fault needs the only one. Faults aim at it from when it runs: until then others may kill the one before.
    /// </summary>
    public async Task StartBeside()
    {
        if (_isAlone)
        {
            return;
        }

        var process = NewProcess();
        await process.Started();
        Service = process;
    }

    /// <summary>Started unless it runs.</summary>
    public async Task Restart()
    {
        if (Service is null or { IsRunning: false })
        {
            await StartService().Started();
        }
    }

    /// <summary>SIGKILL, proven by the end of the process, and a fresh process.</summary>
    public async Task KillAndRestart(string evidence)
    {
        await Service.Kill();
        Fired(evidence);
        await Restart();
    }

    private ServiceProcess NewProcess(string? program = null) =>
        Installation.Start(program, [.. _settings.SelectMany(setting => new[] { "--set", $"{setting.Name}={setting.Value}" })]);

    /// <summary>A random time between the two.</summary>
    public Task Pause(double fromSeconds, double toSeconds)
    {
        lock (_gate)
        {
            return Task.Delay(TimeSpan.FromSeconds(fromSeconds + (Random.NextDouble() * (toSeconds - fromSeconds))));
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var proxy in new[] { BrokerProxy, DatabaseProxy, RetailProProxy, MailProxy, Vtex.Proxy, Emporix.Proxy })
        {
            proxy.Weather = Weather.Fair;
        }

        await Installation.DisposeAsync();
        foreach (var proxy in new[] { BrokerProxy, DatabaseProxy, RetailProProxy, MailProxy })
        {
            await proxy.DisposeAsync();
        }

        await MailServer.DisposeAsync();
        await Vtex.DisposeAsync();
        await Emporix.DisposeAsync();
    }
}
