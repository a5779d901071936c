using System.Text.Json;
using System.Text.Json.Nodes;
using Invoicing.Harness;
using Invoicing.Harness.Oracle;
using Invoicing.IntegrationTests.Http;
using Invoicing.Storage;
using Xunit.Abstractions;

namespace Invoicing.IntegrationTests.EndToEnd;

[Trait("Takes", "long")]
public sealed class When_stores_are_entered(ITestOutputHelper output)
{
    private const string Stores = """
        facility,code,mayInvoice,invoicedBy,subsidiary,mail
        SVA11,SVA11,,,El Salvador,
        SVA40,SVA40,,,El Salvador,forty@example.test
        CENTRAL,WH1,false,SVA40,El Salvador,
        Tegucigalpa,HN1,,,Honduras,
        """;

    [Fact]
    public async Task an_unknown_one_is_refused_by_its_name_until_the_documented_commands_have_entered_it()
    {
        await using var installation = await Installation.Create(output.WriteLine);
        var failure = new DocumentedFailure(installation, NoticeKind.InvalidData);
        await installation.Serve();
        await Import(installation, Stores);
        await installation.Publish(Shipped("1042", "Plaza Norte", "SVA11"));
        await installation.Is("Failed", "1042");
        (await Message(installation, "1042")).ShouldContain("'Plaza Norte', a store that nobody has entered");
        (await installation.RetailPro.AllCalls()).ShouldBe(0);

        await failure.IsCuredBy("invoicing stores set \"Plaza Norte\" --code SVA40 --reason \"new store\"", default, "--subsidiary", "El Salvador");
        await failure.IsCuredBy("invoicing errors retry --cause InvalidData --reason \"store entered\"");

        await installation.Is("Completed", "1042");
        LedgerComparison.Compare(OrderSet.Of(Shipped("1042", "SVA40", "SVA11")).Expected, await installation.RetailPro.Ledger()).ShouldBeEmpty();
    }

    [Fact]
    public async Task every_service_goes_by_them_warehouses_get_their_slip_and_nothing_is_called_across_subsidiaries()
    {
        await using var installation = await Installation.Create(output.WriteLine);
        await installation.Serve("--roles", "saga,recovery");
        await installation.Serve("--roles", "invoices,transfers,notifications");
        await installation.Publish(Shipped("1041", "SVA40", "SVA11"));
        await installation.Is("Completed", "1041");

        await Import(installation, Stores);
        await installation.Publish(
            Shipped("1042", "CENTRAL", "CENTRAL"), Shipped("1043", "CENTRAL", "SVA11"), Shipped("1044", "SVA40", "Tegucigalpa"));
        await installation.Is("Completed", "1042", "1043");
        await installation.Is("Failed", "1044");

        (await installation.Show("1042")).GetProperty("electionReason").GetString()!
            .ShouldEndWith("is WH1, which may not invoice: SVA40 is named to do it instead");
        (await installation.Show("1043")).GetProperty("electionReason").GetString()!.ShouldEndWith("passed over WH1, which may not");
        (await Message(installation, "1044")).ShouldContain("store HN1 of subsidiary 'Honduras', but its stock would go to SVA40 of 'El Salvador'");
        using var ledger = JsonDocument.Parse(await installation.RetailPro.Ledger());
        Documents(ledger, "invoices", "OrderNo", "InvoicingStore").ShouldBe(["1041 SVA40", "1042 SVA40", "1043 SVA11"], ignoreOrder: true);
        Documents(ledger, "slips", "FromStore", "ToStore").ShouldBe(["SVA11 SVA40", "WH1 SVA40", "WH1 SVA11"], ignoreOrder: true);
        Documents(ledger, "slips", "FromStore", "TotalQty").Count(slip => slip == $"WH1 {Units("1042")}").ShouldBe(1, "one slip for both lines");

        await installation.Succeeds("stores", "set", "Tegucigalpa", "--subsidiary", "El Salvador", "--reason", "entered wrongly");
        await installation.Succeeds("orders", "retry", "1044", "--reason", "mended");
        await installation.Is("Completed", "1044");
    }

