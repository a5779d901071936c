using System.Text.Json;
using Invoicing.Orders;

namespace Invoicing.Intake.Parsing;

/// <summary>One message of a file, or what keeps it from being one.</summary>
/// <param name="Place">Where it stands, such as <c>orders.jsonl:17</c> or <c>orders.json, element 3</c>.</param>
/// <param name="Json">The text, UTF-8: as it stands in the file, or brought into our form.</param>
/// <param name="Problem">Set when it is not JSON; free of the text itself, which may hold personal data.</param>
/// <param name="Line">Of the file, on which it begins, from 1.</param>
/// <param name="CellOf">Where a field of the order stands in a CSV file; null: it is none, or the field is no value of it.</param>
internal sealed record OrderText(
    string Place, ReadOnlyMemory<byte> Json, string? Problem = null, long Line = 1, Func<string, string?>? CellOf = null)
{
    /// <summary>In bytes.</summary>
    public const int Longest = 16 * 1024 * 1024;

    public static readonly string IsTooLong = $"is longer than {Longest / 1024 / 1024} MB, which no order may be";

    /// <summary>What could not be brought into our form from another one; the order carries it.</summary>
    public IReadOnlyList<ValidationError> Faults { get; init; } = [];

    /// <summary>Of the entry in its file, from 1.</summary>
    public long Number { get; init; }

    public static OrderText Unreadable(string place, string problem, long line) => new(place, default, problem, line);

    /// <returns>The order, or the update of one, or what keeps it from being either.</returns>
    public (Order? Order, ReceivedUpdate? Update, string? Problem) Read(TimeZoneInfo zone, DateTimeOffset now)
    {
        if (Problem is not null)
        {
            return (null, null, Problem);
        }

        using var json = JsonDocument.Parse(Json);
        if (!OrderNumber.TryRead(json.RootElement, out _, out _, out var problem))
        {
            return (null, null, NoOrder.Told(json.RootElement, problem));
        }

        if (UpdateKinds.Of(json.RootElement) is { } kind)
        {
            return (null, new(kind, json.RootElement.Clone()), null);
        }

        var order = OrderReader.Read(json.RootElement, zone, now);
        return (order with { Unreadable = [.. order.Unreadable, .. Faults] }, null, null);
    }

    /// <summary>A fault of the order, with the place where whoever wrote the file finds it.</summary>
    public ValidationError Placed(ValidationError fault) =>
        CellOf?.Invoke(fault.Field) is { } cell ? fault with { Problem = $"{fault.Problem} ({cell})" } : fault;
}

/// <summary>Says of a value that has no order's number what it probably is.</summary>
internal static class NoOrder
{
    /// <param name="problem">What keeps its number from being read.</param>
    public static string Told(JsonElement value, string problem) => Resembles(value) is { } what ? $"{problem}: {what}" : problem;

    private static string? Resembles(JsonElement value)
    {
        // A number that is there and cannot be read needs no other name.
        if (value.ValueKind != JsonValueKind.Object || NotAnOrder.HasNumber(value))
        {
            return null;
        }

        var names = value.EnumerateObject()
            .Select(property => (Name: JsonText.TryNameOf(property, out var name) ? name : "", property.Value)).ToList();
        return names.Find(property => IsLikeNumber(property.Name)) is { Name: { } alike }
            ? $"it has {alike}, which must be called {OrderNumber.Field}"
            : Holds(names, "attributes")
            ? "it looks like JSON:API, with the order inside attributes; an array of the orders themselves is expected"
            : Holds(names, "node") || names.Exists(property => property.Name == "edges")
            ? "it looks like a connection of GraphQL, with orders inside edges and node; an array of the orders themselves is expected"
            : names.Find(property => NotAnOrder.HasNumber(property.Value)) is { Name.Length: > 0, Name: var inside }
            ? $"it has an order inside {inside}; an array of the orders themselves is expected"
            : null;
    }

    private static bool Holds(List<(string Name, JsonElement Value)> names, string name) =>
        names.Exists(property => property.Name == name && property.Value.ValueKind == JsonValueKind.Object);

    private static bool IsLikeNumber(string name) =>
        CsvHeader.Find(name)?.Name == CsvHeader.OrderNo || name.ToUpperInvariant() is "ORDERNAME" or "ORDER_NAME";
}
