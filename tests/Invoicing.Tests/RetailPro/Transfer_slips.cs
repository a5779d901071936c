using Invoicing.Orders;
using Invoicing.Process;
using Invoicing.RetailPro;
using Invoicing.Systems;

namespace Invoicing.Tests.RetailPro;

public class Transfer_slips
{
    [Theory]
    [InlineData("billing.email")]
    [InlineData("billing")]
    [InlineData("paymentType")]
    [InlineData("total")]
    [InlineData("orderId")]
    [InlineData("items[0].price")]
    [InlineData("items[0].lineNo")]
    [InlineData("items[0].shippedAt")]
    public void what_only_an_invoice_needs_does_not_keep_the_stock_wrong(string field)
    {
        Build(Some.With(Samples.SendSale, field, null)).Faults.ShouldBeEmpty();
        Build(Some.With(Samples.SendSale, field, true)).Faults.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("createdAt")]
    [InlineData("items[0].upc")]
    [InlineData("items[0].quantity")]
    [InlineData("items[0].status")]
    public void what_a_slip_needs_is_checked(string field)
    {
        Build(Some.With(Samples.SendSale, field, null)).Faults.Select(fault => fault.Field).ShouldContain(field);
        Build(Some.With(Samples.SendSale, field, true)).Faults.Select(fault => fault.Field).ShouldContain(field);
    }

    [Fact]
    public void a_send_sale_without_the_store_that_sold_is_refused() =>
        Build(Some.With(Samples.SendSale, "soldAtStore", null), toStore: null).Faults.Single().ToString()
            .ShouldBe("soldAtStore is missing");

    [Fact]
    public void a_store_code_has_at_most_five_characters()
    {
        Build(Some.With(Samples.SendSale, "soldAtStore", "STORE6"), toStore: "STORE6").Faults.Single().ToString()
            .ShouldBe("soldAtStore is 6 characters long, at most 5 are allowed; RetailPro:Stores can name another code for it");
        Build(Some.With(Samples.SendSale, "items[0].shippedFrom", "STORE6"), fromStore: "STORE6").Faults.Single().ToString()
            .ShouldBe("items[0].shippedFrom is 6 characters long, at most 5 are allowed; RetailPro:Stores can name another code for it");
    }

    [Fact]
    public void a_line_without_its_store_is_a_fault_of_every_slip()
    {
        // On no slip at all, its stock would never be put right.
        const string Missing =
            "items[1].shippedFrom is missing; Invoicing:NeverShips:Upcs can say that '8720116120028' never ships, like a gift card";
        var json = Some.With(Samples.SplitHome, "items[1].shippedFrom", null);

        Build(json, toStore: "SVA40").Faults.Single().ToString().ShouldBe(Missing);
        Build(json, fromStore: null, toStore: "SVA40").Faults.Single().ToString().ShouldBe(Missing);
    }

    [Fact]
    public void the_lines_of_other_stores_are_checked_on_their_own_slips() =>
        Build(Some.With(Some.With(Samples.SplitHome, "items[1].upc", true), "items[1].quantity", null), toStore: "SVA40").Faults
            .ShouldBeEmpty();

    [Fact]
    public void an_open_line_holds_all_slips() =>
        Build(Some.With(Samples.SplitHome, "items[1].status", "Open"), toStore: "SVA40").Faults.Single().Field.ShouldBe("items[1].status");

    [Fact]
    public void a_slip_needs_two_stores() => Build(Samples.SendSale, toStore: "SVA11").Faults.Single().ToString()
        .ShouldBe("items were shipped from 'SVA11', where the stock is to go: a slip needs two stores");

    [Fact]
    public void a_slip_needs_lines() => Build(Samples.SendSale, fromStore: "SVA99").Faults.Single().ToString()
        .ShouldBe("items name no line shipped from 'SVA99'");

    [Fact]
    public void a_slip_without_a_store_says_what_keeps_it_from_being_planned()
    {
        Build(Samples.SendSale, fromStore: null).Faults.Single().ToString()
            .ShouldBe("items do not tell from which store stock must be moved");
        Build(Some.With(Samples.SendSale, "billing.email", true), fromStore: null).Faults.Single().Field.ShouldBe("billing.email");
    }

    [Fact]
    public void the_total_is_the_sum_of_what_is_written()
    {
        var json = Some.With(Some.With(Samples.SplitHome, "items[0].quantity", 0.33335m), "items[2].quantity", 0.33335m);
        json = Some.With(json, "items[2].upc", "8720116120009");

        var body = Some.Json(Build(json, toStore: "SVA40"));
        body.GetProperty("TotalQty").GetRawText().ShouldBe("0.6668");
        body.GetProperty("Items").EnumerateArray().Select(item => item.GetProperty("Qty").GetRawText()).ShouldBe(["0.3334", "0.3334"]);
    }

    [Fact]
    public void a_total_that_Float_10_4_cannot_hold_is_a_fault()
    {
        var json = Some.With(Some.With(Samples.SplitHome, "items[0].quantity", 999_999), "items[2].quantity", 999_999);

        Build(json, toStore: "SVA40").Faults.Select(fault => fault.ToString()).Distinct()
            .ShouldBe(["items is 1999998, at most 999999.9999 is allowed"]);
    }

    [Fact]
    public void a_resend_is_the_same_to_the_byte() =>
        Build(Samples.SplitHome, toStore: "SVA40").Body.ShouldBe(Build(Samples.SplitHome, toStore: "SVA40").Body);

    [Fact]
    public void many_unreadable_lines_take_no_quadratic_time()
    {
        var order = Some.SendSale() with
        {
            Items = [.. Enumerable.Range(0, 20_000).Select(index => new OrderLine { Index = index })],
            Unreadable = [.. Enumerable.Range(0, 20_000).Select(index => new ValidationError($"items[{index}].upc", "is true"))],
        };

        TransferSlipBuilder.NeededButUnreadable(order, null).Count.ShouldBe(20_000);
    }

    private static Prepared Build(string json, string? fromStore = "SVA11", string? toStore = "SVA32") =>
        TransferSlipBuilder.Build(Some.Read(json), "00000731", fromStore, toStore, Some.Settings());
}
