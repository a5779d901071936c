using Invoicing.Harness;
using Xunit.Abstractions;

namespace Invoicing.IntegrationTests.EndToEnd;

[Trait("Takes", "long")]
public sealed class When_Retail_Pro_refuses_an_order(ITestOutputHelper output)
{
    [Fact]
    public async Task it_is_not_called_again_and_told_once_until_somebody_has_mended_the_cause()
    {
        await using var installation = await Installation.Create(output.WriteLine);
        var (moved, retried) = (Sample.Order("1001"), Sample.Order("1002"));
        var (wrong, corrected) = (Sample.Order("1003"), Sample.Order(
            "1003",
            order => order["billing"]!["email"] = "rosa.interiano@example.test"));
        await installation.RetailPro.Refuses("1001", "1002", "1003");
        await installation.Serve();

        await installation.Publish(moved, retried, wrong, Sample.SingleStore("1004"));
        await installation.Is("Failed", "1001", "1002", "1003");
        await installation.Is("Completed", "1004");
        await installation.Mails.Arrives("1003");
        (await installation.RetailPro.Calls()).ShouldBe((4, 0));
        await installation.Broker.Holds("invoice-order_error", 3);
        (await installation.Broker.ErrorsOf("invoice-order")).Select(entry => entry.OrderNo).Order().ShouldBe(["1001", "1002", "1003"]);

        await installation.RetailPro.NoFaults();
        await installation.Succeeds("orders", "retry", "1002", "--reason", "mended in Retail Pro");
        await installation.Publish(corrected);
        await installation.Is("Completed", "1002", "1003");
        (await installation.RetailPro.Calls()).ShouldBe((6, 2));

        // Now one entry is of use and two are stale.
        await installation.Broker.MoveBack("invoice-order", entries: 3);
        await installation.Is("Completed", "1001");

        await installation.Ends(OrderSet.Of(moved, retried, corrected).Expected);
        await installation.ShouldHaveInvoiced(OrderSet.Of(moved, retried, corrected, Sample.SingleStore("1004")).Expected);
        (await installation.RetailPro.Calls()).ShouldBe((7, 3));
        (await installation.Broker.ErrorsOf("invoice-order")).ShouldBeEmpty();
        string[] failed = ["1001", "1002", "1003"];
        failed.Select(no => installation.Mails.About(no).Count).ShouldBe([1, 1, 1]);
    }

    [Fact]
    public async Task moving_its_entry_back_before_the_cause_is_mended_brings_it_back()
    {
        await using var installation = await Installation.Create(output.WriteLine);
        await installation.RetailPro.Refuses("1001");
        await installation.Serve();
        await installation.Publish(Sample.Order("1001"));
        await installation.Is("Failed", "1001");

        await installation.Broker.MoveBack("invoice-order", entries: 1);
        await Wait.Until(async () => (await installation.RetailPro.Calls()).Invoices == 2, "the order is called for again");
        await installation.Is("Failed", "1001");

        await installation.RetailPro.NoFaults();
        await installation.Broker.MoveBack("invoice-order", entries: 1);
        await installation.Is("Completed", "1001");
    }

    [Fact]
    public async Task the_same_holds_for_a_slip_and_its_invoice_stays()
    {
        await using var installation = await Installation.Create(output.WriteLine);
        var order = Sample.Order("1001");
        await installation.RetailPro.Faults("""{"rules":[{"operation":"slip","kind":"status","status":422}]}""");
        await installation.Serve();
        await installation.Publish(order);
        await installation.Is("Failed", "1001");
        (await installation.RetailPro.Calls()).ShouldBe((1, 1));

        await installation.RetailPro.NoFaults();
        await installation.Broker.MoveBack("transfer-inventory", entries: 1);

        await installation.Ends(OrderSet.Of(order).Expected);
        await installation.ShouldHaveInvoiced(OrderSet.Of(order).Expected);
        (await installation.RetailPro.Calls()).ShouldBe((1, 2));
    }

    [Fact]
    public async Task a_send_sale_with_a_faulty_line_is_cured_by_the_corrected_order()
    {
        await using var installation = await Installation.Create(output.WriteLine);
        var sale = Sample.Order("1001", order => (order["salesChannel"], order["soldAtStore"]) = ("POS", "A9"));
        var faulty = sale.Replace("\"upc\":\"8720116120028\"", "\"upc\":\"\"");
        await installation.Serve();
        await installation.Publish(faulty);
        await installation.Is("Failed", "1001");

        await installation.Publish(sale);

        await installation.Ends(OrderSet.Of(sale).Expected);
        await installation.ShouldHaveInvoiced(OrderSet.Of(sale).Expected);
    }
}
