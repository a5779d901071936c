using System.Globalization;
using System.Text.Json;

namespace Invoicing.Harness.Oracle;

/// <summary>What the OMS says of an order beside its content, as the document of messages says that it must be read.</summary>
internal abstract record PublishedUpdate(string OrderNo)
{
    // No order has one of them.
    private static readonly string[] s_marks = ["returnNo", "occurredAt", "trackingNumber"];

    private static readonly TimeSpan s_local = TimeSpan.FromHours(-6);

    /// <summary>Where a message of the OMS belongs, order or update.</summary>
    public static string ExchangeOf(string text) => Read(text) switch
    {
        PublishedParcel => "Invoicing.Contracts:ShipmentTracked",
        PublishedEvent => "Invoicing.Contracts:TrackingEventOccurred",
        PublishedReturn => "Invoicing.Contracts:OrderReturned",
        _ => Channel.OrderCompleted,
    };

    /// <returns>Null: it is an order, or nothing that can be read.</returns>
    public static PublishedUpdate? Read(string text)
    {
        var kind = s_marks.FirstOrDefault(name => text.Contains($"\"{name}\"", StringComparison.Ordinal));
        if (kind is null)
        {
            return null;
        }

        try
        {
            using var json = JsonDocument.Parse(text);
            var root = json.RootElement;
            var orderNo = root.Text("orderNo").TrimStart('#');
            return kind switch
            {
                "returnNo" => PublishedReturn.Read(orderNo, root),
                "occurredAt" => new PublishedEvent(
                    orderNo, Optional(root, "trackingNumber"), root.Text("city"), root.Text("state"), root.Text("description"),
                    Local(root, "occurredAt", "yyyy-MM-dd")!, Local(root, "deliveredAt", "yyyy-MM-dd HH:mm")),
                _ => new PublishedParcel(
                    orderNo, Optional(root, "invoiceNumber"), root.Text("trackingNumber"), Optional(root, "trackingUrl"),
                    Optional(root, "courier"), Local(root, "dispatchedAt", "yyyy-MM-dd")),
            };
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? Optional(JsonElement json, string name) => json.Text(name) is { Length: > 0 } text ? text : null;

    // Times are those of the stores.
    private static string? Local(JsonElement json, string name, string form) => Optional(json, name) is { } text
        ? DateTimeOffset.Parse(text, CultureInfo.InvariantCulture).ToOffset(s_local).ToString(form, CultureInfo.InvariantCulture)
        : null;
}

internal sealed record PublishedParcel(
    string OrderNo, string? InvoiceNumber, string TrackingNumber, string? Url, string? Courier, string? DispatchedDate)
    : PublishedUpdate(OrderNo);

/// <param name="TrackingNumber">Null: of the order's only parcel.</param>
internal sealed record PublishedEvent(
    string OrderNo, string? TrackingNumber, string City, string State, string Description, string Date, string? DeliveredDate)
    : PublishedUpdate(OrderNo);

internal sealed record PublishedReturn(string OrderNo, string ReturnNo, long Value, string By) : PublishedUpdate(OrderNo)
{
    public IReadOnlyList<ReturnedLine> Lines { get; private init; } = [];

    public static PublishedReturn Read(string orderNo, JsonElement json) =>
        new(orderNo, json.Text("returnNo"), Cents(json.Number("value")), json.Text("by"))
        {
            Lines = [.. json.GetProperty("items").EnumerateArray().Select(line => new ReturnedLine(
                line.Text("upc"),
                (long)line.Number("quantity"),
                line.TryGetProperty("price", out _) ? Cents(line.Number("price")) : null))],
        };

    private static long Cents(decimal amount) => (long)decimal.Round(amount * 100, MidpointRounding.AwayFromZero);
}

/// <param name="Price">Cents a unit; null: the order's.</param>
internal sealed record ReturnedLine(string Upc, long Quantity, long? Price);
