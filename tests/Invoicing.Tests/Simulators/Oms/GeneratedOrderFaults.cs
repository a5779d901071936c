using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Invoicing.Tests.Simulators.Oms;

/// <summary>
/// The rules of the order's contract, written a second time for the generator's own tests: names the fields that break them.
/// </summary>
internal static partial class GeneratedOrderFaults
{
    public static IReadOnlyList<string> Of(string json)
    {
        using var document = JsonDocument.Parse(json);
        var order = document.RootElement;
        var faults = new List<string>();
        var isSendSale = Text(order, "salesChannel") == "POS";
        Check(faults, "orderId", HasText(order, "orderId", 100));
        Check(faults, "orderNo", Number(Text(order, "orderNo")) is { Length: > 0 and <= 9 });
        Check(faults, "salesChannel", isSendSale || Text(order, "salesChannel") == "ECOM");
        Check(faults, "soldAtStore", !isSendSale || HasText(order, "soldAtStore", 5));
        Check(faults, "createdAt", IsTime(Text(order, "createdAt")));
        Check(faults, "deliveryType", Text(order, "deliveryType") is "Store" or "Home");
        Check(faults, "paymentType", Text(order, "paymentType") is "Card" or "CashOnDelivery");
        Check(faults, "total", IsAmount(order, "total", required: true));
        Check(faults, "discount", IsAmount(order, "discount", required: false));
        Check(faults, "shipping", IsAmount(order, "shipping", required: false));
        CheckCustomer(faults, order, "billing");
        CheckCustomer(faults, order, "deliverTo");
        var items = order.TryGetProperty("items", out var list) && list.ValueKind == JsonValueKind.Array ?
            list.EnumerateArray().ToList() :
            [];
        Check(faults, "items", items.Count > 0);
        items.ForEach(item => CheckItem(faults, item));
        Check(faults, "items[].lineNo", items.DistinctBy(item => Property(item, "lineNo")?.GetRawText()).Count() == items.Count);
        return faults;
    }

    /// <summary>A leading # and blanks around do not count.</summary>
    public static string Number(string? orderNo) => orderNo is null ? "" : (orderNo.StartsWith('#') ? orderNo[1..] : orderNo).Trim();

    public static decimal Amount(JsonElement json, string name) => Property(json, name)?.GetDecimal() ?? 0;

    public static IEnumerable<JsonElement> Counting(JsonElement order) =>
        order.GetProperty("items").EnumerateArray().Where(item => Text(item, "status") != "Cancelled");

    private static void CheckCustomer(List<string> faults, JsonElement order, string who)
    {
        var customer = order.TryGetProperty(who, out var found) && found.ValueKind == JsonValueKind.Object ? found : default;
        Check(faults, $"{who}.firstName", HasText(customer, "firstName", 30));
        Check(faults, $"{who}.lastName", HasText(customer, "lastName", 30));
        Check(faults, $"{who}.email", HasText(customer, "email", 60));
        Check(faults, $"{who}.address1", HasText(customer, "address1", int.MaxValue));
        Check(faults, $"{who}.documentNo", HasText(customer, "documentNo", 20));
    }

    private static void CheckItem(List<string> faults, JsonElement item)
    {
        var isFulfilled = Text(item, "status") == "Fulfilled";
        Check(faults, "items[].lineNo", Property(item, "lineNo") is { ValueKind: JsonValueKind.Number });
        Check(faults, "items[].upc", HasText(item, "upc", 19));
        Check(faults, "items[].quantity", IsAmount(item, "quantity", required: true) && Amount(item, "quantity") > 0);
        Check(faults, "items[].originalPrice", IsAmount(item, "originalPrice", required: true));
        Check(faults, "items[].originalTax", IsAmount(item, "originalTax", required: true));
        Check(faults, "items[].price", IsAmount(item, "price", required: true));
        Check(faults, "items[].tax", IsAmount(item, "tax", required: true));
        Check(faults, "items[].status", isFulfilled || Text(item, "status") is "Cancelled" or "Open");
        Check(faults, "items[].shippedFrom", !isFulfilled || HasText(item, "shippedFrom", 5));
        Check(faults, "items[].shippedAt", !isFulfilled || IsTime(Text(item, "shippedAt")));
        Check(faults, "items[].pickupStore", Property(item, "pickupStore") is null || HasText(item, "pickupStore", 5));
    }

    private static void Check(List<string> faults, string field, bool isRight)
    {
        if (!isRight && !faults.Contains(field))
        {
            faults.Add(field);
        }
    }

    private static bool HasText(JsonElement json, string name, int limit) =>
        Text(json, name) is { } text && !string.IsNullOrWhiteSpace(text) && text.Length <= limit;

    // Up to four decimals, which no sound order exceeds.
    private static bool IsAmount(JsonElement json, string name, bool required) => Property(json, name) is { } value
        ? value.ValueKind == JsonValueKind.Number && Math.Abs(value.GetDecimal()) <= 999_999.9999m
            && decimal.Round(value.GetDecimal(), 4) == value.GetDecimal()
        : !required;

    private static bool IsTime(string? text) =>
        text is not null && Moment().IsMatch(text) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out _);

    private static string? Text(JsonElement json, string name) =>
        Property(json, name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    private static JsonElement? Property(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ?
            value :
            null;

    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?(Z|[+-]\d\d:\d\d)?$")]
    private static partial Regex Moment();
}
