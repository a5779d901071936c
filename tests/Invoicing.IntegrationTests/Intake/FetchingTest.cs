using Invoicing.Harness;
using Invoicing.Intake;
using Invoicing.Intake.Queries;
using Invoicing.Intake.Sftp;
using Invoicing.IntegrationTests.Failures;
using Invoicing.Storage;
using Microsoft.Extensions.Options;

namespace Invoicing.IntegrationTests.Intake;

/// <summary>
/// A real SFTP server, whose disk the test sees, and fetchers that put its files into a folder from which nobody takes them.
/// </summary>
public abstract class FetchingTest : IAsyncLifetime
{
    private readonly List<SftpFeeds> _fetchers = [];

    internal Sftp Server { get; private set; } = null!;

    internal NoticeDatabase Database { get; private set; } = null!;

    internal RecordingLog<SftpFeeds> Log { get; } = new();

    internal FeedSettings Settings { get; } = new();

    internal string Root { get; } = Directory.CreateTempSubdirectory("invoicing-fetch-").FullName;

    internal string Remote => Path.Combine(Root, "remote");

    internal FeedFolder Local => new(Settings.Folder);

    public async Task InitializeAsync()
    {
        Server = await Sftp.Start();
        Database = await NoticeDatabase.Create();
        foreach (var folder in new[] { "out", "results", "responses" })
        {
            Directory.CreateDirectory(On(folder));
        }

        Settings.Folder = Path.Combine(Root, "feeds");
        Settings.StableFor = Settings.CsvStableFor = TimeSpan.FromMilliseconds(300);
        Settings.Sftp = new()
        {
            Host = "127.0.0.1", Port = Server.Port, User = Sftp.User, KeyFile = Server.KeyFile, HostKey = Server.HostKey,
            Folder = On("out"), Interval = TimeSpan.FromMilliseconds(300),
        };
        Local.Create();
    }

    public async Task DisposeAsync()
    {
        await StopAll();
        await Database.DisposeAsync();
        await Server.DisposeAsync();
        // .NET cannot delete names that are no UTF-8.
        await Shell.Run($"rm -rf {Root}");
    }

    internal string On(string folder, string name = "") => Path.Combine(Remote, folder, name);

    internal string In(string name) => Path.Combine(Local.Incoming, name);

    internal async Task<SftpFeeds> Fetch()
    {
        var fetcher = new SftpFeeds(Local, Database.Store, Options.Create(Settings), Options.Create(new PostgresSettings
        {
            ConnectionString = Database.ConnectionString,
        }), TimeProvider.System, Log);
        _fetchers.Add(fetcher);
        await fetcher.StartAsync(CancellationToken.None);
        return fetcher;
    }

    internal async Task StopAll()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        foreach (var fetcher in _fetchers)
        {
            await fetcher.StopAsync(limit.Token);
            fetcher.Dispose();
        }

        _fetchers.Clear();
    }

    /// <summary>A look that has begun after now, and went through.</summary>
    internal async Task LooksAgain()
    {
        for (var i = 0; i < 2; i++)
        {
            var before = await LastLook();
            await Wait.Until(async () => await LastLook() != before, "it looks again");
        }
    }

    internal Task IsFetched(string name, string content) =>
        Wait.Until(() => File.Exists(In(name)) && File.ReadAllText(In(name)) == content, $"{name} is in incoming as it was on the server");

    internal async Task<FeedsAround> Around() => await new FeedViews(Database.Store).Around(CancellationToken.None);

    internal async Task<StoredTrouble> Trouble(string place, string name) => await Wait.For(
        async () => (await Around()).Troubles
            .FirstOrDefault(trouble => trouble.Place == place && trouble.Name == name), $"{name} is told of {place}");

    private async Task<DateTimeOffset?> LastLook() => (await Around()).Sftp?.LookedAt;
}
