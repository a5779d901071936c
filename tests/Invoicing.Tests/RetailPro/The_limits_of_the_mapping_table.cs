using Invoicing.Process;
using Invoicing.RetailPro;
using Invoicing.Systems;

namespace Invoicing.Tests.RetailPro;

public class The_limits_of_the_mapping_table
{
    public static TheoryData<string, int> NeverCut => new()
    {
        { "billing.firstName", 30 }, { "billing.lastName", 30 }, { "billing.email", 60 }, { "billing.documentNo", 20 }, {
            "billing.documentType",
            40 },
        { "deliverTo.firstName", 30 }, { "deliverTo.lastName", 30 }, { "deliverTo.email", 60 }, { "deliverTo.documentNo", 20 }, {
            "deliverTo.documentType",
            40 },
        { "fiscalCredit.companyId", 20 }, { "fiscalCredit.companyName", 30 }, { "fiscalCredit.companyAddress", 80 },
        { "items[1].upc", 19 }, { "items[1].shippedFrom", 5 },
    };

    public static TheoryData<string> Required => [.. NeverCut.Select(row => (string)row[0]).Concat(
    [
        "billing", "deliverTo", "billing.address1", "deliverTo.address1", "orderId", "salesChannel", "createdAt", "deliveryType", "paymentType", "total",
        "items[0].lineNo", "items[0].originalPrice", "items[0].originalTax", "items[0].price", "items[0].tax", "items[0].quantity", "items[0].status", "items[0].shippedAt",
    ])];

    private static readonly string FiscalOrder = Some.With(
        Samples
            .SplitHome, "fiscalCredit", new { companyId = "0614-010190-101-1", companyName = "Calzado S.A.", companyAddress = "Calle 8" });

    [Theory]
    [MemberData(nameof(NeverCut))]
    public void a_text_at_its_limit_is_sent_and_one_above_is_a_fault(string field, int limit)
    {
        Build(field, new string('x', limit)).Faults.ShouldBeEmpty();

        var built = Build(field, new string('x', limit + 1));
        built.Body.ShouldBeNull();
        built.Faults.Single().ToString().ShouldBe($"{field} is {limit + 1} characters long, at most {limit} are allowed"
            + (field.EndsWith("shippedFrom") ? "; RetailPro:Stores can name another code for it" : ""));
    }

    [Theory]
    [MemberData(nameof(Required))]
    public void a_required_value_that_is_missing_is_a_fault(
        string field) => Build(field, null).Faults.Single().ToString().ShouldBe($"{field} is missing"
        + (field.EndsWith("shippedFrom") ? "; Invoicing:NeverShips:Upcs can say that '8720116120028' never ships, like a gift card" : ""));

    [Theory]
    [InlineData("billing.firstName")]
    [InlineData("billing.address1")]
    [InlineData("items[1].upc")]
    public void a_blank_value_is_missing(string field) => Build(field, "  ").Faults.Single().ToString().ShouldBe($"{field} is missing");

    [Theory]
    [InlineData("billing.city")]
    [InlineData("deliverTo.country")]
    [InlineData("deliverTo.address2")]
    public void a_place_is_cut_with_a_warning(string field)
    {
        Build(With(FiscalOrder, field, new string('x', 40))).Warnings.ShouldBeEmpty();

        var built = Build(With(FiscalOrder, field, new string('x', 41)));
        built.Warnings.Single().ShouldBe($"{field} is 41 characters long and was cut to 40");
        built.Body.ShouldNotBeNull().ShouldContain($"\"{new string('x', 40)}\"");
    }

    [Fact]
    public void a_phone_has_no_limit() => Build("billing.phone", new string('7', 200)).Faults.ShouldBeEmpty();

    [Fact]
    public void optional_values_that_are_absent_are_written_empty()
    {
        var json = Samples.SplitHome;
        foreach (var field in new[] { "discount", "shipping", "billing.address2", "billing.city", "billing.country", "billing.phone" })
        {
            json = Some.With(json, field, null);
        }

        json = Some.With(json, "billing.address1", "Calle 1");

        var body = Some.Json(Some.Invoice(Some.Read(json)));
        body.GetProperty("TotalDiscAmt").GetRawText().ShouldBe("0");
        body.GetProperty("ShippingAmt").GetRawText().ShouldBe("0");
        var customer = body.GetProperty("CustomerBilling");
        foreach (var name in new[] { "Address2", "City", "Country", "Phone" })
        {
            customer.GetProperty(name).GetString().ShouldBe("");
        }
    }

    [Theory]
    [InlineData("1.23456", "1.2346")]
    [InlineData("1.23445", "1.2345")]
    [InlineData("1.23455", "1.2346")]
    [InlineData("4.60", "4.60")]
    [InlineData("40", "40")]
    [InlineData("999999.99994", "999999.9999")]
    [InlineData("0.1", "0.1")]
    public void an_amount_is_rounded_half_away_from_zero_when_it_is_written(string amount, string written) =>
        Some.Json(Some.Invoice(Some.OrderWith("items[0].tax", amount))).GetProperty("Items")[0].GetProperty("Tax").GetRawText()
            .ShouldBe(written);

    [Theory]
    [InlineData("total")]
    [InlineData("discount")]
    [InlineData("shipping")]
    [InlineData("items[0].originalPrice")]
    [InlineData("items[0].originalTax")]
    [InlineData("items[0].price")]
    [InlineData("items[0].tax")]
    [InlineData("items[0].quantity")]
    public void an_amount_that_Float_10_4_cannot_hold_is_a_fault(string field)
    {
        Build(field, 999_999.99995m).Faults.Single().ToString().ShouldBe($"{field} is 1000000, at most 999999.9999 is allowed");
        Build(field, 79_228_162_514_264_337_593_543_950_335m).Faults.Single().Field.ShouldBe(field);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(0.00001)]
    public void a_quantity_must_be_above_zero(double quantity) =>
        Build("items[0].quantity", (decimal)quantity).Faults.Single().Problem.ShouldEndWith("it must be above zero");

    [Fact]
    public void text_is_written_as_it_is_read()
    {
        var body = Build("billing.lastName", "Núñez \"Ñ\" <&> O'Neil").Body.ShouldNotBeNull();

        body.ShouldContain("""Núñez \"Ñ\" <&> O'Neil""");
    }

    private static Prepared Build(string field, object? value) => Build(With(FiscalOrder, field, value));

    private static Prepared Build(string json) => Some.Invoice(Some.Read(json), Some.FiscalSettings());

    private static string With(string json, string field, object? value) => Some.With(json, field, value);
}
