using System.Text.Json;
using Invoicing.Contracts;
using Invoicing.Orders;
using Invoicing.Process;
using Invoicing.RetailPro;

namespace Invoicing.Tests.Process;

public class When_stores_stand_in_the_directory
{
    private static readonly StoreEntry s_shop = new("SVA40", "SVA40");
    private static readonly StoreEntry s_warehouse = new("CENTRAL", "WH1") { MayInvoice = false };

    private readonly RetailProSettings _settings = new();
    private readonly InvoicingSettings _invoicing = new();

    private StoreDirectory _directory = new([s_shop, s_warehouse]);

    [Theory]
    [InlineData("CENTRAL")]
    [InlineData(" central")]
    [InlineData("Cen\u00ADtral")]
    public void a_facility_is_its_code_whichever_way_it_is_written(string written) =>
        Arrives(Some.Line(1, "SVA40"), Some.Line(2, written, hour: 9)).Invoiced().Row.Transfers
            .Select(slip => (slip.FromStore, slip.ToStore)).ShouldBe([("WH1", "SVA40")]);

    [Fact]
    public void the_directory_wins_over_the_settings_which_go_on_for_all_others()
    {
        (_settings.Stores["CENTRAL"], _settings.Stores["FRONT"], _settings.Stores["STORE-*"]) = ("W22", "SVA41", "S*");

        var flow = Arrives(Some.Line(1, "CENTRAL"), Some.Line(2, "FRONT"), Some.Line(3, "STORE-7", hour: 23));

        flow.Row.Planned.Items.Select(line => line.ShippedFrom).ShouldBe(["WH1", "SVA41", "S7"]);
        flow.Row.Store.ShouldBe("SVA41");
    }

    [Fact]
    public void an_unknown_one_is_refused_by_its_name_until_somebody_has_entered_it()
    {
        var flow = Arrives(Some.Line(1, "SVA40", hour: 9), Some.Line(2, "Plaza Norte", hour: 8));
        Faults(flow).ShouldBe(
            ["items[1].shippedFrom is 'Plaza Norte', a store that nobody has entered: `invoicing stores set 'Plaza Norte' --code CODE "
                + "--reason \"…\"`, then retry the order"]);
        flow.InvoiceFails(FailureKind.InvalidData);
        Planner.IsOutdated(flow.Row).ShouldBeFalse("nothing has changed");

        _directory = _directory.With(new("Plaza Norte", "SVA09"));

        Planner.IsOutdated(flow.Row).ShouldBeTrue("its failed message may be moved back, too");
        flow.Decide(new RetryOrder(null, "ana", "entered"));
        Faults(flow).ShouldBeEmpty();
        flow.Row.Store.ShouldBe("SVA09", "it shipped first");
    }

    [Fact]
    public void an_empty_directory_leaves_all_to_the_settings()
    {
        _directory = StoreDirectory.Empty;

        Faults(Arrives(Some.Line(1, "X1"))).ShouldBeEmpty();
    }

    [Fact]
    public void a_store_that_may_not_invoice_is_passed_over_and_the_reason_says_so()
    {
        var flow = Arrives(Some.Line(1, "CENTRAL", hour: 8), Some.Line(2, "SVA40", hour: 9));

        flow.Row.Election.ShouldBe(new Election(
            "SVA40", "first to ship that may invoice (2026-03-05 21:00 UTC); passed over WH1, which may not"));
        flow.Invoiced().Row.Transfers.Select(slip => (slip.FromStore, slip.ToStore)).ShouldBe([("WH1", "SVA40")]);
    }

    [Fact]
    public void one_that_would_not_have_been_elected_is_not_spoken_of() =>
        Arrives(Some.Line(1, "SVA40", hour: 8), Some.Line(2, "CENTRAL", hour: 9)).Row.Election!.Reason
            .ShouldBe("first to ship (2026-03-05 20:00 UTC)");

