using System.Text.Json.Nodes;

namespace Invoicing.Simulators.Oms;

/// <summary>Values of the right type and length that cannot be right: defaults and placeholders of others, impossible amounts.</summary>
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

/// <summary>
/// Values of a JSON type that nobody could take for the right one. Left out on purpose: a number written as text and a text written as a
/// number, which some readers take and others do not.
/// </summary>
internal static class WrongTypes
{
    public static readonly IReadOnlyList<Spoiling> All =
    [
        Wrong("items[0].quantity", () => "two"),
        Wrong("items[0].price", () => "about ten"),
        Wrong("items[0].originalPrice", () => true),
        Wrong("items[0].tax", () => new JsonObject { ["amount"] = 4.6m }),
        Wrong("items[0].upc", () => new JsonArray("8720116120001")),
        Wrong("items[0].lineNo", () => "first"),
        Wrong("items[0].shippedFrom", () => new JsonObject { ["store"] = "SVA11" }),
        Wrong("items[0].shippedAt", () => true),
        Wrong("items[0].status", () => new JsonArray()),
        Wrong("items[0]", () => "one sandal"),
        Wrong("items", () => new JsonObject { ["lineNo"] = 1 }),
        Wrong("items", () => "none"),
        Wrong("total", () => "a lot"),
        Wrong("discount", () => "none"),
        Wrong("createdAt", () => new JsonObject()),
        Wrong("deliveryType", () => new JsonArray("Home")),
        Wrong("paymentType", () => true),
        Wrong("billing", () => "Rosa Interiano"),
        Wrong("deliverTo", () => new JsonArray()),
        Wrong("billing.email", () => new JsonArray("rosa@example.test")),
        Wrong("deliverTo.firstName", () => false),
        Wrong("salesChannel", () => new JsonObject { ["code"] = "ECOM" }),
    ];

    private static Spoiling Wrong(string path, Func<JsonNode> value) => new(path, "of the wrong type", value);
}
