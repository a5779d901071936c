using Invoicing.Orders;
using Invoicing.Process;
using Invoicing.RetailPro;

namespace Invoicing.Tests.RetailPro;

public class Planning_transfers
{
    [Fact]
    public void each_other_store_sends_what_it_shipped_merged_by_UPC()
    {
        var transfer = StoreTransfers.Plan(Some.Order().Lines, "SVA40").Single();

        transfer.FromStore.ShouldBe("SVA11");
        transfer.Lines.ShouldBe([new StepItem("8720116120011", 3)]);
    }

    [Fact]
    public void stores_and_products_come_in_ordinal_order()
    {
        var plan = StoreTransfers.Plan([Line("b", "2"), Line("a", "9"), Line("b", "10"), Line("B", "1"), Line("C", "1")], "C");

        plan.Select(transfer => transfer.FromStore).ShouldBe(["B", "a", "b"]);
        plan[2].Lines.Select(line => line.Upc).ShouldBe(["10", "2"]);
    }

    [Fact]
    public void one_store_needs_no_transfer() => StoreTransfers.Plan(Some.SendSale().Lines, "SVA11").ShouldBeEmpty();

    [Fact]
    public void nothing_moves_for_a_line_that_was_not_shipped() =>
        StoreTransfers.Plan([Line("A", "1") with { Status = Order.Cancelled }, Line("A", "1") with { Status = Order.Open }], "B")
            .ShouldBeEmpty();

    [Fact]
    public void what_no_slip_can_carry_is_left_to_the_faults_of_the_request()
    {
        OrderLine[] lines =
        [
            Line("A", "1") with { Upc = null }, Line("A", "1") with { Quantity = null }, Line("A", "1") with { Quantity = 0 },
            Line("A", "1") with { Quantity = decimal.MaxValue }, Line("A", "1") with { ShippedFrom = null },
        ];

        StoreTransfers.Plan(lines, "B").Single().Lines.ShouldBeEmpty();
    }

    private static OrderLine Line(string store, string upc) => Electing_the_invoicing_store.Line(store, "2026-03-05T10:00:00Z", 1, upc);
}