    [Fact]
    public void the_last_to_ship_passes_over_them_as_well()
    {
        _invoicing.Election = ElectionPolicy.LastToShip;

        Arrives(Some.Line(1, "SVA40", hour: 8), Some.Line(2, "CENTRAL", hour: 9)).Row.Election!.Reason
            .ShouldBe("last to ship that may invoice (2026-03-05 20:00 UTC); passed over WH1, which may not");
    }

    [Fact]
    public void an_order_of_a_warehouse_alone_is_invoiced_by_the_store_that_is_named_for_it_with_one_slip()
    {
        _directory = new([s_shop, s_warehouse with { InvoicedBy = "SVA40" }]);

        var flow = Arrives(Some.Line(1, "CENTRAL", hour: 8), Some.Line(2, "CENTRAL", hour: 9));

        Faults(flow).ShouldBeEmpty();
        flow.Row.Election.ShouldBe(new Election(
            "SVA40",
            "first to ship (2026-03-05 20:00 UTC) is WH1, which may not invoice: SVA40 is named to do it instead",
            "WH1"));
        var invoice = JsonElement.Parse(Requests(flow)[0].Built.Body!);
        invoice.GetProperty("InvoicingStore").GetString().ShouldBe("SVA40");
        invoice.GetProperty("Items").EnumerateArray().Select(row => row.GetProperty("StoreOrig").GetString()).ShouldBe(["WH1", "WH1"]);
        flow.Invoiced().Row.Transfers.Select(slip => (slip.FromStore, slip.ToStore)).ShouldBe([("WH1", "SVA40")]);
        flow.Transferred().Row.State.ShouldBe(OrderState.Completed);
    }

    [Fact]
    public void of_several_the_first_for_which_one_is_named_says_who()
    {
        _directory = new([
            s_shop, new("SVA41", "SVA41"), s_warehouse, new("WH2", "WH2") { MayInvoice = false, InvoicedBy = "SVA41" },
            new("WH3", "WH3") { MayInvoice = false, InvoicedBy = "SVA40" },
        ]);

        Arrives(Some.Line(1, "CENTRAL", hour: 7), Some.Line(2, "WH3", hour: 9), Some.Line(3, "WH2", hour: 8)).Row.Store.ShouldBe("SVA41");
    }

    [Fact]
    public void without_such_a_store_the_order_is_refused_and_the_command_is_told()
    {
        var flow = Arrives(Some.Line(1, "CENTRAL"));

        Faults(flow).ShouldBe(
            ["items[0].shippedFrom is 'CENTRAL', which may not invoice, and neither may any other store of the order: `invoicing stores "
                + "set CENTRAL --invoiced-by CODE --reason \"…\"` names one that does, then retry the order"]);
        flow.Row.Election.ShouldBeNull();
    }

    [Fact]
    public void so_it_is_where_a_gift_card_is_sold_with_it()
    {
        _invoicing.NeverShips.Upcs = ["GIFTCARD*"];

        Faults(Arrives(Some.Line(1, null, upc: "GIFTCARD25"), Some.Line(2, "CENTRAL"))).Single()
            .ShouldStartWith("items[1].shippedFrom is 'CENTRAL', which may not invoice");
    }

    [Fact]
    public void what_is_missing_of_a_line_is_told_instead_of_that() =>
        Faults(Arrives(Some.Line(1, "CENTRAL") with { ShippedAt = null })).ShouldContain("items[0].shippedAt is missing");

    [Fact]
    public void goods_that_never_ship_are_invoiced_by_the_same_rules()
    {
        _directory = new([s_shop, s_warehouse with { InvoicedBy = "SVA40" }]);
        _invoicing.NeverShips.Upcs = [Some.Line(1, "x").Upc!];

        Arrives(Some.Line(1, "CENTRAL")).Row.Store.ShouldBe("SVA40");
    }

