using System.Text.Json;
using Invoicing.Benchmarks.Load;
using Invoicing.Benchmarks.Measuring.Partners;
using Invoicing.Harness;
using Invoicing.Harness.Oracle;

namespace Invoicing.Benchmarks.Measuring;

/// <summary>A fresh database, virtual host, Retail Pro and partner, the subject and the load generator: all that one run needs.</summary>
internal sealed class Site : IAsyncDisposable
{
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromMinutes(5) };
    private readonly string _folder = Directory.CreateTempSubdirectory("invoicing-bench-").FullName;
    private readonly Dictionary<string, string> _settings;
    private readonly TestDatabase _database;
    private readonly TestBroker _broker;
    private readonly Origin _origin;
    private readonly List<SampleOrder> _orders = [];
    private Worker? _partner;
    private Worker _simulator = null!;
    private Worker _program = null!;
    private Worker _load = null!;

    private Site(Servers servers, Subject subject)
    {
        _origin = subject.Origin;
        Partner = IPartner.Of(_origin);
        _database = new TestDatabase(servers.Postgres);
        _broker = new TestBroker(servers);
        _settings = new()
        {
            ["Postgres__ConnectionString"] = _database.ConnectionString,
            ["RabbitMq__Uri"] = _broker.Uri.ToString(),
            ["Mail__Folder"] = Path.Combine(_folder, "mails"),
        };
    }

    public Parts Parts { get; private set; } = null!;

    public string Folder => _folder;

    /// <summary>Of the program and of its commands.</summary>
    public IReadOnlyDictionary<string, string> Settings => _settings;

    public IPartner? Partner { get; }

    public FinishedOrders FinishedOrders => new(_database.ConnectionString);

    /// <param name="delayMs">How long Retail Pro takes for an answer.</param>
    public static async Task<Site> Open(Servers servers, Subject subject, int delayMs = 0)
    {
        var site = new Site(servers, subject);
        await site._database.Create();
        await site._broker.Create();
        await site.StartSimulators(delayMs);
        var migrated = await Command.Run("dotnet", [subject.IsService ? subject.Program : TheProgram.Path, "migrate"], site._settings);
        migrated.ExitCode.ShouldBe(0, migrated.ToString());
        foreach (var (name, value) in subject.Settings)
        {
            site._settings[name] = value;
        }

        await site.StartProgram(subject);
        site.Parts = new Parts(
            site._program.Tree,
            ServerProcesses.Broker,
            ServerProcesses.Database,
            site._simulator.Tree,
            site._partner?.Tree,
            site._load.Tree);
        return site;
    }

    /// <summary>Makes the next orders ready in the load generator.</summary>
    public async Task Prepare(int count, int stores)
    {
        var first = _orders.Count;
        var orders = Further(count, stores);
        await (Partner?.Put(orders) ?? Task.CompletedTask);
        (await _load.Ask($"orders {first} {count} {stores} {_origin}")).ShouldBe("ready");
    }

    /// <summary>Counts on the next orders, however they come.</summary>
    public IReadOnlyList<SampleOrder> Further(int count, int stores = 1)
    {
        _orders.AddRange(SampleOrders.Take(_orders.Count, count, stores, _origin));
        return _orders[^count..];
    }

    public async Task<int> Completed() => (int)await _database.Count("mt_doc_order where state = 'Completed'");

    public async Task<LoadResult> Give(string how) => ToResult(await _load.Ask(how));

    /// <summary>When the flood has been taken in, then when all of it is completed.</summary>
    public async Task<LoadResult> Flood(Action published)
    {
        (await _load.Ask("flood")).ShouldBe("published");
        published();
        return ToResult(await _load.Answer());
    }

    /// <summary>What makes the run void: null if Retail Pro's books, the rows and the queues are as they must be.</summary>
    public async Task<string?> Objection()
    {
        List<string> messages = _origin == Origin.Jobs ? [] : [.. _orders.Select(order => order.Json)];
        var expected = Reference.Compute(messages);
        var ledger = await _http.GetStringAsync("ledger");
        var differences = LedgerComparison.Compare(expected, ledger);
        if (differences.Count > 0)
        {
            return string.Join('\n', differences);
        }

        if (Partner is not null
            && await Partner.Objection(new(messages, ledger, _database, _settings["Mail__Folder"])) is { } objection)
        {
            return objection;
        }

        var orders = _orders.Count;
        // A build of before Marten, too, is compared with.
        var table = (string)(await _database.Rows("select coalesce(to_regclass('mt_doc_order'), to_regclass('orders'))::text"))[0][0]!;
        var completed = await _database.Count($"{table} where state = 'Completed' and {FinishedOrders.AreNot}");
        var rows = await _database.Count($"{table} where {FinishedOrders.AreNot}");
        var calls = await _database.Count(
            $"calls where state = 'done' and order_id in (select id from {table} where {FinishedOrders.AreNot})");
        var expectedCalls = expected.Orders.Values.Sum(order => 1 + order.Slips.Count) + (orders * (Partner?.StepsAnOrder ?? 0));
        if (completed != orders || rows != orders || calls != expectedCalls)
        {
            return $"{completed} of {orders} orders are completed, {rows} are stored, {calls} of {expectedCalls} calls are done.";
        }

        string[] queues = ["order-invoicing", "invoice-order", "transfer-inventory", "notify-failures"];
        foreach (var queue in Partner is null ? queues : [.. queues, $"{Partner.Name}-steps"])
        {
            if (await _broker.Depth(queue) + await _broker.Depth(queue + "_error") is > 0 and var left)
            {
                return $"{left} messages lie in {queue} and its error queue.";
            }
        }

        return null;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var worker in new[] { _load, _program, _simulator, _partner }.OfType<Worker>().Distinct())
        {
            await worker.DisposeAsync();
        }

        _http.Dispose();
        await _broker.DisposeAsync();
        await _database.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task StartSimulators(int delayMs)
    {
        (_simulator, var address) = await Simulate("retailpro");
        _settings["RetailPro__BaseUrl"] = address;
        // For every subject: the stand-in takes more than a shop's ERP would be asked to.
        _settings["RetailPro__Concurrency"] = "128";
        _http.BaseAddress = new Uri(address + "/");
        if (delayMs > 0)
        {
            var faults = $$"""{"rules":[{"kind":"delay","delayMs":{{delayMs}}}]}""";
            using var answer = await _http.PutAsync("faults", new StringContent(faults, System.Text.Encoding.UTF8, "application/json"));
            answer.EnsureSuccessStatusCode();
        }

        if (Partner is not null)
        {
            (_partner, var partner) = await Simulate(Partner.Name);
            foreach (var (name, value) in await Partner.Begin(new Uri(partner)))
            {
                _settings[name] = value;
            }
        }
    }

    private async Task<(Worker Process, string Address)> Simulate(string system)
    {
        var log = Path.Combine(_folder, $"{system}.log");
        var process = Worker.Start(_settings, log, TheProgram.Path, "simulate", system, "--urls", "http://127.0.0.1:0");
        return (process, (await process.Says("listens on", thenKeep: true)).Split("listens on ")[1].Trim());
    }

    private async Task StartProgram(Subject subject)
    {
        var log = Path.Combine(_folder, "program.log");
        _program = Worker.Start(_settings, log, [subject.Program, .. subject.Arguments]);
        await _program.Says(subject.IsService ? "Application started" : "ready", thenKeep: !subject.IsItsOwnLoad);
        await (Partner?.SetUp() ?? Task.CompletedTask);
        _load = subject.IsItsOwnLoad
            ? _program
            : Worker.Start(_settings, Path.Combine(_folder, "load.log"), Subject.Self, _origin == Origin.Jobs ? "jobs" : "load");
        if (_load != _program)
        {
            await _load.Says("ready");
        }
    }

    private static LoadResult ToResult(string line) => JsonSerializer.Deserialize<LoadResult>(line)!;
}
