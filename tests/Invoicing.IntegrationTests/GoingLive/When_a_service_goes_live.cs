using System.Text.Json;
using System.Text.Json.Nodes;
using Invoicing.Harness;
using Invoicing.IntegrationTests.Http;
using Xunit.Abstractions;

namespace Invoicing.IntegrationTests.GoingLive;

[Trait("Takes", "long")]
public sealed class When_a_service_goes_live(ITestOutputHelper output)
{
    private const string GoLive = "2026-03-07T00:00:00-06:00";

    /// <summary>By whatever way they come in.</summary>
    [Fact]
    public async Task orders_that_were_completed_earlier_wait_and_go_both_ways()
    {
        await using var installation = await Installation.Create(output.WriteLine, null, ("Invoicing__GoLive", GoLive));
        var feeds = new Feeds(installation);
        feeds.Use();
        var address = installation.ServesHttp();
        await installation.Serve();
        using var shop = await ApiCaller.Of(installation, address, "operator");
        var file = Path.Combine(installation.Folder, "by-command.json");
        await File.WriteAllTextAsync(file, Before("1"));

        await installation.Publish(Before("2"), After("5"), Sample.Order("6", order => order.Remove("completedAt")));
        await installation.Succeeds("publish", file);
        (await shop.Send("POST", "/api/v1/orders", JsonDocument.Parse(Before("3")).RootElement)).Is(202);
        await feeds.Put("orders.json", $"[{Before("4")}]");

        await installation.Is("Held", "1", "2", "3", "4", "6");
        await installation.Is("Completed", "5");
        (await installation.RetailPro.Calls()).Invoices.ShouldBe(1);
        (await installation.Show("2")).GetProperty("timeline").EnumerateArray()
            .Single(item => item.GetProperty("what").GetString() == "put on hold").GetProperty("reason").GetString()
            .ShouldNotBeNull().ShouldContain("before the go-live at 2026-03-07 00:00:00-06:00");

        var adopted = await installation.Run("orders", "adopt", "1", "5", "#2", "9", "--by", "ana", "--reason", "invoiced by the old process");
        adopted.ExitCode.ShouldBe(1, adopted.ToString());
        adopted.Output.ShouldBe("2 orders adopted, 1 before they came, 0 adopted earlier, 1 not adopted.\n");
        adopted.Errors.ShouldContain("Order 5 is not adopted: it is Completed here, and Retail Pro has it from us already.");
        var answer = (await shop.Send("POST", "/api/v1/orders/adopt", Body("3", "4 5"), "a")).Is(200);
        (answer.Json.GetProperty("adopted").GetInt32(), answer.Json.GetProperty("adoptedBeforeTheyCame").GetInt32()).ShouldBe((1, 1));
        (await shop.Send("POST", "/api/v1/orders/adopt", Body("3", "4 5"), "a")).Is(200).Text.ShouldBe(answer.Text);
        (await shop.Send("POST", "/api/v1/orders/adopt", Body([.. Enumerable.Range(0, 1001).Select(i => $"{i}")]), "b")).Is(400)
            .Detail.ShouldContain("1 to 1000");
        await installation.Succeeds("orders", "release", "4", "6", "--reason", "the old process has forgotten them");

        await installation.Is("Completed", "4", "6");
        await installation.Is("Dismissed", "1", "2", "3", "9");
        (await installation.RetailPro.Calls()).Invoices.ShouldBe(3);
        (await installation.Run("orders", "show", "1")).Output.ShouldContain("invoiced elsewhere");
        (await installation.Show("3")).GetProperty("invoicedElsewhere").GetProperty("documentNo").GetString().ShouldBe("OLD3");
    }