    [Fact]
    public void a_slip_across_subsidiaries_is_refused_before_the_order_is_invoiced()
    {
        _directory = new([s_shop with { Subsidiary = "El Salvador" }, new("HN1", "HN1") { Subsidiary = "Honduras" }]);

        var flow = Arrives(Some.Line(1, "SVA40", hour: 8), Some.Line(2, "HN1", hour: 9));

        Requests(flow)[0].Built.Body.ShouldBeNull();
        Faults(flow).Single().ShouldStartWith(
            "items[1].shippedFrom is store HN1 of subsidiary 'Honduras', but its stock would go to SVA40 of 'El Salvador', and no slip moves "
                + "stock between two subsidiaries.");
    }

    [Fact]
    public void of_the_same_or_an_unknown_one_it_is_not()
    {
        _directory = new([s_shop with { Subsidiary = "El Salvador" }, new("SVA1", "SVA1") { Subsidiary = "EL SALVADOR" }, new("X1", "X1")]);

        Faults(Arrives(Some.Line(1, "SVA40", hour: 8), Some.Line(2, "SVA1", hour: 9), Some.Line(3, "X1", hour: 9))).ShouldBeEmpty();
    }

    [Fact]
    public void a_send_sale_is_refused_only_the_slip_that_goes_across()
    {
        _directory = new([
            s_shop with { Subsidiary = "El Salvador" }, new("SVA1", "SVA1") { Subsidiary = "El Salvador" },
            new("HN1", "HN1") { Subsidiary = "Honduras" },
        ]);

        var flow = Arrives(Some.Order(Some.Line(1, "HN1"), Some.Line(2, "SVA1")) with { SalesChannel = "POS", SoldAtStore = "SVA40" });

        Requests(flow).Select(request => (request.FromStore, request.Built.Faults.Count)).ShouldBe([("HN1", 1), ("SVA1", 0)]);
        Faults(flow).Single().ShouldStartWith(
            "items[0].shippedFrom is store HN1 of subsidiary 'Honduras', but its stock would go to SVA40 of 'El Salvador'");
    }

    [Fact]
    public void a_send_sale_stays_where_it_was_sold_though_that_may_not_invoice() => Arrives(
        Some.Order(Some.Line(1, "SVA40")) with { SalesChannel = "POS", SoldAtStore = "CENTRAL" }).Row.Transfers
        .Select(slip => (slip.FromStore, slip.ToStore)).ShouldBe([("SVA40", "WH1")]);

    [Fact]
    public void what_is_under_way_goes_on_as_it_was_planned()
    {
        _directory = new([s_shop, s_warehouse with { InvoicedBy = "SVA40" }]);
        var flow = Arrives(Some.Line(1, "CENTRAL"));
        var stored = JsonSerializer.Serialize(flow.Row, ProcessJson.Default.OrderProcess);

        _directory = new([s_shop with { Subsidiary = "El Salvador" }, s_warehouse with { Subsidiary = "Honduras" }]);
        flow.Take(JsonSerializer.Deserialize(stored, ProcessJson.Default.OrderProcess)!).Invoiced();

        Faults(flow).ShouldBeEmpty();
        flow.Row.Transfers.Select(slip => (slip.FromStore, slip.ToStore)).ShouldBe([("WH1", "SVA40")]);
        Planner.IsOutdated(flow.Row).ShouldBeFalse("its invoice is accepted");
    }

    [Fact]
    public void a_plan_that_nothing_of_the_directory_decides_is_stored_as_before() => JsonSerializer.Serialize(
        Arrives(Some.Line(1, "SVA40")).Row, ProcessJson.Default.OrderProcess).ShouldNotContain("goods");

    private RetailProPlanner Planner => new(_invoicing, _settings, () => _directory);

    private Flow Arrives(params OrderLine[] lines) => Arrives(Some.Order(lines));

    private Flow Arrives(Order order) => new Flow(_invoicing, retailPro: _settings, stores: () => _directory).Arrives(order);

    private IReadOnlyList<PlannedRequest> Requests(Flow flow) => PlannedRequests.Of(flow.Row, [Planner]);

    private IReadOnlyList<string> Faults(Flow flow) =>
        [.. PlannedRequests.Faults(Requests(flow)).Select(fault => fault.ToString())];
}
