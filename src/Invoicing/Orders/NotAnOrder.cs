using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Invoicing.Orders;

/// <summary>
/// Says of JSON that is no single order what it is instead. A list or a wrapper is refused even if it holds one order:
/// whoever sends it will send two some day, and shall learn of it on the first.
/// </summary>
internal static partial class NotAnOrder
{
    public const string OneEach =
        "one message is one order: publish each by itself, or give the file to `invoicing publish FILE` or to a feed";

    /// <param name="body">A message whose order number cannot be read.</param>
    /// <param name="problem">Why it cannot.</param>
    /// <returns>The same, or what says more. Continues a sentence about the message.</returns>
    public static string Describe(JsonElement body, string problem) => body.ValueKind switch
    {
        JsonValueKind.Array => $"it is a list of {body.GetArrayLength()} values; {OneEach}",
        JsonValueKind.String => OfText(body) ?? problem,
        JsonValueKind.Object when !HasNumber(body) => Wrapped(body) ?? problem,
        _ => problem,
    };

    private static string? OfText(JsonElement body) => !JsonText.TryRead(body, orNumber: false, out var text, out _) ? null
        : text.TrimStart() is ['{' or '[', ..] ? "it is JSON inside a JSON text (encoded twice): publish the order itself"
        : OtherText.Base64(Encoding.UTF8.GetBytes(text.Trim()));

    private static string? Wrapped(JsonElement body)
    {
        foreach (var property in body.EnumerateObject())
        {
            // A name may be anything, a customer's value too.
            var name = JsonText.TryNameOf(property, out var text) && HarmlessName().IsMatch(text) ? $"its field {text}" : "a field of it";
            if (What(property.Value) is { } what)
            {
                var envelope = IsCloudEvent(body) ? "it is a CloudEvents envelope, and " : "";
                return $"{OrderNumber.Field} is missing: {envelope}{name} holds {what}";
            }
        }

        return null;
    }

    private static string? What(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object when HasNumber(value) => "the order; publish the order itself, without a wrapper",
        JsonValueKind.Array when value.GetArrayLength() > 0
            && HasNumber(value[0]) => $"a list of {value.GetArrayLength()} orders; {OneEach}",
        JsonValueKind.String when JsonText.TryRead(value, orNumber: false, out var text, out _) && IsOrder(text) =>
            "JSON as a text; publish the order itself, without a wrapper",
        _ => null,
    };

    /// <summary>Whether it is an object with an order's number, readable or not.</summary>
    public static bool HasNumber(JsonElement value) =>
        value.ValueKind == JsonValueKind.Object && new JsonFields(value, "", []).Has(OrderNumber.Field);

    private static bool IsCloudEvent(JsonElement body) => new JsonFields(body, "", []).Has("specversion");

    private static bool IsOrder(string text) =>
        text.TrimStart() is ['{' or '[', ..] && text.Contains(OrderNumber.Field, StringComparison.OrdinalIgnoreCase);

    [GeneratedRegex(@"^[A-Za-z_][A-Za-z0-9_]{0,39}\z")]
    private static partial Regex HarmlessName();
}
