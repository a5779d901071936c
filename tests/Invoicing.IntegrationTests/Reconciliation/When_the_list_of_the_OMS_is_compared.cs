using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Invoicing.Harness;
using Invoicing.IntegrationTests.Emporix;
using Invoicing.Process;
using Xunit.Abstractions;

namespace Invoicing.IntegrationTests.Reconciliation;

/// <summary>
/// Orders of all three systems on real servers, and one difference of each kind planted: in the list, at the systems, or in the books. Each
/// must be found, once, and nothing else.
/// </summary>
public sealed class When_the_list_of_the_OMS_is_compared(ITestOutputHelper output) : EmporixTest(output)
{
    private readonly TestVtex _vtex = new();
    private readonly List<JsonObject> _list = [];
    private readonly Dictionary<string, string> _stored = [];

    public override async Task InitializeAsync()
    {
        await _vtex.Start();
        await base.InitializeAsync();
    }

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        await _vtex.DisposeAsync();
    }

    private protected override (string, string)[] Settings() =>
    [
        .. base.Settings(), .. _vtex.Settings, ("RetailPro__InvoiceLookup", "/api/v1/Document/Ordertoinvoice/{number}"),
        ("RetailPro__SlipLookup", "/api/v1/Transfer/Slip/{number}"), ("RetailPro__SlipNotReceived", "received=false"),
    ];

    [Fact]
    public async Task each_planted_difference_is_found_once_and_none_where_there_is_none()
    {
        string[] sound = [.. Enumerable.Range(1, 22).Select(no => $"10{no:00}")];
        await Installation.Publish(sound.Select(no => List(Sample.Order(no))));
        await Installation.Publish(List(Sample.Order("1100", Cancel)));
        foreach (var no in (string[])["1201", "1202", "1203"])
        {
            var order = TestVtex.Order(no);
            await _vtex.Put(order);
            await Installation.Publish(List(order));
        }

        await Installation.Is("Completed", [.. sound, "1201", "1202", "1203"]);
        foreach (var id in (string[])["o-1", "o-2", "o-3", "o-4"])
        {
            await Emporix.Put(id);
        }

        (await Ends(await Job("o-1", "o-2", "o-3", "o-4"))).Values.ShouldAllBe(order => order.GetProperty("orderStatus").GetString() == "SUCCESS");
        // What Emporix has sold is on no list of the OMS, and is compared all the same.
        (await Reconcile(1)).ShouldBe([(DifferenceKind.NothingToInvoice, "1100")]);
        _list.Single(order => (string?)order["orderNo"] == "1100")["total"] = 0;
        (await Reconcile(0, "--ask", "retailpro", "--ask", "vtex", "--ask", "emporix")).ShouldBeEmpty();

        var planted = new List<(DifferenceKind, string?)>();
        await PlantInTheList(planted);
        await PlantAtTheSystems(planted);
        await PlantInTheBooks(planted);

        // With what Emporix has sold today, which no list of the OMS has.
        var tomorrow = DateTimeOffset.UtcNow.AddDays(1).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var found = await Reconcile(1, "--ask", "retailpro", "--after", "0", "--until", tomorrow);

        found.Order().ShouldBe(planted.Order());
        planted.Select(difference => difference.Item1).Distinct().Count().ShouldBeGreaterThanOrEqualTo(20);
        await ShouldBeToldEverywhere(planted.Count);
    }

    /// <summary>What the OMS says is not what was done.</summary>
    private async Task PlantInTheList(List<(DifferenceKind, string?)> planted)
    {
        Listed("1001")["total"] = 12.34m;
        planted.Add((DifferenceKind.TotalDiffers, "1001"));
        Listed("1002")["store"] = "SVA99";
        planted.Add((DifferenceKind.StoreDiffers, "1002"));
        Listed("1003")["orderId"] = "M-OTHER";
        planted.Add((DifferenceKind.TwoIds, "1003"));
        _list.Remove(Listed("1005"));
        planted.Add((DifferenceKind.NotOnList, "1005"));
        _list.Add(new() { ["orderNo"] = "9001", ["orderId"] = "M9001", ["total"] = 10 });
        planted.Add((DifferenceKind.NeverReceived, "9001"));
        _list.Add(new() { ["orderNo"] = "9002", ["orderId"] = "M1004", ["total"] = 10 });
        planted.Add((DifferenceKind.TwoNumbers, "9002"));
        _list.Add(new() { ["orderNo"] = "1006", ["orderId"] = "M1006", ["total"] = "much" });
        planted.Add((DifferenceKind.Unreadable, "1006"));
        Listed("1100")["total"] = 10;
        planted.Add((DifferenceKind.NothingToInvoice, "1100"));
        // Newer content, with another total: it comes too late.
        await Installation.Publish(Sample.Order("1007", order =>
        {
            order["completedAt"] = "2026-03-06T18:00:00-06:00";
            order["shipping"] = 99;
        }));
        planted.Add((DifferenceKind.ChangedSince, "1007"));
        await Wait.Until(
            async () => (await Installation.Show("1007")).GetProperty("warnings").GetArrayLength() > 0, "the newer content has come");
    }

    /// <summary>Something fails, is held, or is gone.</summary>
    private async Task PlantAtTheSystems(List<(DifferenceKind, string?)> planted)
    {
        await Installation.RetailPro.Faults("""
            {"rules":[{"operation":"invoice","kind":"status","status":400,"orderNo":"1301"},
                      {"operation":"slip","kind":"status","status":400},
                      {"operation":"invoice","kind":"status","status":429,"orderNo":"1303"}]}
            """);
        await Installation.Publish(
            List(Sample.Order("1301")), List(Sample.Order("1302")), List(Sample.SingleStore("1303")), List(Sample.SingleStore("1304", Open)),
            List(Sample.SingleStore("1305", order => order["total"] = (decimal)order["total"]! + 1)));
        await Installation.Is("Failed", "1301", "1302");
        await Installation.Is("Completed", "1305");
        planted.Add((DifferenceKind.NeedsPerson, "1301"));
        planted.Add((DifferenceKind.TransferMissing, "1302"));
        planted.Add((DifferenceKind.NotFinished, "1303"));
        planted.Add((DifferenceKind.OnHold, "1304"));
        planted.Add((DifferenceKind.DoesNotAddUp, "1305"));

        var slip = (string)(await Installation.Database.Rows("""
            select s #>> '{key,number}'
            from mt_doc_order, jsonb_array_elements(data -> 'steps') s
            where order_no = '1008' and s ->> 'phase' = 'Transfer'
            """))[0][0]!;
        await Installation.RetailPro.IsNotReceived(slip);
        planted.Add((DifferenceKind.SlipNotReceived, "1008"));
        await Installation.RetailPro.Deletes("1009");
        planted.Add((DifferenceKind.NotInSystem, "1009"));
    }

    /// <summary>The books themselves are wrong: as no run of the program leaves them, but a person with a database client does.</summary>
    private async Task PlantInTheBooks(List<(DifferenceKind, string?)> planted)
    {
        await Change("1010", row => Step(row, "slip/")["toStore"] = "SVA77");
        planted.Add((DifferenceKind.TransferUnbalanced, "1010"));
        await Change("1201", row => Unfinish(row, "vtex/invoice/"));
        planted.Add((DifferenceKind.MarketplaceNotTold, "1201"));
        await Change("emporix/acme/o-1", row => Unfinish(row, "emporix/number"));
        planted.Add((DifferenceKind.CapturedNotNumbered, "emporix/acme/o-1"));
        await Change("emporix/acme/o-2", row => Unfinish(row, "emporix/mail"));
        planted.Add((DifferenceKind.NumberedNotMailed, "emporix/acme/o-2"));
        await Change("emporix/acme/o-3", row => row["data"]!["emporix"]!["total"] = 80);
        planted.Add((DifferenceKind.CaptureDiffers, "emporix/acme/o-3"));
        await Marketplace("1202", invoiced: 10000, "InvoicedHere");
        planted.Add((DifferenceKind.MarketplaceDiffers, "1202"));
        await Marketplace("9003", invoiced: 0, "Seen");
        planted.Add((DifferenceKind.MarketplaceOnly, TestVtex.IdOf("9003")));
    }

    private async Task ShouldBeToldEverywhere(int count)
    {
        var table = await Installation.Run("reconcile", "list");
        table.Output.ShouldContain($"{count}");
        var newest = JsonDocument.Parse((await Installation.Run("reconcile", "list", "--output", "json")).Output).RootElement[0];
        var id = newest.GetProperty("id").GetString()!;
        var shown = (await Installation.Run("reconcile", "show", id)).Output;
        shown.ShouldContain("invoiced with another total");
        shown.ShouldContain("invoicing orders adopt 9001");
        var csv = Path.Combine(Installation.Folder, "differences.csv");
        await Installation.Succeeds("reconcile", "show", id, "--csv", csv);
        (await File.ReadAllLinesAsync(csv)).Length.ShouldBe(count + 1);
    }

    private JsonObject Listed(string orderNo) => _list.Single(order => (string?)order["orderNo"] == orderNo);

    /// <summary>Puts it on the list as the OMS has it: number, id, total, time.</summary>
    private string List(string order)
    {
        var json = JsonNode.Parse(order)!.AsObject();
        _list.Add(new(((string[])["orderNo", "orderId", "total", "currency", "completedAt"])
            .Where(name => json[name] is not null).Select(name => KeyValuePair.Create(name, (JsonNode?)json[name]!.DeepClone()))));
        return order;
    }

    private async Task<List<(DifferenceKind Kind, string? OrderNo)>> Reconcile(int exitCode, params string[] options)
    {
        var file = Path.Combine(Installation.Folder, $"completed-{Guid.NewGuid():N}.json");
        await File.WriteAllTextAsync(file, new JsonArray([.. _list.Select(order => order.DeepClone())]).ToJsonString());
        var command = await Installation.Run(["reconcile", file, "--output", "json", .. options]);
        command.ExitCode.ShouldBe(exitCode, command.ToString());
        var answer = JsonDocument.Parse(command.Output).RootElement;
        answer.GetProperty("report").GetProperty("remarks").EnumerateArray().Select(remark => remark.GetString()!)
            .Where(remark => remark.Contains("clear answer", StringComparison.Ordinal)).ShouldBeEmpty();
        return
        [
            .. answer.GetProperty("differences").EnumerateArray().Select(row =>
                (Enum.Parse<DifferenceKind>(row.GetProperty("kind").GetString()!), row.GetProperty("orderNo").GetString())),
        ];
    }

    private async Task Change(string orderNo, Action<JsonObject> change)
    {
        var row = JsonNode.Parse((string)(await Installation.Database.Rows(
            $"select data::text from mt_doc_order where order_no = '{orderNo}'"))[0][0]!)!.AsObject();
        change(row);
        var unfinished = row["steps"]!.AsArray().Any(step => (string?)step!["status"] != "Done");
        await Installation.Database.Rows($"""
            update mt_doc_order set data = '{row.ToJsonString().Replace("'", "''", StringComparison.Ordinal)}', mt_version = mt_version + 1
                {(unfinished ? ", is_finished = false, state = 'Failed', due_at = null" : "")}
            where order_no = '{orderNo}'
            """);
    }

    private static JsonObject Step(JsonObject row, string name) =>
        row["steps"]!.AsArray().Single(step => ((string)step!["name"]!).StartsWith(name, StringComparison.Ordinal))!.AsObject();

    private static void Unfinish(JsonObject row, string name)
    {
        var step = Step(row, name);
        (step["status"], step["failureKind"], step["message"]) = ("Failed", "Refused", "planted");
        step.Remove("doneAt");
    }

    private async Task Marketplace(string orderNo, long invoiced, string integration) => await Installation.Database.Rows($$"""
        insert into mt_doc_marketplace_order (id, data, integration) values ('vtex/acme/{{TestVtex.IdOf(orderNo)}}',
            '{"id":"vtex/acme/{{TestVtex.IdOf(orderNo)}}","account":"acme","orderId":"{{TestVtex.IdOf(orderNo)}}","source":"Feed",
              "seenAt":"2026-03-04T12:00:00Z","status":"invoiced","value":15250,"invoiced":{{invoiced}},"invoices":["X"],
              "lookedAt":"2099-01-01T00:00:00Z","integration":"{{integration}}"}', '{{integration}}')
        """);

    private static void Cancel(JsonObject order)
    {
        foreach (var item in order["items"]!.AsArray())
        {
            item!["status"] = "Cancelled";
        }
    }

    private static void Open(JsonObject order) => order["items"]![0]!["status"] = "Open";
}
