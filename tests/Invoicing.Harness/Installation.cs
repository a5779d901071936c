using System.Text.Json;
using Invoicing.Harness.Oracle;
using RabbitMQ.Client;

namespace Invoicing.Harness;

/// <summary>
/// Everything that an installation consists of, fresh for one test: database, virtual host, Retail Pro, mails, and processes of the
/// program.
/// </summary>
internal sealed class Installation : IAsyncDisposable
{
    private const string LastOrder = "LAST";

    private static readonly string[] s_workQueues = ["order-invoicing", "invoice-order", "transfer-inventory", "notify-failures"];

    private readonly List<ServiceProcess> _processes = [];
    private readonly string _folder = Directory.CreateTempSubdirectory("invoicing-e2e-").FullName;
    private readonly Action<string> _log;
    private readonly Dictionary<string, string> _settings;

    private readonly string _program;

    private Installation(Servers servers, Action<string> log, string program)
    {
        (_log, _program) = (log, program);
        Database = new TestDatabase(servers.Postgres);
        Broker = new TestBroker(servers);
        Mails = new Mails(Path.Combine(_folder, "mails"));
        _settings = new() { ["Postgres__ConnectionString"] = Database.ConnectionString, ["RabbitMq__Uri"] = Broker.Uri.ToString() };
    }

    public TestDatabase Database { get; }
    public TestBroker Broker { get; }
    public TestRetailPro RetailPro { get; } = new();
    public Mails Mails { get; }

    /// <summary>Where logs and mails are.</summary>
    public string Folder => _folder;

    /// <summary>Kept after the end, to look into what went wrong.</summary>
    public bool KeepsFolder { get; set; } = Environment.GetEnvironmentVariable("INVOICING_KEEP_TEST_FOLDERS") == "1";

    public string Logs => string.Concat(_processes.Select(process => process.ReadLog()));

    /// <summary>
    /// Retail Pro is known to refuse duplicates, and time-outs are short: what is left hanging is taken up again within seconds. Not for
    /// others, where a call that a busy machine has made late would have to wait for a person.
    /// </summary>
    public static readonly (string Name, string Value)[] Hurried =
    [
        ("RetailPro__RefusesDuplicates", "true"), ("RetailPro__CallTimeout", "00:00:02"), ("RetailPro__CallMargin", "00:00:01"),
        ("RetailPro__ConnectTimeout", "00:00:01"), ("Invoicing__AnswerTimeout", "00:00:04"),
    ];

    /// <summary>
    /// Migrated, not yet serving, with the settings of production except for the waits between attempts and between mails.
    /// </summary>
    /// <param name="settings">Win over those of the harness.</param>
    public static Task<Installation> Create(Action<string> log, Servers? servers = null, params (string Name, string Value)[] settings) =>
        Of(TheProgram.Path, log, servers, settings);

    /// <summary>The same, of another program.</summary>
    public static async Task<Installation> Of(
        string program,
        Action<string> log,
        Servers? servers,
        params (string Name, string Value)[] settings)
    {
        var installation = new Installation(servers ?? Servers.Shared, log, program);
        await installation.RetailPro.Start();
        installation.Set(
            ("RetailPro__BaseUrl", installation.RetailPro.Address.ToString()), ("Mail__Folder", installation.Mails.Folder),
            ("Invoicing__FirstDeferral", "00:00:00.500"), ("Invoicing__LongestDeferral", "00:00:02"), ("RetailPro__BreakerDuration", "00:00:01"),
            ("Mail__MergeWindow", "00:00:02"), ("Mail__ReportAfter", "00:00:02"), ("Mail__DailyAt", ""), ("Mail__PollInterval", "00:00:00.200"),
            // Processes of many tests run side by side, and would all want the one port.
            ("Http__Urls", ""));
        installation.Set(settings);
        if (servers is null && program == TheProgram.Path && settings.All(setting => setting.Name != "Invoicing__Mode"))
        {
            await MigratedTemplate.CopyTo(installation.Database, installation.Broker);
        }
        else
        {
            await installation.Database.Create();
            await installation.Broker.Create();
            await installation.Succeeds("migrate");
        }

        return installation;
    }

    /// <summary>For processes started from now on.</summary>
    public void Set(params (string Name, string Value)[] settings)
    {
        foreach (var (name, value) in settings)
        {
            _settings[name] = value;
        }
    }

    /// <summary>From now on processes serve the HTTP API, all at one address: the first to start.</summary>
    public Uri ServesHttp()
    {
        var address = new Uri($"http://127.0.0.1:{FreePort.Find()}");
        Set(("Http__Urls", address.ToString()));
        return address;
    }

