using System.Text.Json.Nodes;
using Invoicing.Harness;
using Xunit.Abstractions;

namespace Invoicing.IntegrationTests.Vtex;

/// <summary>The contract's scenarios in which all goes well in the end, without a person.</summary>
public sealed class When_orders_come_from_VTEX(ITestOutputHelper output) : VtexTest(output)
{
    [Trait("Takes", "long")]
    [Fact]
    public async Task it_is_told_of_each_invoice_once_and_asked_until_it_takes_the_order_for_invoiced()
    {
        await Vtex.Behaves("""{"invoicedAfterMs":1500}""");
        await Installation.Serve();
        await Complete("1001");
        await Complete("1002", "ready-for-handling");
        await Installation.Publish(Sample.Order("1003"));
        await Installation.Is("Completed", "1001", "1002", "1003");

        await ShouldHaveOneInvoice("1001");
        await ShouldHaveOneInvoice("1002");
        (await Vtex.Calls("startHandling", "1001"), await Vtex.Calls("startHandling", "1002")).ShouldBe((0, 1));
        var invoice = (await Vtex.Ledger()).GetProperty("invoices").EnumerateArray()
            .Single(told => told.GetProperty("orderId").GetString() == TestVtex.IdOf("1001")).GetProperty("body");
        invoice.GetProperty("invoiceValue").GetString().ShouldBe("15250");
        invoice.GetProperty("issuanceDate").GetString()!.ShouldEndWith("-06:00");
        // Lines 1 and 3 are one SKU, at 30 and 40: one entry.
        invoice.GetProperty("items").GetRawText().ShouldBe(
            """[{"id":"S11","price":3333,"quantity":3},{"id":"S28","price":5000,"quantity":1}]""");
        var shown = await Installation.Show("1001");
        shown.GetProperty("steps").EnumerateArray().Select(step => step.GetProperty("step").GetString()!.Split('~')[0])
            .Where(step => step.StartsWith("vtex/", StringComparison.Ordinal))
            .ShouldBe(["vtex/start-handling/acme", "vtex/invoice/acme", "vtex/invoiced/acme"], ignoreOrder: true);
        await Installation.ShouldHaveToldNobody();
    }

    [Trait("Takes", "long")]
    [Fact]
    public async Task parts_that_are_orders_of_their_own_add_up()
    {
        var whole = TestVtex.Order("1001");
        await Vtex.Put(whole);
        await Installation.Serve();
        await Installation.Publish(PartOf(whole, "1001", 102.50m, 1, 3), PartOf(whole, "1002", 50m, 2));
        await Installation.Is("Completed", "1001", "1002");

        (await Vtex.Invoices("1001")).Select(invoice => (invoice.Type, invoice.Value))
            .ShouldBe([("Output", 10250), ("Output", 5000)], ignoreOrder: true);
        (await Vtex.Invoices("1001")).Select(invoice => invoice.Number).Distinct().Count().ShouldBe(2);
    }

    [Trait("Takes", "long")]
    [Fact]
    public async Task parts_that_the_lines_name_are_told_one_after_the_other()
    {
        var order = TestVtex.Order("1001", o =>
        {
            o["items"]![1]!["invoiceNumber"] = "INVPART2";
            o["shipping"] = 2.50m;
        });
        await Vtex.Put(order);
        await Installation.Serve();
        await Installation.Publish(order);
        await Installation.Is("Completed", "1001");

        var told = await Vtex.Invoices("1001");
        told.Select(invoice => invoice.Value).ShouldBe([10250, 5000]);
        told[1].Number.ShouldBe("INVPART2");
        (await Installation.RetailPro.Calls()).Invoices.ShouldBe(1);
    }

    [Theory]
    [InlineData("appliedThenTimeout")]
    [InlineData("appliedThenCut")]
    [InlineData("appliedThenStatus")]
    [InlineData("badJson")]
    [InlineData("appliedThenUnclear")]
    public async Task an_answer_that_was_lost_leads_to_a_look_and_not_to_a_second_invoice(string kind)
    {
        await Vtex.Faults($$"""{"rules":[{"operation":"invoice","kind":"{{kind}}","times":1}]}""");
        await Installation.Serve();
        await Complete("1001");
        await Installation.Is("Completed", "1001");

        await ShouldHaveOneInvoice("1001");
        (await Vtex.Calls("invoice", "1001")).ShouldBe(1);
    }

