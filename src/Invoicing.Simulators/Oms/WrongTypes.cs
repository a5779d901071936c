using System.Text.Json.Nodes;

namespace Invoicing.Simulators.Oms;

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
