using Invoicing.Harness;
using Invoicing.Intake;
using Invoicing.Intake.Results;
using Invoicing.IntegrationTests.Storage;
using Invoicing.Process;
using Invoicing.Storage;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Invoicing.IntegrationTests.Retention;

public sealed class When_files_of_feeds_are_old : IAsyncLifetime
{
    private const string Remote = "/responses";

    private readonly string _root = Directory.CreateTempSubdirectory("invoicing-old-").FullName;
    private readonly DateTime _old = DateTime.UtcNow.AddDays(-11);

    private StoreDatabase _database = null!;
    private FeedFolder _folder = null!;

    public async Task InitializeAsync()
    {
        _database = await StoreDatabase.Create();
        _folder = new(_root);
        _folder.Create();
    }

    public async Task DisposeAsync()
    {
        await _database.DisposeAsync();
        Directory.Delete(_root, recursive: true);
    }

    [Fact]
    public async Task they_are_deleted_unless_they_are_still_to_be_uploaded_or_read()
    {
        var uploaded = Put(_folder.Responses, $"{_old:yyyy-MM-dd}.jsonl");
        var waiting = Put(_folder.Responses, $"{_old.AddDays(-1):yyyy-MM-dd}.jsonl");
        var forgotten = Put(_folder.Done, "forgotten.jsonl");
        var (arriving, reading) = (Put(_folder.Incoming, "orders.jsonl"), Put(_folder.Processing, "orders.2.jsonl"));
        var young = Put(_folder.Done, "young.jsonl", DateTime.UtcNow.AddDays(-9));
        await using (var session = _database.Store.LightweightSession())
        {
            session.Insert(new RemoteCopy
            {
                Id = RemoteCopy.IdOf(Remote, uploaded.Name), Folder = Remote, Name = uploaded.Name, Size = uploaded.Length,
                ModifiedAt = uploaded.LastWriteTimeUtc,
            });
            await session.SaveChangesAsync();
        }

        await LookUntil(() => !File.Exists(uploaded.FullName), "what is on the server is deleted here");

        File.Exists(forgotten.FullName).ShouldBeFalse("no feed of this name is known");
        foreach (var stays in new[] { waiting, arriving, reading, young })
        {
            File.Exists(stays.FullName).ShouldBeTrue(stays.Name);
        }
    }

    private async Task LookUntil(Func<bool> fact, string what)
    {
        var feeds = Options.Create(new FeedSettings { Sftp = new() { Host = "127.0.0.1", ResponsesFolder = Remote } });
        var invoicing = Options.Create(new InvoicingSettings { Retention = new() { Feeds = 10, Responses = 10 } });
        var postgres = Options.Create(new PostgresSettings { ConnectionString = _database.ConnectionString });
        using var reports = new FeedReports(
            _folder, _database.Store, feeds, invoicing, postgres, TimeProvider.System, NullLogger<FeedReports>.Instance);
        await reports.StartAsync(CancellationToken.None);
        await Wait.Until(fact, what);
        await reports.StopAsync(CancellationToken.None);
    }

    private FileInfo Put(string folder, string name, DateTime? writtenAt = null)
    {
        var file = new FileInfo(Path.Combine(folder, name));
        File.WriteAllText(file.FullName, "{}\n");
        file.LastWriteTimeUtc = writtenAt ?? _old;
        file.Refresh();
        return file;
    }
}
