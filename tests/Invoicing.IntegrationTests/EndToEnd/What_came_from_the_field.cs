using System.Text.Json;
using Invoicing.Harness;
using Xunit.Abstractions;

namespace Invoicing.IntegrationTests.EndToEnd;

/// <summary>Files as integrators really sent them, with invented values: tests/samples/field. Each stands for a kind of trouble.</summary>
public sealed class What_came_from_the_field(ITestOutputHelper output)
{
    [Fact]
    public async Task without_a_setting_is_refused_with_a_reason_that_names_it()
    {
        await using var installation = await Installation.Create(output.WriteLine);
        var feeds = await Upload(installation);

        (await Told("01-number-longer-than-9.json")).ShouldBe(["NNUS#20417 invalid", "9000007731 invalid"]);
        (await Reasons("01-number-longer-than-9.json")).ShouldAllBe(reason => reason.Contains("RetailPro:OrderNumbers"));
        (await Told("02-facility-id-longer-than-5.json")).ShouldBe(["2102 invalid"]);
        (await Reasons("02-facility-id-longer-than-5.json")).ShouldAllBe(reason => reason.Contains("RetailPro:Stores"));
        (await Told("03-digital-line-without-store.json")).ShouldBe(["2103 invalid"]);
        (await Reasons("03-digital-line-without-store.json")).ShouldAllBe(reason => reason.Contains("Invoicing:NeverShips"));
        await installation.Is("Failed", "NNUS#20417", "9000007731", "2102", "2103");

        async Task<IEnumerable<string>> Told(string name) => (await feeds.Taken(name)).Select(OutcomeOf);
        async Task<IEnumerable<string>> Reasons(string name) =>
            (await feeds.Taken(name)).Select(entry => entry.GetProperty("reason").GetString()!);
    }

    [Fact]
    public async Task is_invoiced_where_there_is_no_doubt_and_refused_by_its_field_where_there_is()
    {
        await using var installation = await Installation.Create(output.WriteLine);
        var feeds = await Upload(installation,
            "RetailPro:OrderNumbers:NNUS#*=*", "RetailPro:OrderNumbers:90000*=*", "RetailPro:Stores:WH0722=WH72", "RetailPro:Stores:*=*",
            "Invoicing:NeverShips:Upcs:0=GIFTCARD*");

        await installation.Is(
            "Completed",
            "NNUS#20417",
            "9000007731",
            "2102",
            "2103",
            "2123",
            "2124",
            "2134",
            "2151",
            "2154",
            "2155",
            "2156",
            "2158",
            "2160",
            "2161");
        await installation.Is("Failed", "2118", "2135", "2136", "2146", "2150");
        await Is("18-negative-total.json", "2118 invalid", "total is -40");
        await Is("24-same-id-other-number.jsonl", "NN2124 conflict", "2124");
        await Is("35-default-date-elects.json", "2135 invalid", "items[0].shippedAt");
        await Is("35-default-date-elects.json", "2136 invalid", "items[0].shippedAt");
        await Is("46-items-null.json", "2146 invalid", "items is missing, null or empty");
        await Is("50-upc-scientific.csv", "2150 invalid", "spreadsheet");
        (await installation.Database.Count("mt_doc_order where order_no = 'NN2124'")).ShouldBe(0);

        var ledger = JsonDocument.Parse(await installation.RetailPro.Ledger()).RootElement;
        Numbers(ledger).ShouldBe(
            ["07731", "20417", "2102", "2103", "2123", "2124", "2134", "2151", "2154", "2155", "2156", "2158", "2160", "2161"]);
        // Of all of them only 2151 was shipped by two stores.
        ledger.GetProperty("slips").EnumerateArray().ShouldHaveSingleItem().ToString().ShouldContain("8720116120001");

        async Task Is(string name, string told, string reason)
        {
            var entry = (await feeds.Taken(name)).SingleOrDefault(entry => OutcomeOf(entry) == told);
            entry.ValueKind.ShouldBe(JsonValueKind.Object, $"{name} tells {told}");
            entry.GetProperty("reason").GetString()!.ShouldContain(reason);
        }
    }

    private static async Task<Feeds> Upload(Installation installation, params string[] settings)
    {
        var feeds = new Feeds(installation);
        feeds.Use();
        foreach (var file in Directory.GetFiles(Repository.Path("tests/samples/field")))
        {
            File.Copy(file, feeds.In("incoming", Path.GetFileName(file)));
        }

        await installation.Serve([.. settings.SelectMany(setting => new[] { "--set", setting })]);
        return feeds;
    }

    private static string OutcomeOf(JsonElement entry) =>
        $"{entry.GetProperty("orderNo").GetString()} {entry.GetProperty("outcome").GetString()}";

    private static IEnumerable<string> Numbers(JsonElement ledger) =>
        ledger.GetProperty("invoices").EnumerateArray().Select(invoice => invoice.GetProperty("orderNo").GetString()!)
            .Order(StringComparer.Ordinal);
}