    [Fact]
    public async Task they_come_back_from_an_export_and_all_that_is_done_is_in_the_audit()
    {
        await using var installation = await Installation.Create(output.WriteLine);
        var address = installation.ServesHttp();
        await installation.Serve("--roles", "api");
        using var admin = await ApiCaller.Of(installation, address, "admin", "master-data");
        await Import(installation, Stores);
        var csv = (await installation.Run("stores", "export")).Output;
        var json = (await installation.Run("stores", "export", "--output", "json")).Output;
        foreach (var export in new[] { csv, json })
        {
            (await Import(installation, export)).ShouldAllBe(row => row.GetProperty("outcome").GetString() == "Same");
        }

        var refused = await installation.Run(
            "stores", "import", await File(installation, Stores + "\nX,TOOLONG,,,,\nSVA11,SVA1,,,El Salvador,"), "--reason", "test", "--output", "json");
        refused.ExitCode.ShouldBe(1);
        refused.Output.ShouldContain("code is 7 characters long, at most 5 are allowed");
        refused.Output.ShouldContain("facility is SVA11 as in line 2");
        (await installation.Run("stores", "export")).Output.ShouldBe(csv, "all or nothing");

        (await admin.Send("PUT", "/api/v1/stores/Plaza%20Norte", new { code = "TOOLONG", reason = "new" }, "a")).Is(422).Detail
            .ShouldBe("Store Plaza Norte is not taken: code is 7 characters long, at most 5 are allowed.");
        var set = (await admin.Send("PUT", "/api/v1/stores/Plaza%20Norte", new { code = "PN1", reason = "new" }, "b")).Is(200);
        set.Json.GetProperty("outcome").GetString().ShouldBe("Added");
        (await admin.Send("PUT", "/api/v1/stores/Plaza%20Norte", new { code = "PN1", reason = "new" }, "b")).Is(200).Text.ShouldBe(set.Text);
        (await admin.Get("/api/v1/stores")).Is(200).Json.GetProperty("stores").GetArrayLength().ShouldBe(5);
        (await admin.Send("DELETE", "/api/v1/stores/SVA40?reason=closed", null, "c")).Is(422).Detail.ShouldContain("CENTRAL is invoiced by SVA40");
        (await admin.Send("DELETE", "/api/v1/stores/Plaza%20Norte?reason=closed", null, "d")).Is(200);
        (await admin.Send("DELETE", "/api/v1/stores/Plaza%20Norte?reason=closed", null, "e")).Is(404);
        (await installation.Run("stores", "export")).Output.ShouldBe(csv);
        (await installation.Run("stores", "show", "central")).Output.ShouldContain("SVA40");
        await installation.Succeeds("stores", "set", "X", "--code", "X1", "--dry-run", "--reason", "test");
        (await installation.Run("stores", "show", "X")).ExitCode.ShouldBe(1);

        (await installation.Database.Rows("""
            select data ->> 'action', data ->> 'target', data ->> 'by' from mt_doc_audit where data ->> 'action' like '%store%' order by at
            """)).Select(row => $"{row[0]} {row[1]} {row[2]}").ShouldBe([
            $"import stores stores.txt {Environment.UserName}", "set store Plaza Norte key master-data", "remove store Plaza Norte key master-data",
        ]);
    }

    private static async Task<JsonElement[]> Import(Installation installation, string stores)
    {
        var import = await installation.Run("stores", "import", await File(installation, stores), "--reason", "test", "--output", "json");
        import.ExitCode.ShouldBe(0, import.ToString());
        return [.. JsonDocument.Parse(import.Output).RootElement.GetProperty("rows").EnumerateArray()];
    }

    private static async Task<string> File(Installation installation, string stores)
    {
        var file = Path.Combine(installation.Folder, "stores.txt");
        await System.IO.File.WriteAllTextAsync(file, stores);
        return file;
    }

    /// <param name="first">Where the line that SVA40 ships first in the sample is shipped from.</param>
    private static string Shipped(string orderNo, string first, string second) => Sample.Order(orderNo, order =>
    {
        foreach (var item in order["items"]!.AsArray().Where(item => item!["shippedFrom"] is not null))
        {
            item!["shippedFrom"] = (string?)item["shippedFrom"] == "SVA40" ? first : second;
        }
    });

    private static decimal Units(string orderNo) => JsonNode.Parse(Sample.Order(orderNo))!["items"]!.AsArray()
        .Where(item => (string?)item!["status"] == "Fulfilled").Sum(item => (decimal)item!["quantity"]!);

    private static async Task<string> Message(Installation installation, string orderNo) =>
        (await installation.Show(orderNo)).GetProperty("failures")[0].GetProperty("message").GetString()!;

    private static IEnumerable<string> Documents(JsonDocument ledger, string kind, string one, string other) =>
        ledger.RootElement.GetProperty(kind).EnumerateArray().Select(entry => entry.GetProperty("body"))
            .Select(body => $"{body.GetProperty(one)} {body.GetProperty(other)}");
}
