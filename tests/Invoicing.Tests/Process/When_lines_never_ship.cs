using System.Text.Json;
using Invoicing.Contracts;
using Invoicing.Intake;
using Invoicing.Orders;
using Invoicing.Process;
using Invoicing.RetailPro;

namespace Invoicing.Tests.Process;

/// <summary>Gift cards, downloads, insurances: <c>Invoicing:NeverShips</c>.</summary>
public class When_lines_never_ship
{
    private readonly InvoicingSettings _settings = new() { NeverShips = { Upcs = ["GIFTCARD*", "8720116999999"] } };

    [Fact]
    public void they_are_invoiced_at_the_elected_store_and_moved_by_no_slip()
    {
        var flow = Arrives(Some.Line(1, "SVA40", hour: 9), Card(2), Some.Line(3, "SVA11", hour: 8), Card(4, "8720116999999"));

        flow.Row.Store.ShouldBe("SVA11");
        Rows(flow).ShouldBe(["SVA40", "SVA11", "SVA11", "SVA11"]);
        flow.Invoiced().Row.Transfers.Select(slip => slip.FromStore).ShouldBe(["SVA40"]);
        Faults(flow).ShouldBeEmpty();
    }

    [Fact]
    public void what_the_oms_says_of_their_shipping_does_not_matter()
    {
        var early = Card(2) with { ShippedFrom = "_NA_", ShippedAt = Some.Now.AddDays(-30) };
        var flow = Arrives(Some.Line(1, "SVA40"), early, Card(3) with { ShippedFrom = "WAREHOUSE" });

        flow.Row.Store.ShouldBe("SVA40");
        Faults(flow).ShouldBeEmpty();
        flow.Invoiced().Row.State.ShouldBe(OrderState.Completed);
    }

    [Fact]
    public void nor_do_defaults_that_were_no_times()
    {
        var order = Some.Order(Some.Line(1, "SVA40"), Card(2)) with { Unreadable = [new("items[1].shippedAt", "is 0001-01-01"), new(
            "items[1].shippedFrom",
            "is true")] };

        Faults(new Flow(_settings).Arrives(order)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("SVA11", null, "SVA11")]
    [InlineData(null, null, "SVA11")]
    [InlineData("SVA11", "SVA99", "SVA11")]
    public void an_order_of_nothing_else_is_invoiced_where_its_lines_say(string? second, string? setting, string store)
    {
        _settings.NeverShips.Store = setting;

        var flow = Arrives(Card(1) with { ShippedFrom = "SVA11" }, Card(2) with { ShippedFrom = second });

        (flow.Row.Election!.Store, flow.Row.Election!.Reason).ShouldBe((store, "nothing of the order ships"));
        Rows(flow).ShouldBe([store, store]);
        flow.Invoiced().Row.State.ShouldBe(OrderState.Completed);
    }

    [Theory]
    [InlineData(
        null,
        null,
        "items never ship and name no store: Invoicing:NeverShips:Store can name the store that invoices such an order")]
    [InlineData(
        "SVA11",
        "SVA40",
        "items never ship and name several stores: Invoicing:NeverShips:Store can name the store that invoices such an order")]
    [InlineData(
        "_NA_",
        null,
        "items never ship and name no store: Invoicing:NeverShips:Store can name the store that invoices such an order")]
    public void or_where_the_setting_says(string? first, string? second, string fault)
    {
        OrderLine[] lines = [Card(1) with { ShippedFrom = first }, Card(2) with { ShippedFrom = second }];
        var flow = Arrives(lines);
        Faults(flow).ShouldBe([fault]);
        flow.InvoiceFails(Invoicing.Contracts.FailureKind.InvalidData);

        _settings.NeverShips.Store = "WEB";
        flow.Decide(new RetryOrder(null, "ana", ""));

        Faults(flow).ShouldBeEmpty();
        Rows(flow).ShouldBe(["WEB", "WEB"]);
    }

    [Fact]
    public void without_the_rule_the_reason_names_it_and_a_retry_cures_it()
    {
        _settings.NeverShips.Upcs = [];
        var flow = Arrives(Some.Line(1, "SVA40"), Card(2));
        Faults(flow).ShouldBe(
            ["items[1].shippedAt is missing", "items[1].shippedFrom is missing; Invoicing:NeverShips:Upcs can say that 'GIFTCARD50' "
                + "never ships, like a gift card"]);
        flow.InvoiceFails(Invoicing.Contracts.FailureKind.InvalidData);

        _settings.NeverShips.Upcs = ["giftcard*"];
        flow.Decide(new RetryOrder(null, "ana", ""));

        flow.Row.Store.ShouldBe("SVA40");
        Faults(flow).ShouldBeEmpty();
    }

    [Fact]
    public void a_send_sale_moves_only_the_rest()
    {
        Sold(Some.Line(1, "SVA11"), Card(2)).Row.Transfers.Select(slip => slip.FromStore).ShouldBe(["SVA11"]);
        Sold(Card(1), Card(2)).Row.State.ShouldBe(OrderState.Completed);
    }

    [Fact]
    public void a_pickup_stays_one()
    {
        var flow = new Flow(_settings).Arrives(
            Some.Order(Some.Line(1, "SVA11") with { PickupStore = "SVA11" }, Card(2)) with { DeliveryType = "Store" });

        var invoice = PlannedRequests.Of(flow.Row, [new RetailProPlanner(_settings, new())])[0].Built;
        invoice.Warnings.ShouldBeEmpty();
        JsonElement.Parse(invoice.Body.ShouldNotBeNull()).GetProperty("DeliveryType").GetInt32().ShouldBe(1);
    }

    [Fact]
    public void open_ones_hold_the_order_and_cancelled_ones_are_left_out()
    {
        Arrives(Some.Line(1, "SVA11"), Card(2) with { Status = Order.Open }).Row.State.ShouldBe(OrderState.Held);
        Arrives(Card(1) with { Status = Order.Cancelled }).Row.State.ShouldBe(OrderState.NothingToInvoice);
    }

    [Fact]
    public void a_copy_is_still_a_copy()
    {
        var order = Some.Order(Some.Line(1, "SVA40"), Card(2));

        new Flow(_settings).Arrives(order).Arrives(order).Changed.ShouldBeFalse();
    }

    private static OrderLine Card(int lineNo, string upc = "GIFTCARD50") => Some.Line(lineNo, null, upc: upc) with { ShippedAt = null };

    private Flow Arrives(params OrderLine[] lines) => new Flow(_settings).Arrives(Some.Order(lines));

    private Flow Sold(params OrderLine[] lines) =>
        new Flow(_settings).Arrives(Some.Order(lines) with { SalesChannel = "POS", SoldAtStore = "SVA32" });

    private IReadOnlyList<string> Faults(Flow flow) =>
        [.. PlannedRequests.Faults(PlannedRequests.Of(flow.Row, [new RetailProPlanner(_settings, new())]))
            .Select(fault => fault.ToString())];

    private IEnumerable<string?> Rows(
        Flow flow) => JsonElement.Parse(
            PlannedRequests.Of(flow.Row, [new RetailProPlanner(_settings, new())])[0].Built.Body.ShouldNotBeNull())
        .GetProperty("Items").EnumerateArray().Select(row => row.GetProperty("StoreOrig").GetString());
}
