using System.Text.Json.Nodes;

namespace Invoicing.Simulators.Oms;

/// <summary>Values of the right type and length that cannot be right: defaults and placeholders of other systems, and impossible amounts.</summary>
internal static class NonsenseFields
{
    public static readonly IReadOnlyList<Spoiling> All =
    [
        Default("items[0].shippedAt", "0001-01-01T00:00:00"),
        Default("items[0].shippedAt", "1970-01-01T00:00:00Z"),
        Default("items[0].shippedAt", "1899-12-30T00:00:00-06:00"),
        Default("items[0].shippedAt", "1753-01-01T00:00:00"),
        Default("items[0].shippedAt", "9999-12-31T00:00:00Z"),
        new("items[0].shippedAt", "still to come", () => "2038-01-19T03:14:07Z"),
        new("items[0].shippedAt", "before the order was created", () => "2020-01-01T10:00:00-06:00"),
        Default("createdAt", "0001-01-01T00:00:00Z"),
        Default("createdAt", "1900-01-01T00:00:00"),
        Default("completedAt", "1970-01-01T00:00:00Z"),
        Placeholder("items[0].shippedFrom", "_NA_"),
        Placeholder("items[0].shippedFrom", "null"),
        Placeholder("items[0].shippedFrom", "N/A"),
        Placeholder("items[0].pickupStore", "NONE") with { Base = SpoilingBase.Bopis },
        Placeholder("soldAtStore", "_na_") with { Base = SpoilingBase.SendSale },
        Placeholder("orderId", "undefined"),
        Placeholder("orderId", "0"),
        Negative("total"),
        Negative("discount"),
        Negative("shipping"),
        Negative("items[0].originalPrice"),
        Negative("items[0].originalTax"),
        Negative("items[0].price"),
        Negative("items[0].tax"),
    ];

    private static Spoiling Default(string path, string value) => new(path, $"the default {value}", () => value);

    private static Spoiling Placeholder(string path, string value) => new(path, $"the placeholder {value}", () => value);

    private static Spoiling Negative(string path) => new(path, "negative", () => JsonValue.Create(-0.01m));
}
