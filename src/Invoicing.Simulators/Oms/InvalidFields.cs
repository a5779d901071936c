using System.Text.Json.Nodes;

namespace Invoicing.Simulators.Oms;

/// <summary>A way to spoil one field of a sound order.</summary>
/// <param name="Path">The field; several faults of one order have different paths.</param>
/// <param name="Value">Its new value; null takes the property away.</param>
internal sealed record Spoiling(string Path, string Fault, Func<JsonNode?> Value, SpoilingBase Base = SpoilingBase.Home)
{
    public override string ToString() => $"{Path} {Fault}";
}

internal enum SpoilingBase
{
    Home,
    Bopis,
    SendSale,
}

/// <summary>
/// Every way in which a field breaks the order's contract or the mapping table of Order to Invoice. Types are right throughout;
/// wrong ones are in <see cref="WrongTypes"/>.
/// </summary>
internal static class InvalidFields
{
    public static readonly IReadOnlyList<Spoiling> All =
        [.. Root(), .. Customer("billing"), .. Customer("deliverTo"), .. Item(), .. OfOtherOrders()];

    /// <summary>
    /// Those that can be combined so that each can still be seen: the order keeps its number, its customers and its lines,
    /// and the channel and the status, by which it is told what else is required.
    /// </summary>
    public static readonly IReadOnlyList<Spoiling> Combinable =
    [
        .. All.Where(spoiling => spoiling.Base == SpoilingBase.Home)
            .Where(spoiling => spoiling.Path is not ("orderNo" or "salesChannel" or "billing" or "deliverTo"))
            .Where(spoiling => spoiling.Path is not ("items" or "items[0].status")),
    ];

    private static IEnumerable<Spoiling> Root() =>
    [
        // Null stands for a number made from the order's place, for two equal ones would be one order.
        new("orderNo", "longer than 9", () => null),
        Missing("orderId"),
        Missing("salesChannel"),
        Missing("createdAt"),
        new("createdAt", "no time", () => "the day before yesterday"),
        Missing("deliveryType"),
        new("deliveryType", "unknown", () => "Drone"),
        Missing("paymentType"),
        new("paymentType", "unknown", () => "Seashells"),
        Missing("total"),
        new("total", "overflows Float(10,4)", () => 999_999.99996m),
        new("discount", "overflows Float(10,4)", () => 1_000_000m),
        new("shipping", "overflows Float(10,4)", () => 1_000_000.5m),
        Missing("billing"),
        Missing("deliverTo"),
        Missing("items"),
        new("items", "empty", () => new JsonArray()),
    ];

    private static IEnumerable<Spoiling> Customer(string who) =>
    [
        Missing($"{who}.firstName"),
        TooLong($"{who}.firstName", 30),
        Missing($"{who}.lastName"),
        TooLong($"{who}.lastName", 30),
        Missing($"{who}.email"),
        new($"{who}.email", "longer than 60", () => "@example.test".PadLeft(61, 'x')),
        Missing($"{who}.address1"),
        new($"{who}.address1", "empty", () => ""),
        Missing($"{who}.documentNo"),
        new($"{who}.documentNo", "blank", () => "   "),
        TooLong($"{who}.documentNo", 20),
    ];

    private static IEnumerable<Spoiling> Item() =>
    [
        Missing("items[0].lineNo"),
        new("items[0].lineNo", "not unique", () => 2),
        Missing("items[0].upc"),
        TooLong("items[0].upc", 19),
        Missing("items[0].quantity"),
        new("items[0].quantity", "zero", () => 0),
        new("items[0].quantity", "negative", () => -1),
        new("items[0].quantity", "overflows Float(10,4)", () => 1_000_000m),
        Missing("items[0].originalPrice"),
        new("items[0].originalPrice", "overflows Float(10,4)", () => 1_000_000m),
        Missing("items[0].originalTax"),
        new("items[0].originalTax", "overflows Float(10,4)", () => 12_345_678.9m),
        Missing("items[0].price"),
        new("items[0].price", "overflows Float(10,4)", () => 1_000_000.0001m),
        Missing("items[0].tax"),
        new("items[0].tax", "overflows Float(10,4)", () => 1_000_000m),
        Missing("items[0].status"),
        new("items[0].status", "unknown", () => "Lost"),
        Missing("items[0].shippedFrom"),
        TooLong("items[0].shippedFrom", 5),
        Missing("items[0].shippedAt"),
        new("items[0].shippedAt", "no time", () => "2026-13-45T99:00:00-06:00"),
    ];

    private static IEnumerable<Spoiling> OfOtherOrders() =>
    [
        TooLong("items[0].pickupStore", 5) with { Base = SpoilingBase.Bopis },
        Missing("soldAtStore") with { Base = SpoilingBase.SendSale },
        TooLong("soldAtStore", 5) with { Base = SpoilingBase.SendSale },
        TooLong("items[0].shippedFrom", 5) with { Base = SpoilingBase.SendSale },
        Missing("items[0].upc") with { Base = SpoilingBase.SendSale },
        new("items[0].quantity", "zero", () => 0, SpoilingBase.SendSale),
    ];

    private static Spoiling Missing(string path) => new(path, "missing", () => null);

    private static Spoiling TooLong(string path, int limit) => new(path, $"longer than {limit}", () => new string('X', limit + 1));
}
