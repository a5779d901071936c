using System.Text.Json.Nodes;
using Invoicing.Orders;
using Invoicing.RetailPro;

namespace Invoicing.Tests.RetailPro;

public class The_rules_of_an_order
{
    [Fact]
    public void all_faults_are_found_together()
    {
        var json = Some.With(
            Some.With(Some.With(Samples.SplitHome, "billing.email", null), "items[2].upc", new string('1', 21)),
            "createdAt",
            "yesterday");

        Some.Invoice(Some.Read(json)).Faults.Select(fault => fault.ToString()).ShouldBe(
            ["createdAt is no time such as 2026-03-04T14:02:11-06:00", "billing.email is missing", "items[2].upc is 21 characters long, "
                + "at most 19 are allowed"],
            ignoreOrder: true);
    }

    [Theory]
    [InlineData("billing", 7, "billing is a number, an object is expected")]
    [InlineData("items[0].price", "free", "items[0].price is a text that is no number, a number, or a text such as 12.50, is expected")]
    [InlineData("items[1]", "two shoes", "items[1] is a text, an object is expected")]
    [InlineData("items", "two shoes", "items is a text, an array is expected")]
    public void what_could_not_be_read_is_a_fault_once(string field, object value, string fault) =>
        Some.Invoice(Some.OrderWith(field, value)).Faults.Single().ToString().ShouldBe(fault);

    [Fact]
    public void a_number_above_nine_characters_is_refused_and_named_in_full() =>
        Some.Invoice(Some.OrderWith("orderNo", "#SV-2026-001042")).Faults.Single().ToString().ShouldBe(
            "orderNo is 14 characters long (SV-2026-001042), at most 9 are allowed; RetailPro:OrderNumbers can name another number for it");

    [Theory]
    [InlineData("SV-2026-001042")]
    [InlineData("#SV-2026-001042")]
    public void a_mapping_gives_a_long_number_another_one(string key)
    {
        var settings = Some.Settings();
        settings.OrderNumbers[key] = "M00001042";

        Some.Json(Some.Invoice(Some.OrderWith("orderNo", "#SV-2026-001042"), settings)).GetProperty("OrderNo").GetString()
            .ShouldBe("M00001042");
    }

    [Fact]
    public void an_unknown_sales_channel_is_refused() =>
        OrderToInvoiceBuilder.Build(
            Some.OrderWith("salesChannel", "AMAZON"),
            new Election("SVA40", ""),
            Some.Settings(),
            channelKnown: false)
            .Faults.Single().ToString().ShouldBe("salesChannel is 'AMAZON', allowed are ECOM, POS and those named in Invoicing:Channels");

    [Theory]
    [InlineData("card", 1)]
    [InlineData("CashOnDelivery", 2)]
    [InlineData("bitcoin", 7)]
    public void the_payment_type_is_mapped(string name, int number)
    {
        var settings = Some.Settings();
        settings.PaymentTypes["Bitcoin"] = 7;

        Some.Json(Some.Invoice(Some.OrderWith("paymentType", name), settings)).GetProperty("PaymentType").GetRawText()
            .ShouldBe($"{number}");
    }

    [Fact]
    public void an_unknown_payment_type_has_no_default() =>
        Some.Invoice(Some.OrderWith("paymentType", "Shells")).Faults.Single().ToString().ShouldBe(
            "paymentType is 'Shells', allowed are those named in RetailPro:PaymentTypes (Card, CashOnDelivery)");

    [Fact]
    public void an_unknown_delivery_type_is_refused() =>
        Some.Invoice(Some.OrderWith("deliveryType", "Drone")).Faults.Single().ToString()
            .ShouldBe("deliveryType is 'Drone', allowed are Store and Home");

    [Fact]
    public void a_line_that_is_still_open_is_refused() => Some.Invoice(Some.OrderWith("items[0].status", "open")).Faults.Single().ToString()
        .ShouldBe(
            "items[0].status is Open, an order is sent only when all its lines are Fulfilled or Cancelled");

    [Fact]
    public void an_unknown_status_is_refused() => Some.Invoice(Some.OrderWith("items[0].status", "Lost")).Faults.Single().ToString()
        .ShouldBe(
            "items[0].status is 'Lost', allowed are Open, Fulfilled and Cancelled");

    [Fact]
    public void a_line_number_must_be_unique() => Some.Invoice(Some.OrderWith("items[2].lineNo", 1)).Faults.Single().ToString().ShouldBe(
        "items[2].lineNo is 1 like that of items[0], it must be unique in the order");

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    public void an_order_without_items_is_refused(string items) =>
        Some.Invoice(Some.OrderWith("items", JsonNode.Parse(items) ?? JsonValue.Create((string?)null))).Faults.Single().ToString().ShouldBe(
            "items is missing, null or empty: an array with at least one line is expected");

    [Fact]
    public void nor_are_only_cancelled_ones_enough() => Some.Invoice(Some.OrderWith("items", new[] { new { status = "Cancelled" } })).Faults
        .ShouldContain(new ValidationError("items", "has no line that is not cancelled, at least one is expected"));

    [Fact]
    public void a_cancelled_line_may_lack_everything() =>
        Some.Invoice(Some.OrderWith("items[3]", new { status = "cancelled" })).Faults.ShouldBeEmpty();

    [Fact]
    public void an_election_that_the_lines_do_not_bear_out_is_refused()
    {
        OrderToInvoiceBuilder.Build(Some.Order(), null, Some.Settings()).Faults.Single().ToString()
            .ShouldBe("items do not tell which store invoices the order");
        OrderToInvoiceBuilder.Build(Some.Order(), new Election("SVA99", ""), Some.Settings()).Faults.Single().ToString()
            .ShouldBe("items name no line shipped from 'SVA99', the store elected to invoice the order");
    }

    [Fact]
    public void a_fiscal_credit_that_the_contract_cannot_carry_is_a_warning()
    {
        var built = Some.Invoice(Some.OrderWith("fiscalCredit", new { companyId = "1" }));

        built.Body.ShouldNotBeNull().ShouldNotContain("FiscalCredit");
        built.Warnings.Single()
            .ShouldStartWith("fiscalCredit is on the order but the contract in use (RetailPro:Profile is Standard) has no field for it");
    }

    [Theory]
    [InlineData(false, "\"FiscalCredit\":false,\"CustomerShipping\"")]
    [InlineData(true, "\"FiscalCredit\":\"false\",\"CustomerShipping\"")]
    public void without_a_fiscal_credit_the_company_is_left_out(bool asText, string written)
    {
        var settings = Some.FiscalSettings();
        settings.FiscalCreditAsText = asText;

        Some.Invoice(Some.Order(), settings).Body.ShouldNotBeNull().ShouldContain(written);
    }

    [Fact]
    public void the_creation_date_is_local_time_of_the_tenants_zone()
    {
        var settings = Some.Settings();
        settings.TimeZone = "Europe/Madrid";

        Some.Json(Some.Invoice(Some.Order(), settings)).GetProperty("CreatedDate").GetString().ShouldBe("2026-03-04T21:02:11");
    }
}
