using System.Text.Json;
using Invoicing.Contracts;
using Invoicing.Intake;
using Invoicing.Operations;
using Invoicing.Orders;
using Invoicing.Process;
using Invoicing.RetailPro;

namespace Invoicing.Tests.Process;

public class When_stores_have_other_names
{
    private readonly RetailProSettings _settings = new();

    [Theory]
    [InlineData("sva11", "SVA11", "SVA11")]
    [InlineData("SVA11", "sva11", "SVA11")]
    [InlineData("sva11", "Sva11", "Sva11")]
    public void codes_of_one_order_that_differ_only_in_case_are_one_store(string first, string second, string store)
    {
        var flow = Arrives(Some.Order(Some.Line(1, first, hour: 9), Some.Line(2, second, hour: 8)));

        flow.Row.Store.ShouldBe(store);
        Rows(flow).ShouldBe([store, store]);
        flow.Invoiced().Row.State.ShouldBe(OrderState.Completed, "no slip from a store to itself");
    }

    [Fact]
    public void also_where_a_send_sale_was_sold_and_goods_are_collected()
    {
        Arrives(Some.Order(Some.Line(1, "sva32"), Some.Line(2, "SVA11")) with { SalesChannel = "POS", SoldAtStore = "SVA32" }).Row.Transfers
            .Select(slip => (slip.FromStore, slip.ToStore)).ShouldBe([("SVA11", "SVA32")]);
        Bodies(Arrives(Some.Order(Some.Line(1, "SVA11") with { PickupStore = "sva11" }) with { DeliveryType = "Store" }))[0]
            .GetProperty("Items")[0].GetProperty("StoreDest").GetString().ShouldBe("SVA11");
    }

    [Fact]
    public void as_the_setting_says()
    {
        var order = Some.Order(Some.Line(1, "sva11", hour: 9), Some.Line(2, "Sva11", hour: 8));

        _settings.StoreCodeCase = StoreCodeCase.Upper;
        Rows(Arrives(order)).ShouldBe(["SVA11", "SVA11"]);

        _settings.StoreCodeCase = StoreCodeCase.Exact;
        Arrives(order).Invoiced().Row.Transfers.Select(slip => (slip.FromStore, slip.ToStore)).ShouldBe([("sva11", "Sva11")]);
    }

    [Fact]
    public void the_directory_gives_each_facility_its_code()
    {
        (_settings.Stores["WH0722"], _settings.Stores["WH0811"]) = ("W22", "W11");
        var flow = Arrives(Some.Order(Some.Line(1, "wh0722", hour: 8), Some.Line(2, "WH0811", hour: 9) with { PickupStore = "WH0722" }));

        Bodies(flow)[0].GetProperty("InvoicingStore").GetString().ShouldBe("W22");
        Rows(flow).ShouldBe(["W22", "W11"]);
        Bodies(flow)[0].GetProperty("Items")[1].GetProperty("StoreDest").GetString().ShouldBe("W22");
        flow.Invoiced().Row.Transfers.Single().ShouldSatisfyAllConditions(
            slip => (slip.FromStore, slip.ToStore).ShouldBe(("W11", "W22")),
            slip => Invoicing.Operations.TransferDetails.Of(flow.Row, slip.Step, [new RetailProPlanner(new(), new())]).Items
                .ShouldHaveSingleItem());
        flow.Row.Content.Items[0].ShippedFrom.ShouldBe("wh0722", "the content is the OMS's");
    }

    [Fact]
    public void two_facilities_of_one_store_need_no_slip()
    {
        (_settings.Stores["WH0722"], _settings.Stores["FRONT"]) = ("W22", "W22");

        Arrives(Some.Order(Some.Line(1, "WH0722"), Some.Line(2, "FRONT", hour: 9))).Invoiced().Row.State.ShouldBe(OrderState.Completed);
    }

    [Fact]
    public void a_facility_that_is_not_listed_is_refused_by_its_name_until_it_is()
    {
        _settings.Stores["WH0722"] = "W22";
        var flow = Arrives(Some.Order(Some.Line(1, "WH0722", hour: 9), Some.Line(2, "WH0999", hour: 8)));
        Faults(flow).ShouldBe(
            ["items[1].shippedFrom is 'WH0999', which RetailPro:Stores does not list: name its code there, restart, and retry the order"]);
        flow.Row.Election.ShouldBeNull();
        flow.InvoiceFails(Invoicing.Contracts.FailureKind.InvalidData);

        _settings.Stores["WH0999"] = "W99";
        flow.Decide(new RetryOrder(null, "ana", "the store is listed now"));

        flow.Row.Store.ShouldBe("W99", "it shipped first");
        Faults(flow).ShouldBeEmpty();
        Rows(flow).ShouldBe(["W22", "W99"]);
    }