    [Trait("Takes", "long")]
    [Fact]
    public async Task a_call_that_was_lost_on_the_way_is_made_once_more_when_nothing_is_found_for_a_while()
    {
        await Vtex.Faults("""{"rules":[{"operation":"invoice","kind":"cut","times":1}]}""");
        await Installation.Serve();
        await Complete("1001");
        await Installation.Is("Completed", "1001");

        await ShouldHaveOneInvoice("1001");
        (await Vtex.Calls("invoice", "1001")).ShouldBe(2);
    }

    [Fact]
    public async Task a_process_that_is_killed_before_the_invoice_shows_leaves_no_second_one()
    {
        await Vtex.Behaves("""{"visibleAfterMs":2500}""");
        await Vtex.Faults("""{"rules":[{"operation":"invoice","kind":"appliedThenTimeout","times":1}]}""");
        var process = await Installation.Serve();
        await Complete("1001");
        await Wait.Until(async () => await Vtex.Calls("invoice", "1001") == 1, "the invoice was notified");
        await process.Kill();
        await Installation.Serve();
        await Installation.Is("Completed", "1001");

        await ShouldHaveOneInvoice("1001");
        (await Vtex.Calls("invoice", "1001")).ShouldBe(1);
    }

    [Trait("Takes", "long")]
    [Fact]
    public async Task a_status_that_does_not_allow_it_is_waited_for_also_one_that_nobody_knows()
    {
        await Installation.Serve();
        await Complete("1001", "payment-pending");
        await Complete("1002", "brand-new-status");
        await Wait.Until(
            async () => (await Installation.Run("orders", "show", "1002")).Output.Contains("brand-new-status", StringComparison.Ordinal),
            "the status is told of the order");
        (await Vtex.Calls("invoice")).ShouldBe(0);
        await Vtex.Is("1001", "handling");
        await Vtex.Is("1002", "ready-for-handling");
        await Installation.Is("Completed", "1001", "1002");

        await ShouldHaveOneInvoice("1001");
        await ShouldHaveOneInvoice("1002");
    }

    [Trait("Takes", "long")]
    [Fact]
    public async Task handling_that_begins_in_another_way_than_it_should_is_not_taken_for_done()
    {
        await Vtex.Faults("""
            {"rules":[
              {"operation":"startHandling","kind":"status","status":200,"times":1,"orderId":"v1001acme-01"},
              {"operation":"startHandling","kind":"appliedThenStatus","status":500,"times":1,"orderId":"v1002acme-01"}]}
            """);
        await Installation.Serve();
        await Complete("1001", "ready-for-handling");
        await Complete("1002", "ready-for-handling");
        await Installation.Is("Completed", "1001", "1002");

        (await Vtex.Calls("startHandling", "1001"), await Vtex.Calls("startHandling", "1002")).ShouldBe((2, 1));
        await ShouldHaveOneInvoice("1001");
        await ShouldHaveOneInvoice("1002");
    }

    [Trait("Takes", "long")]
    [Theory]
    [InlineData(429)]
    [InlineData(503)]
    public async Task a_VTEX_that_asks_for_fewer_calls_gets_fewer(int status)
    {
        await Vtex.Faults($$"""{"rules":[{"operation":"invoice","kind":"status","status":{{status}},"times":3}]}""");
        await Installation.Serve();
        await Complete("1001");
        await Installation.Is("Completed", "1001");

        await ShouldHaveOneInvoice("1001");
        (await Vtex.Calls("invoice", "1001")).ShouldBe(4);
    }

    /// <summary>An order of some of the lines, to the same order of VTEX; the first part has the shipping.</summary>
    private static string PartOf(string whole, string orderNo, decimal total, params int[] lineNos)
    {
        var order = JsonNode.Parse(whole)!.AsObject();
        (order["orderNo"], order["orderId"], order["total"]) = (orderNo, $"M{orderNo}", total);
        order["shipping"] = lineNos.Contains(1) ? 2.50m : 0;
        var lines = order["items"]!.AsArray();
        foreach (var line in lines.Where(line => !lineNos.Contains((int)line!["lineNo"]!)).ToList())
        {
            lines.Remove(line);
        }

        return order.ToJsonString();
    }
}
