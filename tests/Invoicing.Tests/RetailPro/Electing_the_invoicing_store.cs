using Invoicing.Process;
using System.Globalization;
using Invoicing.Orders;
using Invoicing.RetailPro;

namespace Invoicing.Tests.RetailPro;

public class Electing_the_invoicing_store
{
    [Fact]
    public void the_first_to_ship_wins_however_little_it_shipped() =>
        StoreElection.Elect(Some.Order()).ShouldBe(new Election("SVA40", "first to ship (2026-03-05 15:58 UTC)"));

    [Fact]
    public void the_last_to_ship_wins_where_the_policy_says_so() =>
        StoreElection.Elect(Some.Order(), ElectionPolicy.LastToShip).ShouldBe(new Election("SVA11", "last to ship (2026-03-06 22:31 UTC)"));

    [Fact]
    public void instants_are_compared_and_not_texts() =>
        Elect(Line("A", "2026-03-05T10:00:00-06:00"), Line("B", "2026-03-05T15:59:00Z")).Store.ShouldBe("B");

    [Fact]
    public void a_tie_goes_to_the_store_that_shipped_more_of_the_whole_order() =>
        Elect(
            Line("SVA40", "2026-03-05T15:58:00Z", 2),
            Line("SVA41", "2026-03-05T09:58:00-06:00", 1),
            Line("SVA41", "2026-03-06T09:00:00Z", 2))
            .ShouldBe(new Election("SVA41", "first to ship (2026-03-05 15:58 UTC), tied with SVA40; shipped more units (3 of 5)"));

    [Fact]
    public void then_to_the_code_that_sorts_first() =>
        Elect(Line("b", "2026-03-05T15:58:00Z"), Line("a", "2026-03-05T15:58:00Z"), Line("B", "2026-03-05T15:58:00Z"))
            .ShouldBe(new Election(
                "B",
                "first to ship (2026-03-05 15:58 UTC), tied with a, b; as many units as a (1 of 3), and its code sorts first"));

    [Fact]
    public void the_same_rules_hold_for_the_last_to_ship() =>
        StoreElection.Elect([Line("A", "2026-03-05T15:58:00Z"), Line("B", "2026-03-05T15:58:00Z", 2)], ElectionPolicy.LastToShip)
            .ShouldBe(new Election("B", "last to ship (2026-03-05 15:58 UTC), tied with A; shipped more units (2 of 3)"));

    [Fact]
    public void the_order_of_the_lines_does_not_matter()
    {
        var lines = Some.Order().Items;

        StoreElection.Elect(lines.Reverse()).ShouldBe(StoreElection.Elect(lines));
    }

    [Fact]
    public void only_fulfilled_lines_count() => Elect(
        Line("A", "2026-03-05T10:00:00Z") with { Status = Order.Cancelled },
        Line("B", "2026-03-05T11:00:00Z") with { Status = Order.Open },
        Line("C", "2026-03-05T12:00:00Z")).Store.ShouldBe("C");

    [Fact]
    public void without_a_store_or_a_time_on_every_fulfilled_line_there_is_no_election()
    {
        var whole = Line("A", "2026-03-05T10:00:00Z");

        StoreElection.Elect([whole, whole with { ShippedFrom = null }]).ShouldBeNull();
        StoreElection.Elect([whole, whole with { ShippedFrom = " " }]).ShouldBeNull();
        StoreElection.Elect([whole, whole with { ShippedAt = null }]).ShouldBeNull();
        StoreElection.Elect([]).ShouldBeNull();
        StoreElection.Elect([whole with { Status = Order.Cancelled }]).ShouldBeNull();
    }

    [Fact]
    public void quantities_without_sense_do_no_harm() => Elect(
        Line("A", "2026-03-05T10:00:00Z", decimal.MaxValue),
        Line("A", "2026-03-05T10:00:00Z", decimal.MaxValue),
        Line("B", "2026-03-05T10:00:00Z", decimal.MinValue),
        Line("B", "2026-03-05T10:00:00Z") with { Quantity = null }).Store.ShouldBe("A");

    private static Election Elect(params OrderLine[] lines) => StoreElection.Elect(lines).ShouldNotBeNull();

    internal static OrderLine Line(string store, string at, decimal quantity = 1, string upc = "1") => new()
    {
        Index = 0,
        Upc = upc,
        Quantity = quantity,
        Status = Order.Fulfilled,
        ShippedFrom = store,
        ShippedAt = DateTimeOffset.Parse(at, CultureInfo.InvariantCulture),
    };
}
