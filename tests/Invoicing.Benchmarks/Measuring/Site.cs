using System.Text.Json;
using Invoicing.Benchmarks.Load;
using Invoicing.Harness;
using Invoicing.Harness.Oracle;

namespace Invoicing.Benchmarks.Measuring;

/// <summary>A fresh database, virtual host and Retail Pro, the subject and the load generator: all that one run needs.</summary>
internal sealed class Site : IAsyncDisposable
{
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromMinutes(5) };
    private readonly string _folder = Directory.CreateTempSubdirectory("invoicing-bench-").FullName;
    private readonly Dictionary<string, string> _settings;
    private readonly TestDatabase _database;
    private readonly TestBroker _broker;
    private readonly List<(int First, int Count, int Stores)> _published = [];
    private Worker _simulator = null!;
    private Worker _program = null!;
    private Worker _load = null!;

    private Site(Servers servers)
    {
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

    public FinishedOrders FinishedOrders => new(_database.ConnectionString);

    /// <param name="delayMs">How long Retail Pro takes for an answer.</param>
    public static async Task<Site> Open(Servers servers, Subject subject, int delayMs = 0)
    {
        var site = new Site(servers);
        await site._database.Create();
        await site._broker.Create();
        await site.StartSimulator(delayMs);
        var migrated = await Command.Run("dotnet", [subject.IsService ? subject.Program : TheProgram.Path, "migrate"], site._settings);
        migrated.ExitCode.ShouldBe(0, migrated.ToString());
        foreach (var (name, value) in subject.Settings)
        {
            site._settings[name] = value;
        }

        await site.StartProgram(subject);
        site.Parts = new Parts(site._program.Tree, ServerProcesses.Broker, ServerProcesses.Database, site._simulator.Tree, site._load.Tree);
        return site;
    }

    /// <summary>Makes the next orders ready in the load generator.</summary>
    public async Task Prepare(int count, int stores)
    {
        var first = _published.Sum(part => part.Count);
        _published.Add((first, count, stores));
        (await _load.Ask($"orders {first} {count} {stores}")).ShouldBe("ready");
    }

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
        var expected = Reference.Compute(
            _published.SelectMany(part => SampleOrders.Take(part.First, part.Count, part.Stores)).Select(order => order.Json));
        var differences = LedgerComparison.Compare(expected, await _http.GetStringAsync("ledger"));
        if (differences.Count > 0)
        {
            return string.Join('\n', differences);
        }

        var orders = expected.Orders.Count;
        // A build of before Marten, too, is compared with.
        var table = (string)(await _database.Rows("select coalesce(to_regclass('mt_doc_order'), to_regclass('orders'))::text"))[0][0]!;
        var completed = await _database.Count($"{table} where state = 'Completed' and {FinishedOrders.AreNot}");
        var rows = await _database.Count($"{table} where {FinishedOrders.AreNot}");
        var calls = await _database.Count(
            $"calls where state = 'done' and order_id in (select id from {table} where {FinishedOrders.AreNot})");
        var expectedCalls = expected.Orders.Values.Sum(order => 1 + order.Slips.Count);
        if (completed != orders || rows != orders || calls != expectedCalls)
        {
            return $"{completed} of {orders} orders are completed, {rows} are stored, {calls} of {expectedCalls} calls are done.";
        }

        foreach (var queue in new[] { "order-invoicing", "invoice-order", "transfer-inventory", "notify-failures" })
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
        foreach (var worker in new[] { _load, _program, _simulator }.Distinct())
        {
            await worker.DisposeAsync();
        }

        _http.Dispose();
        await _broker.DisposeAsync();
        await _database.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task StartSimulator(int delayMs)
    {
        _simulator = Worker.Start(
            _settings,
            Path.Combine(_folder, "simulator.log"),
            TheProgram.Path,
            "simulate",
            "retailpro",
            "--urls",
            "http://127.0.0.1:0");
        var address = (await _simulator.Says("listens on", thenKeep: true)).Split("listens on ")[1].Trim();
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
    }

    private async Task StartProgram(Subject subject)
    {
        var log = Path.Combine(_folder, "program.log");
        _program = Worker.Start(_settings, log, [subject.Program, .. subject.Arguments]);
        await _program.Says(subject.IsService ? "Application started" : "ready", thenKeep: !subject.IsItsOwnLoad);
        _load = subject.IsItsOwnLoad ? _program : Worker.Start(_settings, Path.Combine(_folder, "load.log"), Subject.Self, "load");
        if (_load != _program)
        {
            await _load.Says("ready");
        }
    }

    private static LoadResult ToResult(string line) => JsonSerializer.Deserialize<LoadResult>(line)!;
}