    public async Task<ServiceProcess> Serve(params string[] arguments)
    {
        var process = Start(arguments: arguments);
        await process.Started();
        return process;
    }

    /// <summary>Not awaited, as the servers that it needs may be away.</summary>
    /// <param name="program">Another build of the program.</param>
    public ServiceProcess Start(string? program = null, params string[] arguments)
    {
        var process = ServiceProcess.Start(
            program ?? _program,
            _settings,
            Path.Combine(_folder, $"serve-{_processes.Count + 1}.log"),
            arguments);
        _processes.Add(process);
        return process;
    }

    /// <summary>SIGTERM to all that run.</summary>
    public Task StopAll() => Task.WhenAll(_processes.Where(process => process.IsRunning).Select(process => process.Stop()));

    /// <summary>Any other command of the program, run to its end.</summary>
    public Task<Command> Run(params string[] arguments) => Command.Run("dotnet", [_program, .. arguments], _settings);

    /// <summary>The same; it must end well.</summary>
    public async Task Succeeds(params string[] arguments)
    {
        var command = await Run(arguments);
        command.ExitCode.ShouldBe(0, $"{string.Join(' ', arguments)}: {command}");
    }

    /// <summary>The same, not waited for.</summary>
    public RunningCommand Begin(params string[] arguments) => new("dotnet", [_program, .. arguments], _settings);

    public async Task Publish(params IEnumerable<string> messages)
    {
        await using var channel = await Channel.Open(Broker.Uri);
        await channel.Publish(messages);
    }

    /// <summary>As a .NET program with MassTransit publishes.</summary>
    public async Task PublishEnvelope(string type, string message)
    {
        await using var channel = await Channel.Open(Broker.Uri);
        var envelope = $$"""{"messageId":"{{Guid.NewGuid()}}","messageType":["urn:message:{{type}}"],"message":{{message}}}""";
        await channel.Publish(envelope, type, new BasicProperties { Persistent = true, ContentType = "application/vnd.masstransit+json" });
    }

    public async Task<JsonElement> Show(string orderNo)
    {
        var shown = await Run("orders", "show", orderNo, "--output", "json");
        shown.ExitCode.ShouldBe(0, shown.ToString());
        return JsonDocument.Parse(shown.Output).RootElement;
    }

    /// <summary>Waits until every order is in this state.</summary>
    public Task Is(string state, params IEnumerable<string> orderNos) => Are(orderNos.Select(no => (no, state)));

    /// <summary>Waits until every order has ended as the reference expects, and everything unreadable lies in the error queue.</summary>
    public async Task Ends(ExpectedEnd expected, int? intakeErrors = null)
    {
        var unreadable = intakeErrors ?? expected.IntakeErrors;
        await Are(expected.Orders.Values.Select(order => (order.OrderNo, order.State)));
        await Wait.Until(
            async () => await Broker.Depth("order-invoicing_error") >= unreadable,
            $"{unreadable} messages lie in order-invoicing_error");
        await EverythingBeforeIsDone();
    }

    /// <summary>Waits until every message has been taken in, whatever has become of it.</summary>
    public async Task EverythingIsStored(ExpectedEnd expected)
    {
        await SendLastOrder();
        await Wait.Until(async () => await Database.Count("mt_doc_order") > expected.Orders.Count, $"{expected.Orders.Count} orders are stored");
    }

    public async Task PurgeAllQueues()
    {
        foreach (var queue in await Broker.Queues())
        {
            await Broker.Purge(queue.GetProperty("name").GetString()!);
        }
    }

    /// <summary>
    /// No difference between Retail Pro's books and the reference, nor in the invoicing stores. Of two purchases under one number either
    /// may have come first: even one service works on many deliveries side by side.
    /// </summary>
    public async Task ShouldHaveInvoiced(ExpectedEnd expected)
    {
        LedgerComparison.Compare(expected, await RetailPro.Ledger(), eitherMayWin: true).ShouldBeEmpty();
        var orders = await Database.Orders();
        orders.Keys.Except(expected.Orders.Keys).Where(number => !number.StartsWith(LastOrder, StringComparison.Ordinal)).ShouldBeEmpty();
        expected.Orders.Values
            .Where(order => order.Invoice is not null && order.Rival is null && orders[order.OrderNo].Store != order.InvoicingStore)
            .Select(order => $"{order.OrderNo}: {orders[order.OrderNo].Store} instead of {order.InvoicingStore}")
            .ShouldBeEmpty();
    }

