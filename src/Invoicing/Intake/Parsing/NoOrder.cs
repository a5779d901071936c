using System.Text.Json;
using Invoicing.Orders;

namespace Invoicing.Intake.Parsing;

/// <summary>Says of a value that has no order's number what it probably is.</summary>
internal static class NoOrder
{
    /// <param name="problem">What keeps its number from being read.</param>
    public static string Told(JsonElement value, string problem) => Resembles(value) is { } what ? $"{problem}: {what}" : problem;

    private static string? Resembles(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        var names = new List<(string Name, JsonElement Value)>();
        foreach (var property in value.EnumerateObject())
        {
            if (JsonText.TryNameOf(property, out var name))
            {
                names.Add((name, property.Value));
            }
        }

        // Told before anything else: a number that is there and cannot be read needs no other name.
        return names.Exists(property => IsNumber(property.Name)) ? null
            : names.Find(property => IsLikeNumber(property.Name)) is { Name: { } alike }
            ? $"it has {alike}, which must be called {OrderNumber.Field}"
            : Holds(names, "attributes")
            ? "it looks like JSON:API, with the order inside attributes; an array of the orders themselves is expected"
            : Holds(names, "node") || names.Exists(property => property.Name == "edges")
            ? "it looks like a connection of GraphQL, with orders inside edges and node; an array of the orders themselves is expected"
            : names.Find(property => HasNumber(property.Value)) is { Name: { } inside }
            ? $"it has an order inside {inside}; an array of the orders themselves is expected"
            : null;
    }

    private static bool Holds(List<(string Name, JsonElement Value)> names, string name) =>
        names.Exists(property => property.Name == name && property.Value.ValueKind == JsonValueKind.Object);

    private static bool HasNumber(JsonElement value) => value.ValueKind == JsonValueKind.Object && value.EnumerateObject()
        .Any(property => JsonText.TryNameOf(property, out var name) && IsNumber(name));

    private static bool IsLikeNumber(string name) =>
        CsvHeader.Find(name)?.Name == CsvHeader.OrderNo || name.ToUpperInvariant() is "ORDERNAME" or "ORDER_NAME";

    private static bool IsNumber(string name) => name.Equals(OrderNumber.Field, StringComparison.OrdinalIgnoreCase);
}
