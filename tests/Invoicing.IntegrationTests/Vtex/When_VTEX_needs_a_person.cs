using Invoicing.Harness;
using Xunit.Abstractions;

namespace Invoicing.IntegrationTests.Vtex;

/// <summary>The contract's scenarios that end with a mail, and how docs/vtex.md cures them. The invoice in the ERP stands in all.</summary>
[Trait("Takes", "long")]
public sealed class When_VTEX_needs_a_person(ITestOutputHelper output) : VtexTest(output)
{
    private const string Queue = "vtex-steps";

    [Fact]
    public async Task an_order_that_is_cancelled_there_is_told_nothing()
    {
        await Installation.Serve();
        await Complete("1001", "canceled");
        await Installation.Is("Failed", "1001");

        (await ReasonOf("1001")).ShouldContain("cancelled in VTEX");
        (await Vtex.Calls("invoice")).ShouldBe(0);
        await Wait.Until(async () => (await Installation.RetailPro.Calls()).Invoices == 1, "the ERP has invoiced it");
        await Installation.Succeeds("orders", "dismiss", "1001", "--reason", "settled");
        await Installation.Is("Dismissed", "1001");
    }

    [Fact]
    public async Task a_number_that_VTEX_does_not_take_is_named_and_another_source_of_numbers_cures_it()
    {
        await Vtex.Put(TestVtex.Order("1001"));
        Installation.Set(("Vtex__Accounts__acme__InvoiceNumberPattern", "^[0-9]+$"));
        var process = await Installation.Serve();
        await Installation.Publish(TestVtex.Order("1001"));
        await Installation.Is("Failed", "1001");
        (await ReasonOf("1001")).ShouldContain("^[0-9]+$");
        (await Vtex.Calls("invoice")).ShouldBe(0);

        await process.Stop();
        Installation.Set(("Vtex__Accounts__acme__InvoiceNumber", "OrderNo"));
        await Installation.Serve();
        await Installation.Succeeds("errors", "retry", "--cause", "InvalidData", "--reason", "the order's number is sent");

        await Installation.Is("Completed", "1001");
        await ShouldHaveOneInvoice("1001", "1001");
        (await Installation.RetailPro.Calls()).Invoices.ShouldBe(1);
    }

    [Fact]
    public async Task a_UPC_that_VTEX_does_not_know_is_named_and_an_entry_in_the_settings_cures_it()
    {
        var order = TestVtex.Order("1001");
        await Vtex.Put(order, change: body => body["items"]![1]!["ean"] = null);
        var process = await Installation.Serve();
        await Installation.Publish(order);
        await Installation.Is("Failed", "1001");
        (await ReasonOf("1001")).ShouldContain("UPC '8720116120028' is neither ean nor refId");
        (await Vtex.Calls("invoice")).ShouldBe(0);

        await process.Stop();
        Installation.Set(("Vtex__Accounts__acme__Skus__8720116120028", "S28"));
        await Installation.Serve();
        await Installation.Succeeds("errors", "retry", "--cause", "InvalidData", "--reason", "SKU named");

        await Installation.Is("Completed", "1001");
        await ShouldHaveOneInvoice("1001");
    }

    [Fact]
    public async Task another_value_under_the_same_number_is_named()
    {
        await Vtex.Put(TestVtex.Order("1001"), change: body => body["packageAttachment"] = System.Text.Json.Nodes.JsonNode.Parse(
            """{"packages":[{"invoiceNumber":"INV000001","invoiceValue":7000,"type":"Output","items":[{"itemIndex":0,"quantity":1}]}]}"""));
        await Installation.Serve();
        await Installation.Publish(TestVtex.Order("1001"));
        await Installation.Is("Failed", "1001");

        (await ReasonOf("1001")).ShouldContain("value 7000");
        (await Installation.Mails.Arrives("1001")).Subject.ShouldContain("already has the number of the invoice notification");
        (await Vtex.Calls("invoice")).ShouldBe(0);
    }

