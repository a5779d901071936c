using Invoicing.Harness;
using Invoicing.IntegrationTests.Emporix;
using Invoicing.IntegrationTests.Http;
using Xunit.Abstractions;

namespace Invoicing.IntegrationTests.Retention;

/// <summary>The program with all its systems, a folder of feeds, mails as files, and the API.</summary>
public abstract class RetentionTest(ITestOutputHelper output) : EmporixTest(output)
{
    private protected TestVtex Vtex { get; } = new();

    private protected Uri Api { get; } = new($"http://127.0.0.1:{FreePort.Find()}");

    private protected string FeedFolder { get; } = Directory.CreateTempSubdirectory("invoicing-retention-").FullName;

    public override async Task InitializeAsync()
    {
        await Vtex.Start();
        Directory.CreateDirectory(Path.Combine(FeedFolder, "incoming"));
        await base.InitializeAsync();
    }

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        await Vtex.DisposeAsync();
        Directory.Delete(FeedFolder, recursive: true);
    }

    private protected override (string, string)[] Settings() =>
    [
        .. Vtex.Settings, .. base.Settings(),
        ("Http__Urls", Api.ToString()), ("Feeds__Folder", FeedFolder), ("Feeds__Interval", "00:00:00.200"),
        ("Feeds__StableFor", "00:00:00.500"), ("Feeds__ResultsInterval", "00:00:00.500"),
    ];

    private protected Task<ApiCaller> Caller(string role) => ApiCaller.Of(Installation, Api, role, role);

    /// <summary>Written aside and moved, so that it is whole at once; then read to its end, and all its orders have ended.</summary>
    private protected async Task Feed(string name, params string[] orders)
    {
        var aside = Path.Combine(FeedFolder, "incoming", $".{name}");
        await File.WriteAllTextAsync(aside, string.Join('\n', orders));
        File.Move(aside, Path.Combine(FeedFolder, "incoming", name));
        await Wait.Until(
            async () => await Installation.Database.Count(
                $"mt_doc_feed where data ->> 'storedName' = '{name}' and settled_at is not null") == 1,
            $"{name} is settled");
    }

    /// <summary>An order of Emporix, invoiced and mailed.</summary>
    private protected async Task Invoice(string id, string email, Func<string, string> value)
    {
        await Emporix.Put(id, order =>
        {
            order["customer"]!["email"] = email;
            order["billingAddress"]!["contactName"] = value("Contact");
            order["billingAddress"]!["street"] = value("Street");
        });
        await Ends(await Job(id));
        await Wait.Until(() => MailsTo(email).Count == 1, $"{id} is mailed");
        await Installation.Is("Completed", NumberOf(id));
    }

    private protected IEnumerable<string> ResponseFiles() => Directory.GetFiles(Path.Combine(FeedFolder, "responses"), "*.jsonl")
        .Where(file => new FileInfo(file).Length > 0);

    /// <summary>Those of this order and all that came before.</summary>
    private protected Task AnswersAreWritten(string orderNo) => Wait.Until(
        async () => ResponseFiles().Any(file => File.ReadAllText(file).Contains($"\"{orderNo}\"", StringComparison.Ordinal))
            && await Installation.Database.Count(
                "timeline where what = 'called' and xid >= (select (data ->> 'xid')::bigint from mt_doc_responses_position)") == 0,
        "the answers are written");

    private protected static string NumberOf(string id) => $"emporix/{Tenant}/{id}";

    /// <summary>The erasure looks when a process starts.</summary>
    private protected async Task Restart(Func<Task>? meanwhile = null)
    {
        await Installation.StopAll();
        await (meanwhile?.Invoke() ?? Task.CompletedTask);
        await Installation.Serve();
    }

    private protected Task Are(string what, string fromWhere, long count) =>
        Wait.Until(async () => await Installation.Database.Count(fromWhere) == count, what);
}