    /// <summary>Every bad order lies in its error queue and is told of by mail, each time with all its faults.</summary>
    /// <param name="perhapsTwice">
    /// Whether a message may lie in an error queue more than once, as after a crash in the middle of its move.
    /// </param>
    public async Task ShouldHaveReported(ExpectedEnd expected, bool perhapsTwice = false) =>
        (await Reports.Compare(expected, Broker, Mails, perhapsTwice)).ShouldBeEmpty();

    private Task Are(IEnumerable<(string OrderNo, string State)> expected) => Wait.UntilNothingIsLeft(async () =>
    {
        var orders = await Database.Orders();
        var others = expected.Where(order => orders.GetValueOrDefault(order.OrderNo).State != order.State).ToList();
        var told = (await Database.Rows("""
            select order_no, data ->> 'step', data ->> 'message' from mt_doc_notice where order_no is not null order by mt_created_at
            """))
            .ToLookup(row => (string)row[0]!, row => $"; {row[1]}: {row[2]}");
        return [.. others.Select(order => $"order {order.OrderNo} is {orders.GetValueOrDefault(order.OrderNo).State ?? "not stored"} instead of {order.State}"
            + string.Concat(told[order.OrderNo]))];
    });

    /// <summary>No mail, and nothing in an error queue.</summary>
    public async Task ShouldHaveToldNobody()
    {
        foreach (var queue in s_workQueues)
        {
            (await Broker.ErrorsOf(queue)).Select(entry => entry.Reason).ShouldBeEmpty(queue);
        }

        (await Database.Count("mt_doc_notice")).ShouldBe(0);
        Mails.All().ShouldBeEmpty();
    }

    /// <summary>Waits until nothing goes on by itself any more: whatever is not as expected has failed.</summary>
    public async Task EverythingHasEnded(ExpectedEnd expected)
    {
        await Wait.UntilNothingIsLeft(async () =>
        {
            var orders = await Database.Orders();
            return [.. expected.Orders.Values
                .Where(order => orders.GetValueOrDefault(order.OrderNo).State is not "Failed" and var state && state != order.State)
                .Select(order => $"order {order.OrderNo} is {orders.GetValueOrDefault(order.OrderNo).State ?? "not stored"}")];
        });
        await EverythingBeforeIsDone();
    }

    /// <summary>Steps that wait for a person who looks into Retail Pro.</summary>
    public async Task<IReadOnlyList<(string OrderNo, string Step)>> UnknownOutcomes() =>
        [.. (await Database.Rows("""
            select order_no, c.step from mt_doc_order o join calls c on c.order_id = o.id and c.state = 'unknown' where o.state = 'Failed' order by 1, 2
            """)).Select(row => ((string)row[0]!, (string)row[1]!))];

    /// <summary>Waits for an order that was published after all others, and until nothing lies in a queue.</summary>
    private async Task EverythingBeforeIsDone()
    {
        await Is("Completed", await SendLastOrder());
        foreach (var queue in s_workQueues)
        {
            await Wait.Until(async () => await Broker.Depth(queue) == 0, $"{queue} is empty");
        }
    }

    // A send sale that moves nothing: it takes the way of all orders and leaves no trace in Retail Pro.
    private async Task<string> SendLastOrder()
    {
        var number = $"{LastOrder}{await Database.Count($"mt_doc_order where order_no like '{LastOrder}%'")}";
        await Publish(Sample.Order(number, order =>
        {
            order["salesChannel"] = "POS";
            order["soldAtStore"] = "SVA11";
            order["items"]!.AsArray().RemoveAt(1);
        }));
        return number;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes)
        {
            await process.DisposeAsync();
            Show(process);
        }

        await Broker.DisposeAsync();
        await Database.DisposeAsync();
        await RetailPro.DisposeAsync();
        if (KeepsFolder)
        {
            _log($"Logs and mails are kept in {_folder}");
        }
        else
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    // The runner prints this for failed tests only.
    private void Show(ServiceProcess process)
    {
        var lines = process.ReadLog().Split('\n');
        _log($"--- {Path.GetFileName(process.Log)}: warnings and errors, then the end");
        foreach (var line in lines.SkipLast(20).Where(line => line.Contains(" WRN ") || line.Contains(" ERR ") || line.Contains(" FTL "))
            .TakeLast(20)
            .Concat(lines.TakeLast(20)))
        {
            _log(line.Length <= 400 ? line : line[..400] + "…");
        }
    }
}