    [Fact]
    public void the_command_moved_back_from_the_error_queue_does_the_same()
    {
        _settings.Stores["WH0722"] = "W22";
        var flow = Arrives(Some.Order(Some.Line(1, "WH0999"))).InvoiceFails(Invoicing.Contracts.FailureKind.InvalidData);
        new RetailProPlanner(new InvoicingSettings(), _settings).IsOutdated(flow.Row).ShouldBeFalse("it fails as before");

        _settings.Stores["WH0999"] = "W99";

        new RetailProPlanner(new InvoicingSettings(), _settings).IsOutdated(flow.Row).ShouldBeTrue("the consumer defers it");
        flow.InvoiceDeferred().Resumes().Row.Store.ShouldBe("W99");
        flow.Row.Invoice!.Status.ShouldBe(StepStatus.Sent);
        Faults(flow).ShouldBeEmpty();
        new RetailProPlanner(new InvoicingSettings(), _settings).IsOutdated(flow.Row).ShouldBeFalse();
    }

    [Fact]
    public void a_plan_of_which_something_is_accepted_or_unknown_stays()
    {
        var order = Some.SplitOrder;
        var flow = Arrives(order).InvoiceDeferred(unknown: true);
        (_settings.Stores["SVA11"], _settings.Stores["SVA40"]) = ("N11", "N40");

        flow.Resumes(callOpen: true).Row.Store.ShouldBe("SVA11");

        flow.Invoiced();
        new RetailProPlanner(new InvoicingSettings(), _settings).IsOutdated(flow.Row).ShouldBeFalse();
        flow.Row.Transfers.Single().FromStore.ShouldBe("SVA40");
    }

    [Fact]
    public void so_is_one_of_a_send_sale()
    {
        _settings.Stores["WH0722"] = "W22";
        var sale = Some.Order(Some.Line(1, "WH0722")) with { SalesChannel = "POS", SoldAtStore = "SHOP07" };
        var flow = Arrives(sale);
        Faults(flow).ShouldBe(
            ["soldAtStore is 'SHOP07', which RetailPro:Stores does not list: name its code there, restart, and retry the order"]);
        flow.TransferFails(Invoicing.Contracts.FailureKind.InvalidData);

        _settings.Stores["SHOP07"] = "S07";
        flow.Decide(new RetryOrder(null, "ana", ""));

        (flow.Row.Transfers.Single().FromStore, flow.Row.Transfers.Single().ToStore, flow.Row.Store).ShouldBe(("W22", "S07", "S07"));
        Faults(flow).ShouldBeEmpty();
    }

    [Fact]
    public void others_pass_where_the_directory_lets_them()
    {
        (_settings.Stores["WH0722"], _settings.Stores["*"], _settings.Stores["STORE-*"]) = ("W22", "*", "S*");

        Rows(Arrives(Some.Order(Some.Line(1, "WH0722"), Some.Line(2, "SVA11"), Some.Line(3, "STORE-7")))).ShouldBe(["W22", "SVA11", "S7"]);
        Faults(Arrives(Some.Order(Some.Line(1, "WH0999")))).ShouldBe(
            ["items[0].shippedFrom is 6 characters long, at most 5 are allowed; RetailPro:Stores can name another code for it"]);
    }

    [Fact]
    public void what_is_under_way_goes_on_as_it_was_planned()
    {
        (_settings.Stores["WH0722"], _settings.Stores["WH0811"]) = ("W22", "W11");
        var flow = Arrives(Some.Order(Some.Line(1, "WH0722", hour: 8), Some.Line(2, "WH0811", hour: 9)));

        _settings.Stores.Clear();
        _settings.Stores["WH0722"] = "N22";

        flow.Invoiced().Row.Transfers.Select(slip => (slip.FromStore, slip.ToStore)).ShouldBe([("W11", "W22")]);
        Faults(flow).ShouldBeEmpty();
    }

    [Fact]
    public void a_row_is_stored_with_its_plan_and_without_one_where_the_oms_names_the_stores()
    {
        _settings.Stores["WH0722"] = "W22";
        var row = Arrives(Some.Order(Some.Line(1, "WH0722"))).Row;
        var stored = JsonSerializer.Serialize(row, ProcessJson.Default.OrderProcess);

        JsonSerializer.Deserialize(stored, ProcessJson.Default.OrderProcess)!.Planned.Items.ShouldBe(row.Planned.Items);
        JsonSerializer.Serialize(new Flow().Arrives(Some.SplitOrder).Row, ProcessJson.Default.OrderProcess).ShouldNotContain("goods");
    }

    private Flow Arrives(Order order) => new Flow(retailPro: _settings).Arrives(order);

    private IReadOnlyList<string> Faults(Flow flow) =>
        [.. PlannedRequests.Faults(PlannedRequests.Of(flow.Row, [new RetailProPlanner(new(), _settings)]))
            .Select(fault => fault.ToString())];

    private JsonElement[] Bodies(Flow flow) =>
        [.. PlannedRequests.Of(flow.Row, [new RetailProPlanner(new(), _settings)])
            .Select(request => JsonElement.Parse(request.Built.Body.ShouldNotBeNull()))];

    private IEnumerable<string?> Rows(Flow flow) =>
        Bodies(flow)[0].GetProperty("Items").EnumerateArray().Select(row => row.GetProperty("StoreOrig").GetString());
}
