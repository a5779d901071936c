using System.Net;
using Invoicing.Simulators.RetailPro;

namespace Invoicing.Tests.Simulators.RetailPro;

public sealed class When_a_body_is_wrong
{
    [Theory]
    [InlineData("\"OrderNo\":\"1\"", "\"OrderNo\":\"1234567890\"", "OrderNo has 10 characters, at most 9 are allowed")]
    [InlineData("\"OrderNo\":\"1\"", "\"orderNo\":\"1\"", "OrderNo is required")]
    [InlineData("\"OrderNo\":\"1\"", "\"OrderNo\":1", "OrderNo must be a string")]
    [InlineData("\"OrderNo\":\"1\"", "\"OrderNo\":\"\\ud800\"", "OrderNo is not valid Unicode")]
    [InlineData("\"InvoicingStore\":\"SVA11\"", "\"InvoicingStore\":\" \"", "InvoicingStore is required")]
    [InlineData("2023-03-20T11:29:00", "2023-03-20T11:29:00-06:00", "CreatedDate must be a date and time such as")]
    [InlineData("\"DeliveryType\":2", "\"DeliveryType\":3", "DeliveryType must be a whole number from 1 to 2")]
    [InlineData("\"PaymentType\":1", "\"PaymentType\":1000", "PaymentType must be a whole number from 0 to 999")]
    [InlineData("\"TotalAmt\":40.1000", "\"TotalAmt\":null", "TotalAmt is required")]
    [InlineData("\"TotalAmt\":40.1000", "\"TotalAmt\":\"40\"", "TotalAmt must be a number")]
    [InlineData("\"TotalDiscAmt\":null", "\"TotalDiscAmt\":1000000", "TotalDiscAmt is 1000000 and does not fit Float(10,4)")]
    [InlineData("\"Price\":40.10", "\"Price\":40.10001", "Items[0].Price is 40.10001 and does not fit Float(10,4)")]
    [InlineData("\"Price\":40.10", "\"Price\":1.00000000000000000000000000000001", "does not fit Float(10,4)")]
    [InlineData("\"Qty\":1", "\"Qty\":0", "Items[0].Qty must be above 0")]
    [InlineData("\"UPC\":\"100\"", "\"UPC\":\"12345678901234567890\"", "Items[0].UPC has 20 characters, at most 19 are allowed")]
    [InlineData("\"StoreOrig\":\"SVA40\"", "\"StoreOrig\":null", "Items[0].StoreOrig is required")]
    [InlineData("\"StoreDest\":\"\"", "\"StoreDest\":\"SVA400\"", "Items[0].StoreDest has 6 characters, at most 5 are allowed")]
    [InlineData(
        "\"NoDocument\":\"012345678\"",
        "\"NoDocument\":\"012345678901234567890\"",
        "CustomerShipping.NoDocument has 21 characters")]
    [InlineData("\"FirstName\":\"Rosa\"", "\"FirstName\":\"\"", "CustomerBilling.FirstName is required")]
    public async Task an_invoice_is_refused_with_its_fault(string right, string wrong, string fault)
    {
        await using var retailPro = await SimulatedRetailPro.Start();
        var body = Bodies.Invoice("1");
        body.ShouldContain(right);

        var answer = await retailPro.Post(RetailProSimulator.InvoicePath, body.Replace(right, wrong, StringComparison.Ordinal));

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await SimulatedRetailPro.ErrorOf(answer)).ShouldContain(fault);
        (await retailPro.Calls("invoice")).ShouldBe("1/0/0");
    }

    [Theory]
    [InlineData("\"ToStore\":\"B\"", "\"ToStore\":\"A\"", "ToStore must differ from FromStore")]
    [InlineData("\"TotalQty\":3", "\"TotalQty\":4", "TotalQty is 4, but the items sum to 3")]
    [InlineData("\"Qty\":2", "\"Qty\":-2", "Items[0].Qty must be above 0")]
    [InlineData("\"SlipNo\":\"731\"", "\"SlipNo\":\"\"", "SlipNo is required")]
    public async Task a_slip_is_refused_with_its_fault(string right, string wrong, string fault)
    {
        await using var retailPro = await SimulatedRetailPro.Start();
        var body = Bodies.Slip("731", "A", "B", ("100", "2"), ("200", "1"));
        body.ShouldContain(right);

        var answer = await retailPro.Post(RetailProSimulator.SlipPath, body.Replace(right, wrong, StringComparison.Ordinal));

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await SimulatedRetailPro.ErrorOf(answer)).ShouldBe(fault);
    }

    [Fact]
    public async Task all_faults_are_named_together()
    {
        await using var retailPro = await SimulatedRetailPro.Start();

        var answer = await retailPro.Post(RetailProSimulator.InvoicePath, """{"InvoicingStore":"SVA321","Items":[]}""");

        (await SimulatedRetailPro.ErrorOf(answer)).ShouldBe(
            "InvoicingStore has 6 characters, at most 5 are allowed; OrderNo is required; CreatedDate is required; DeliveryType is "
                + "required; "
            + "PaymentType is required; TotalAmt is required; CustomerBilling is required; CustomerShipping is required; Items needs at "
            + "least one entry");
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{\"OrderNo\":\"1\",\"OrderNo\":\"2\"}")]
    [InlineData("{\"Items\":[1]}")]
    public async Task wrong_json_is_refused(string body)
    {
        await using var retailPro = await SimulatedRetailPro.Start();

        (await retailPro.Post(RetailProSimulator.InvoicePath, body)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task unknown_properties_and_another_order_of_them_are_no_fault()
    {
        await using var retailPro = await SimulatedRetailPro.Start();
        var body = Bodies.Slip("731", "A", "B", ("100", "2")).Replace("\"SlipNo\":\"731\",", "\"Mood\":{},", StringComparison.Ordinal);

        var answer = await retailPro.Post(RetailProSimulator.SlipPath, body[..^1] + ",\"SlipNo\":\"731\"}");

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
    }
}
