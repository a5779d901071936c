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
    /// <summary>What could not be brought into our form from another one; the order carries it.</summary>
    public IReadOnlyList<ValidationError> Faults { get; init; } = [];

    public static OrderText Unreadable(string place, string problem, long line) => new(place, default, problem, line);

    /// <summary>What it says; it is JSON where it has no problem.</summary>
    public JsonDocument Parse() => JsonDocument.Parse(Json);

    /// <param name="json">Of <see cref="Json"/>.</param>
    /// <param name="zone">Of times without an offset.</param>
    /// <param name="now">What is said to have happened later has not.</param>
    public Order Read(JsonElement json, TimeZoneInfo zone, DateTimeOffset now)
    {
        var order = OrderReader.Read(json, zone, now);
        return Faults.Count == 0 ? order : order with { Unreadable = [.. order.Unreadable, .. Faults] };
    }

    /// <summary>A fault of the order, with the place where whoever wrote the file finds it.</summary>
    public ValidationError Placed(ValidationError fault) =>
        CellOf?.Invoke(fault.Field) is { } cell ? fault with { Problem = $"{fault.Problem} ({cell})" } : fault;
}