    [Fact]
    public async Task a_list_of_100000_is_adopted_and_begun_again_after_a_kill()
    {
        await using var installation = await Installation.Create(output.WriteLine);
        var list = Path.Combine(installation.Folder, "old.txt");
        await File.WriteAllLinesAsync(list, Enumerable.Range(1, 100_000).Select(i => $"#{i}"));

        using (var cut = installation.Begin("orders", "adopt", list, "--reason", "list", "--by", "ana"))
        {
            await Wait.Until(async () => await installation.Database.Count("mt_doc_order") > 1000, "orders are adopted");
            await cut.Signal("KILL");
            await cut.End();
        }

        var before = await installation.Database.Count("mt_doc_order");
        before.ShouldBeInRange(1000, 99_999);
        var again = await installation.Run("orders", "adopt", list, "--reason", "list", "--by", "ana", "--output", "json");

        again.ExitCode.ShouldBe(0, again.ToString());
        var told = JsonDocument.Parse(again.Output).RootElement;
        told.GetProperty("alreadyAdopted").GetInt64().ShouldBe(before);
        told.GetProperty("adoptedBeforeTheyCame").GetInt64().ShouldBe(100_000 - before);
        (await installation.Database.Count("mt_doc_order where state = 'Dismissed'")).ShouldBe(100_000);
        (await installation.Database.Rows("select sum((data ->> 'count')::int) from mt_doc_audit"))[0][0].ShouldBe(100_000L);
    }

    [Theory]
    [InlineData("old.csv", "orderNo,documentNo\n1,OLD1\n#2,\n", 2)]
    [InlineData("old.csv", "Order Number;Invoice No;Total\n1;OLD1;3\n1;OLD1;4\n", 1)]
    [InlineData("old.json", """[{"orderNo":"#1","orderId":"M1","documentNo":"OLD1"},{"orderNo":2}]""", 2)]
    [InlineData("old.txt", "1\n\n#2\r\n", 2)]
    public async Task a_list_has_any_form_that_feeds_take_or_a_number_a_line(string name, string content, int orders)
    {
        await using var installation = await Installation.Create(output.WriteLine);
        var list = Path.Combine(installation.Folder, name);
        await File.WriteAllTextAsync(list, content);

        await installation.Succeeds("orders", "adopt", list, "--reason", "list");

        (await installation.Database.Count("mt_doc_order where state = 'Dismissed'")).ShouldBe(orders);
        if (name != "old.txt")
        {
            (await installation.Show("1")).GetProperty("invoicedElsewhere").GetProperty("documentNo").GetString().ShouldBe("OLD1");
        }
    }

    [Theory]
    [InlineData("old.txt", "1,OLD1\n", "old.txt:1: is no order number alone: one a line is expected")]
    [InlineData("old.csv", "orderNo,documentNo\n1.23E+11,OLD1\n", "old.csv:2: ")]
    [InlineData("old.json", """[{"orderNo":""}]""", "old.json, element 1: orderNo is blank")]
    [InlineData("old.html", "<html>", "This is no file of orders: it is an HTML page")]
    public async Task what_cannot_be_read_is_told_by_its_place_and_nothing_becomes_of_it(string name, string content, string told)
    {
        await using var installation = await Installation.Create(output.WriteLine);
        var list = Path.Combine(installation.Folder, name);
        await File.WriteAllTextAsync(list, content);

        var adopted = await installation.Run("orders", "adopt", list, "--reason", "list");

        adopted.ExitCode.ShouldBe(1, adopted.ToString());
        adopted.Errors.ShouldContain(told);
        (await installation.Run("orders", "adopt", $"{list}x.csv", "--reason", "list")).Errors.ShouldContain("There is no file");
        (await installation.Database.Count("mt_doc_order")).ShouldBe(0);
    }

    private static object Body(params string[] numbers) => new
    {
        reason = "list", orders = numbers.Select(number => new { orderNo = number, documentNo = $"OLD{number}" }),
    };

    private static string Before(string orderNo) => Sample.Order(orderNo);

    private static string After(string orderNo) => Sample.Order(orderNo, order => order["completedAt"] = (JsonNode)"2026-03-07T10:00:00-06:00");
}