    [Theory]
    [InlineData("error")]
    [InlineData("problem")]
    [InlineData("text")]
    public async Task a_refusal_is_told_in_VTEX_s_own_words_and_can_be_retried(string answer)
    {
        await Vtex.Faults($$"""{"rules":[{"operation":"invoice","kind":"status","answer":"{{answer}}","times":1}]}""");
        await Installation.Serve();
        await Complete("1001");
        await Installation.Is("Failed", "1001");

        (await ReasonOf("1001")).ShouldContain(answer == "problem" ? "validation errors" : "The invoice value is not valid");
        (await Installation.Broker.ErrorsOf(Queue)).ShouldHaveSingleItem();
        await Installation.Succeeds("errors", "retry", "--order", "1001", "--reason", "mended");
        await Installation.Is("Completed", "1001");
        await ShouldHaveOneInvoice("1001");
    }

    [Fact]
    public async Task an_id_of_the_marketplace_s_account_is_told_and_the_right_one_goes_on_by_itself()
    {
        await Vtex.Put(TestVtex.Order("1001"));
        await Installation.Serve();
        await Installation.Publish(TestVtex.Order("1001", order => order["vtex"]!["orderId"] = "MKT-1001"));
        await Installation.Is("Failed", "1001");
        (await ReasonOf("1001")).ShouldContain("the id may belong to the marketplace's account");
        await Wait.Until(async () => (await Installation.RetailPro.Calls()).Invoices == 1, "the ERP has invoiced it");

        await Installation.Publish(TestVtex.Order("1001", order => order["completedAt"] = "2026-03-07T00:00:00Z"));

        await Installation.Is("Completed", "1001");
        await ShouldHaveOneInvoice("1001");
        (await Installation.RetailPro.Calls()).Invoices.ShouldBe(1);
    }

    [Theory]
    [InlineData("""{"operation":"get","kind":"status","status":401}""")]
    [InlineData("""{"operation":"get","kind":"status","answer":"loginPage"}""")]
    [InlineData("""{"operation":"get","kind":"status","answer":"loginRedirect"}""")]
    public async Task credentials_that_are_not_taken_pause_all_calls_with_one_mail(string fault)
    {
        await Vtex.Faults($$"""{"rules":[{{fault}}]}""");
        await Installation.Serve();
        string[] orders = [.. Enumerable.Range(1001, 20).Select(number => $"{number}")];
        foreach (var order in orders)
        {
            await Vtex.Put(TestVtex.Order(order));
        }

        await Installation.Publish(orders.Select(order => TestVtex.Order(order)));
        await Wait.Until(async () => (await Installation.RetailPro.Calls()).Invoices == orders.Length, "the ERP has invoiced all");
        await Wait.Until(
            () => Task.FromResult(Installation.Mails.All().Any(mail => mail.Subject.Contains("VTEX refuses the credentials"))),
            "people are told");
        await Vtex.Faults("{}");
        await Installation.Succeeds("resume", "vtex", "--reason", "mended");
        await Installation.Is("Completed", orders);

        Installation.Mails.All().ShouldHaveSingleItem();
        foreach (var order in orders)
        {
            await ShouldHaveOneInvoice(order);
        }
    }

    [Fact]
    public async Task an_invoice_that_VTEX_verifies_without_end_is_told_with_the_known_causes()
    {
        await Vtex.Behaves("""{"invoicedAfterMs":86400000}""");
        Installation.Set(("Vtex__StuckAfter", "00:00:02"));
        await Installation.Serve();
        await Complete("1001");
        await Installation.Is("Failed", "1001");

        (await ReasonOf("1001")).ShouldContain("a payment that is not settled");
        await ShouldHaveOneInvoice("1001");
        await Vtex.Is("1001", "invoiced");
        await Installation.Succeeds("orders", "retry", "1001", "--reason", "settled");
        await Installation.Is("Completed", "1001");
        (await Vtex.Calls("invoice", "1001")).ShouldBe(1);
    }

    [Fact]
    public async Task what_is_wrong_with_an_account_is_told_by_check()
    {
        (await Installation.Run("check")).Output.ShouldContain("VTEX        ok");
        await Vtex.Behaves("""{"accounts":[{"account":"acme","missingResources":["View order"]}]}""");

        var check = await Installation.Run("check");

        check.ExitCode.ShouldNotBe(0);
        check.Output.ShouldContain("acme:");
        check.Output.ShouldContain("*View order*");
    }
}
