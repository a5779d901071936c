using System.Text.Json;
using Invoicing.Harness;
using Microsoft.Playwright;
using Xunit.Abstractions;

namespace Invoicing.BrowserTests;

/// <summary>Orders in every state, feeds, keys and decisions, which its tests look at and do not change.</summary>
public sealed class PreparedConsole(IMessageSink log) : ConsoleInstallation(log)
{
    public const string Name = "prepared", FeedName = "orders<img src=x onerror=hit=1>.json";

    /// <summary>Short enough for Retail Pro, which refuses the first and takes the second under a number that is markup.</summary>
    public const string Refused = "<b>x</b>", Taken = "<i>y</i>";

    /// <summary>Too long for Retail Pro: nobody is called.</summary>
    public const string Unusable = Payload.Script;

    public const string Answer = $"no such {Payload.Frame}", Document = $"INV{Payload.Frame}";

    /// <summary>Of who has ordered whatever is not harmful.</summary>
    public const string Mail = "rosa@example.test";

    private Feeds _feeds = null!;

    /// <summary>A retry that has ended.</summary>
    internal string Retry { get; private set; } = "";

    /// <summary>A list that was compared, with differences of several causes.</summary>
    internal string Reconciliation { get; private set; } = "";

    protected override async Task Prepare()
    {
        _feeds = new(Installation);
        _feeds.Use();
        Installation.Set(("Invoicing__GoLive", "2020-01-01T00:00"));
        string[] rules =
        [
            .. new[] { "1003", "1004", "1006", "1008" }.Select(number => Rule("status", number, 400, "UPC 8720116120011 is not known here")),
            """{"operation":"invoice","kind":"appliedThenCut","orderNo":"1005"}""",
            Rule("status", Refused, 400, Answer),
            $$"""{"operation":"invoice","kind":"appliedThenStatus","status":200,"orderNo":"{{Taken}}","body":{{Json($$"""{"documentNo":{{Json(Document)}}}""")}}}""",
        ];
        await Installation.RetailPro.Faults($$"""{"rules":[{{string.Join(',', rules)}}]}""");
    }

    protected override async Task Begin()
    {
        await Installation.Publish(
            Sample.Order("1001"), Sample.SingleStore("1002"), Sample.SingleStore("1003"), Sample.SingleStore("1004"), Sample.Order("1005"),
            Sample.SingleStore("1006"), Sample.SingleStore("1008"), Harmful(Refused), Harmful(Taken), Harmful(Unusable),
            $"no JSON but {Payload.Markup}", Sample.SingleStore("1012", order => order["completedAt"] = "2019-12-31T12:00:00-06:00"));
        await _feeds.Put(FeedName, $"[{Sample.SingleStore("1010")},{{\"orderNo\":null,\"orderId\":{Json(Payload.Markup)}}}]");
        await Installation.Is("Failed", "1003", "1004", "1005", "1006", "1008", Refused, Unusable);
        await Installation.Is("Completed", "1001", "1002", Taken);
        await Installation.Is("Held", "1012");
        await using var window = await Open(Operator);
        await Decides("/orders/1006/hold");
        await Decides("/orders/1008/dismiss");
        await Decides("/decide?do=retry&cause=Refused");
        await Assertions.Expect(window.Title.Locator(".tag")).Not.ToHaveTextAsync("Running");
        Retry = window.Path;
        await Wait.Until(() => Directory.Exists(_feeds.In("done", "")) && Directory.GetFiles(_feeds.In("done", "")).Length > 0, "the feed is read");

        var list = Path.Combine(Installation.Folder, $"completed{Payload.Attribute.Length}.json");
        await File.WriteAllTextAsync(list, $$"""
            [{"orderNo":"1001","orderId":{{Json(Payload.Markup)}},"total":1,"store":{{Json(Payload.Attribute)}}},
             {"orderNo":"9001","total":10,"currency":{{Json(Payload.Markup)}}},{"orderNo":{{Json(Payload.Script)}},"total":20},
             {"orderNo":"1002","total":{{Json(Payload.Markup)}}},{{Json(Payload.Markup)}}]
            """);
        await window.Goes("/reconciliation");
        await window.Page.GetByLabel("List of completed orders").SetInputFilesAsync(list);
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Compare" }).ClickAsync();
        await Assertions.Expect(window.Page.GetByRole(AriaRole.Heading, new() { Name = "completed at the OMS, never received" })).ToBeVisibleAsync();
        Reconciliation = window.Path;

        // Nothing is planned any more, and every facility that is planned again is there.
        var stores = Path.Combine(Installation.Folder, "stores.json");
        await File.WriteAllTextAsync(stores, $$"""
            [{"facility":"SVA40","subsidiary":"El Salvador","mail":"forty@example.test"},{"facility":"SVA11","subsidiary":"El Salvador"},
             {"facility":{{Json(Payload.Script)}},"code":"WH1","mayInvoice":false,"invoicedBy":"SVA40","subsidiary":"El Salvador"},
             {"facility":"Tegucigalpa","code":"<b>x","subsidiary":{{Json(Payload.Markup)}}}]
            """);
        await Installation.Succeeds("stores", "import", stores, "--reason", "test");

        async Task Decides(string path)
        {
            await window.Goes(path);
            await window.Decides($"because {Payload.Markup}");
            // What it ends on has no such form.
            await Assertions.Expect(window.Page.Locator("form.decision [name=key]")).ToHaveCountAsync(0);
        }
    }

    /// <summary>An order whose every text would do something.</summary>
    private static string Harmful(string orderNo) => Sample.Order(orderNo, order =>
    {
        order["orderId"] = $"{Payload.Markup}{orderNo}";
        order["currency"] = "USD";
        foreach (var part in new[] { "billing", "deliverTo" })
        {
            var customer = order[part]!;
            (customer["firstName"], customer["lastName"]) = (Payload.Markup, Payload.Attribute);
            (customer["address1"], customer["address2"], customer["city"]) = (Payload.Script, Payload.Address, Payload.Markup);
        }

        if (orderNo == Unusable)
        {
            order["salesChannel"] = Payload.Script;
            foreach (var item in order["items"]!.AsArray())
            {
                (item!["upc"], item["shippedFrom"]) = (Payload.Markup, Payload.Attribute);
            }
        }
    });

    private static string Rule(string kind, string orderNo, int status, string error) => $$"""
        {"operation":"invoice","kind":"{{kind}}","status":{{status}},"orderNo":"{{orderNo}}","body":{{Json($$"""{"error":{{Json(error)}}}""")}}}
        """;

    private static string Json(string text) => JsonSerializer.Serialize(text);
}

[CollectionDefinition(PreparedConsole.Name)]
public sealed class PreparedTests : ICollectionFixture<PreparedConsole>;
