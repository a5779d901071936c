using Invoicing.Orders;
using Invoicing.RetailPro;

namespace Invoicing.Tests.RetailPro;

public class Deliveries
{
    [Fact]
    public void in_store_every_line_names_its_pickup_store()
    {
        var body = Some.Json(Some.Invoice(Order("Store", "A36", "A36", "A37")));

        body.GetProperty("DeliveryType").GetRawText().ShouldBe("1");
        Destinations(Order("Store", "A36", "A36", "A37")).ShouldBe(["A36", "A36", "A37"]);
    }

    [Fact]
    public void in_store_without_any_pickup_store_is_missing_data_on_every_line() =>
        Some.Invoice(Order("Store", null, null, null)).Faults.Select(fault => fault.ToString()).ShouldBe(
            ["items[0].pickupStore is missing", "items[1].pickupStore is missing", "items[2].pickupStore is missing"]);

    [Theory]
    [InlineData("Store")]
    [InlineData("Home")]
    public void a_pickup_store_has_at_most_five_characters(string type) =>
        Some.Invoice(Order(type, "A36", "STORE6", "A36")).Faults.Single().ToString()
            .ShouldBe("items[1].pickupStore is 6 characters long, at most 5 are allowed; RetailPro:Stores can name another code for it");

    [Theory]
    [InlineData("Store", "deliveryType is Store but 1 of 3 lines have no pickupStore: sent as home delivery (2), with StoreDest on the "
        + "lines that are collected")]
    [InlineData("home", "deliveryType is Home but 2 of 3 lines have a pickupStore: sent as home delivery (2), with StoreDest on the "
        + "lines that are collected")]
    public void a_mixed_order_goes_home_with_the_pickup_stores_still_named(string type, string warning)
    {
        var order = Order(type, "A36", null, "A36");
        var built = Some.Invoice(order);

        Some.Json(built).GetProperty("DeliveryType").GetRawText().ShouldBe("2");
        Destinations(order).ShouldBe(["A36", "", "A36"]);
        built.Warnings.ShouldBe([warning]);
    }

    private static IEnumerable<string?> Destinations(Invoicing.Orders.Order order) =>
        Some.Json(Some.Invoice(order)).GetProperty("Items").EnumerateArray().Select(item => item.GetProperty("StoreDest").GetString());

    private static Invoicing.Orders.Order Order(string type, params string?[] pickupStores)
    {
        var json = Some.With(Samples.SplitHome, "deliveryType", type);
        for (var i = 0; i < pickupStores.Length; i++)
        {
            json = Some.With(json, $"items[{i}].pickupStore", pickupStores[i]);
        }

        return Some.Read(json);
    }
}
