using System.Text.Json;
using Invoicing.ReceivingOrders;

namespace Invoicing.ReceivingFeeds.Reading;

/// <summary>One message of a file, or what keeps it from being one.</summary>
/// <param name="Place">Where it stands, such as <c>orders.jsonl:17</c> or <c>orders.json, element 3</c>.</param>
/// <param name="Json">The text as it stands in the file, UTF-8.</param>
/// <param name="Problem">Set when it is not JSON; free of the text itself, which may hold personal data.</param>
/// <param name="Line">Of the file, on which it begins, from 1.</param>
/// <param name="CellOf">Where a field of the order stands in a CSV file; null: it is none, or the field is no value of it.</param>
internal sealed record OrderText(
    string Place, ReadOnlyMemory<byte> Json, string? Problem = null, long Line = 1, Func<string, string?>? CellOf = null)
{
    public static OrderText Unreadable(string place, string problem, long line) => new(place, default, problem, line);

    /// <summary>What it says; it is JSON where it has no problem.</summary>
    public JsonDocument Parse() => JsonDocument.Parse(Json);

    /// <summary>A fault of the order, with the place where whoever wrote the file finds it.</summary>
    public DataFault Placed(DataFault fault) =>
        CellOf?.Invoke(fault.Field) is { } cell ? fault with { Problem = $"{fault.Problem} ({cell})" } : fault;
}
