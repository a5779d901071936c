using System.Text.Json;
using Invoicing.Intake;
using Invoicing.Orders;
using Invoicing.Process;
using Invoicing.RetailPro;
using Invoicing.Tests.RetailPro;
using Some = Invoicing.Tests.RetailPro.Some;

namespace Invoicing.Tests.Orders;

public class What_systems_write_for_none
{
    public static TheoryData<string> Defaults =>
    [
        "0001-01-01T00:00:00", "0001-01-01T00:00:00Z", "0001-01-01T00:00:00+06:00", "0001-01-01", "0000-00-00 00:00:00", "1601-01-01T00:00:00Z", "1753-01-01T00:00:00",
        "1899-12-30T00:00:00", "1899-12-31T00:00:00-06:00", "1900-01-01T00:00:00", "1904-01-01T00:00:00", "1969-12-31T18:00:00-06:00", "1970-01-01T00:00:00Z", "1970-01-01T05:30:00+05:30",
        "1980-01-01T00:00:00", "1999-12-31T18:00:00", "2000-01-01T00:00:00Z", "2001-01-01T00:00:00Z", "9999-12-31T23:59:59", "9999-12-31T23:59:59.9999999-06:00",
    ];

    [Theory]
    [MemberData(nameof(Defaults))]
    public void is_no_time_and_elects_nobody(string time)
    {
        var order = Some.OrderWith("items[0].shippedAt", time);

        order.Items[0].ShippedAt.ShouldBeNull();
        StoreElection.Elect(order).ShouldBeNull();
        Some.Invoice(order).Faults.Single().ToString()
            .ShouldBe($"items[0].shippedAt is {time[..10]}, which systems write where they have no time: the real one is expected");
    }

    [Theory]
    [InlineData("createdAt")]
    [InlineData("completedAt")]
    public void is_a_fault_of_the_orders_own_times(string field) =>
        Some.Invoice(Some.OrderWith(field, "0001-01-01T00:00:00")).Faults.Single().Field.ShouldBe(field);

    [Theory]
    [InlineData("createdAt", "2038-01-19T03:14:07Z")]
    [InlineData("completedAt", "2026-03-23T00:00:00Z")]
    [InlineData("items[1].shippedAt", "2026-03-22T12:00:01Z")]
    public void neither_has_anything_happened_yet_that_is_to_come(string field, string time) =>
        Some.Invoice(Some.OrderWith(field, time)).Faults.Single().ToString()
            .ShouldBe($"{field} is {time.Replace("Z", "+00:00")}, which is still to come: when it happened is expected");

    [Theory]
    [InlineData("2026-03-22T11:59:59Z")]
    [InlineData("2026-03-21T23:00:00-12:00")]
    public void clocks_and_zones_may_differ(string time) => Some.Invoice(Some.OrderWith("items[0].shippedAt", time)).Faults.ShouldBeEmpty();

    [Fact]
    public void nothing_ships_before_it_was_ordered()
    {
        Some.Invoice(Some.OrderWith("items[0].shippedAt", "2026-03-03T14:02:00-06:00")).Faults.Single().ToString().ShouldBe(
            "items[0].shippedAt is 2026-03-03T14:02:00-06:00, before the order was created (2026-03-04T14:02:11-06:00): one of the two "
                + "is wrong");
        Some.Invoice(Some.OrderWith("items[0].shippedAt", "2026-03-03T14:03:00-06:00")).Faults.ShouldBeEmpty();
        Some.Invoice(Some.OrderWith("createdAt", "2026-03-06T17:00:00Z")).Faults.Select(fault => fault.Field)
            .ShouldBe(["items[0].shippedAt", "items[1].shippedAt"]);
        Some.Invoice(Some.OrderWith("items[3].shippedAt", "2025-01-01T00:00:00Z")).Faults.ShouldBeEmpty("it is cancelled");
    }

    [Theory]
    [InlineData("Cancelled")]
    [InlineData("Open")]
    public void does_not_matter_where_nothing_was_shipped(string status)
    {
        var json = Some.With(Some.With(Samples.SplitHome, "items[3].status", status), "items[3].shippedAt", "0001-01-01T00:00:00");
        json = Some.With(Some.With(json, "items[3].shippedFrom", "_NA_"), "items[3].pickupStore", "null");

        var order = Some.Read(json);

        order.Unreadable.ShouldBeEmpty();
        RetailProPlan.Of(OrderProcessor.Preview(order, new(), [new RetailProPlanner(new(), new())])).Goods.ShouldBeNull();
    }

