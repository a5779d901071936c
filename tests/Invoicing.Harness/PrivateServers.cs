namespace Invoicing.Harness;

/// <summary>Servers of their own for runs that restart them, removed with all their data afterwards.</summary>
internal sealed class PrivateServers : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("invoicing-servers-").FullName;

    private PrivateServers()
    {
    }

    public Servers Addresses { get; private set; } = null!;

    public static async Task<PrivateServers> Start()
    {
        var servers = new PrivateServers();
        await servers.StartAll();
        return servers;
    }

    /// <summary>Stopped in order and started again.</summary>
    public Task Restart(string server) => Script("restart", server);

    /// <summary>Ended as a power cut would, and started again.</summary>
    public async Task Crash(string server)
    {
        await Script("kill", server);
        await Script("start");
    }

    public Task Stop(string server) => Script("stop", server);

    /// <summary>SIGKILL; stays down.</summary>
    public Task Kill(string server) => Script("kill", server);

    /// <summary>Starts what is down.</summary>
    public Task Start(string server) => Script("start", server);

    /// <summary>The server's data, for faults of its disk. Its server must be down.</summary>
    public string DataOf(string server) => Path.Combine(_folder, "servers", server, "data");

    /// <summary>PostgreSQL's and RabbitMQ's users can enter it.</summary>
    public string Folder => _folder;

    /// <summary>All that a server has logged; of RabbitMQ several files.</summary>
    public string ReadLog(string server)
    {
        var log = Path.Combine(_folder, "servers", server, "log");
        string[] files = Directory.Exists(log) ? Directory.GetFiles(log) : [.. new[] { log + ".previous", log }.Where(File.Exists)];
        return string.Concat(files.Select(File.ReadAllText));
    }

    /// <summary>RabbitMQ's own command line.</summary>
    public Task<string> RabbitMqCtl(params string[] arguments) => Script(["rabbitmqctl", .. arguments]);

    public async ValueTask DisposeAsync()
    {
        await Script("remove");
        Directory.Delete(_folder, recursive: true);
    }

    private async Task StartAll()
    {
        // PostgreSQL and RabbitMQ run as users of their own.
        await Command.Run("chmod", ["755", _folder], []);
        await Script("start");
        var lines = await Script("env");
        var settings = lines.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line["export ".Length..].Split('=', 2))
            .ToDictionary(pair => pair[0], pair => pair[1].Replace("\\", ""));
        Addresses = Servers.From(settings.GetValueOrDefault);
    }

    private async Task<string> Script(params string[] arguments)
    {
        var result = await Command.Run(Repository.Path("infra/servers.sh"), arguments, new() { ["INVOICING_RUN_DIR"] = _folder });
        return result.ExitCode == 0 ?
            result.Output :
            throw new InvalidOperationException($"servers.sh {string.Join(' ', arguments)}: {result}");
    }
}
