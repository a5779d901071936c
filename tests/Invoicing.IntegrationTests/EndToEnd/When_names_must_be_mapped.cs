using System.Text.Json.Nodes;
using Invoicing.Harness;
using Invoicing.Harness.Oracle;
using Xunit.Abstractions;

namespace Invoicing.IntegrationTests.EndToEnd;

[Trait("Takes", "long")]
public sealed class When_names_must_be_mapped(ITestOutputHelper output)
{
    [Theory]
    [InlineData("errors")]
    [InlineData("orders")]
    public async Task what_was_refused_is_planned_anew_and_carried_out_once_the_settings_know_them(string retry)
    {
        await using var installation = await Installation.Create(output.WriteLine);
        string[] foreign = [Foreign("NNUS#20417"), Foreign(
            "NNUS#20418",
            order => (order["salesChannel"], order["soldAtStore"]) = ("POS", "SHOP07"))];
        string[] ours = [Ours("20417"), Ours("NNUS#20418", order => (order["salesChannel"], order["soldAtStore"]) = ("POS", "S07"))];
        var service = await installation.Serve();
        await installation.Publish(foreign);
        await installation.Is("Failed", "NNUS#20417", "NNUS#20418");
        (await installation.RetailPro.AllCalls()).ShouldBe(0);
        await service.Stop();

        installation.Set(
            ("RetailPro__Stores__WH0722", "SVA11"), ("RetailPro__Stores__WH0811", "SVA40"),
            ("RetailPro__Stores__SHOP07", "S07"), ("Invoicing__NeverShips__Upcs__0", "GIFTCARD*"));
        await installation.Serve("--set", "RetailPro:OrderNumbers:NNUS#*=*");
        var run = await installation.Run(retry, "retry", "--cause", "InvalidData", "--reason", "listed now");
        output.WriteLine(run.ToString());

        await installation.Is("Completed", "NNUS#20417", "NNUS#20418");
        LedgerComparison.Compare(OrderSet.Of(ours).Expected, await installation.RetailPro.Ledger()).ShouldBeEmpty();
        (await installation.RetailPro.AllCalls()).ShouldBe(3 + 1);
    }

    [Fact]
    public async Task a_call_that_was_under_way_is_ended_as_it_was_planned_whatever_the_settings_say_since()
    {
        await using var installation = await Installation.Create(output.WriteLine, settings: Installation.Hurried);
        var order = Sample.Order("1042");
        await installation.RetailPro.Faults("""{"refuseDuplicates":true,"rules":[{"kind":"appliedThenTimeout","delayMs":60000}]}""");
        var service = await installation.Serve();
        await installation.Publish(order);
        await installation.RetailPro.WaitForCalls(1);
        await service.Kill();

        installation.Set(("RetailPro__Stores__SVA11", "S11"), ("RetailPro__Stores__SVA40", "S40"));
        await installation.RetailPro.Faults("""{"refuseDuplicates":true}""");
        await installation.Serve();

        await installation.Ends(OrderSet.Of(order).Expected);
        await installation.ShouldHaveInvoiced(OrderSet.Of(order).Expected);
    }

    private static string Foreign(string orderNo, Action<JsonObject>? change = null) => Sample.Order(orderNo, order =>
    {
        foreach (var item in order["items"]!.AsArray().Where(item => item!["shippedFrom"] is not null))
        {
            item!["shippedFrom"] = (string?)item["shippedFrom"] == "SVA11" ? "wh0722" : "WH0811";
        }

        order["items"]!.AsArray().Add(Card());
        order["total"] = 177.50m;
        change?.Invoke(order);
    });

    // What it is as Retail Pro knows it: the card is invoiced by the store that invoices, SVA40, and so is on no slip.
    private static string Ours(string orderNo, Action<JsonObject>? change = null) => Sample.Order(orderNo, order =>
    {
        var card = Card();
        (card["shippedFrom"], card["shippedAt"]) = ("SVA40", "2026-03-06T10:00:00-06:00");
        order["items"]!.AsArray().Add(card);
        order["total"] = 177.50m;
        change?.Invoke(order);
        if ((string?)order["salesChannel"] == "POS")
        {
            order["items"]!.AsArray().Remove(card);
        }
    });

    private static JsonObject Card() => new()
    {
        ["lineNo"] = 9, ["upc"] = "GIFTCARD25", ["quantity"] = 1, ["originalPrice"] = 25, ["originalTax"] = 0, ["price"] = 25, ["tax"] =
            0, ["status"] = "Fulfilled",
    };
}