    [Fact]
    public void does_not_matter_to_slips_which_carry_no_such_time()
    {
        var json = Some.With(
            Some.With(Samples.SendSale, "items[0].shippedAt", "0001-01-01T00:00:00"),
            "completedAt",
            "1970-01-01T00:00:00Z");

        FaultsOf(json).ShouldBeEmpty();
        FaultsOf(Some.With(json, "createdAt", "0001-01-01T00:00:00")).Single().Field.ShouldBe("createdAt");
    }

    [Theory]
    [InlineData("_NA_")]
    [InlineData("_na_")]
    [InlineData("N/A")]
    [InlineData("NULL")]
    [InlineData("None")]
    [InlineData("TBD")]
    [InlineData("undefined")]
    [InlineData("unknown")]
    [InlineData("-")]
    [InlineData("?")]
    [InlineData("--")]
    public void is_no_store(string code)
    {
        var expected = $"is '{code}', which systems write where they have none: the code of a store is expected";
        FaultsOf(Some.With(Samples.SplitHome, "items[0].shippedFrom", code)).ShouldBe([new("items[0].shippedFrom", expected)]);
        FaultsOf(Some.With(Samples.SplitHome, "items[0].pickupStore", code)).ShouldBe([new("items[0].pickupStore", expected)]);
        FaultsOf(Some.With(Samples.SendSale, "soldAtStore", code)).ShouldBe([new("soldAtStore", expected)]);
        FaultsOf(Some.With(Samples.SendSale, "items[0].shippedFrom", code)).ShouldBe([new("items[0].shippedFrom", expected)]);
    }

    [Fact]
    public void is_not_looked_for_where_nobody_asks() => FaultsOf(Some.With(Samples.SplitHome, "soldAtStore", "_NA_")).ShouldBeEmpty();

    [Theory]
    [InlineData("0")]
    [InlineData("000")]
    [InlineData("N1")]
    [InlineData("NONE1")]
    public void is_told_from_stores(string code) => FaultsOf(Some.With(Samples.SplitHome, "items[0].shippedFrom", code)).ShouldBeEmpty();

    [Fact]
    public void may_be_a_store_that_the_directory_names()
    {
        var settings = Some.Settings();
        settings.Stores["*"] = "*";
        var json = Some.With(Samples.SplitHome, "items[0].shippedFrom", "_NA_");

        FaultsOf(json, settings).Single().Field.ShouldBe("items[0].shippedFrom", "a pattern does not name it");
        settings.Stores["_NA_"] = "NA";
        FaultsOf(json, settings).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("\"null\"", "null")]
    [InlineData("\"undefined\"", "undefined")]
    [InlineData("\"[object Object]\"", "[object Object]")]
    [InlineData("0", "0")]
    [InlineData("\"#00000\"", "00000")]
    [InlineData("\"##\"", "#")]
    [InlineData("\"-\"", "-")]
    public void is_no_order_number(string json, string number)
    {
        OrderNumber.TryRead(JsonElement.Parse($$"""{"orderNo":{{json}}}"""), out _, out _, out var problem).ShouldBeFalse();
        problem.ShouldBe($"orderNo is '{number}', which systems write where they have none: the number of one order is expected");
    }

    [Theory]
    [InlineData("null")]
    [InlineData("0")]
    [InlineData("_NA_")]
    public void is_no_id(string id)
    {
        var order = Some.OrderWith("orderId", id);

        order.OrderId.ShouldBeNull();
        Some.Invoice(order).Faults.Single().ToString()
            .ShouldBe($"orderId is '{id}', which systems write where they have none: an id of its own is expected");
    }

    private static IReadOnlyList<ValidationError> FaultsOf(string json, RetailProSettings? settings = null) =>
        PlannedRequests.FaultsOf(Some.Read(json), new(), [new RetailProPlanner(new(), settings ?? Some.Settings())]);
}
