using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;

namespace Invoicing.ReceivingOrders;

/// <summary>
/// Reads texts from JSON that may hold anything. <c>GetString</c> throws for a lone surrogate and for bytes that are not UTF-8, and
/// PostgreSQL refuses NUL in a text: one such value must become a fault of its field, not the end of the message.
/// </summary>
internal static class JsonText
{
    public static bool TryRead(
        JsonElement value, bool orNumber, [NotNullWhen(true)] out string? text, [NotNullWhen(false)] out string? problem)
    {
        (text, problem) = value.ValueKind switch
        {
            JsonValueKind.String => StringOf(value),
            JsonValueKind.Number when orNumber => WholeNumberOf(value) is { } digits
                ? (digits, null)
                : (null, "is a number with decimals or an exponent, a text or a whole number is expected"),
            _ => (null, $"is {KindOf(value)}, a text{(orNumber ? " or a whole number" : "")} is expected"),
        };
        return problem is null;
    }

    /// <summary>False for a name that is no text, such as one with a lone surrogate: it can be none of ours.</summary>
    public static bool TryNameOf(JsonProperty property, [NotNullWhen(true)] out string? name)
    {
        try
        {
            name = property.Name;
            return true;
        }
        catch (InvalidOperationException)
        {
            name = null;
            return false;
        }
    }

    public static string KindOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.String => "a text",
        JsonValueKind.Number => "a number",
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => "null",
    };

    private static (string? Text, string? Problem) StringOf(JsonElement value)
    {
        try
        {
            var text = value.GetString()!;
            return text.Contains('\0') ? (null, "contains a NUL character") : (text, null);
        }
        catch (InvalidOperationException)
        {
            return (null, "contains half of a surrogate pair or bytes that are not UTF-8");
        }
    }

    /// <summary>Digits as they stand, so that a UPC or a number of any length is kept; <c>1042.0</c> and <c>1e3</c> are whole numbers too.</summary>
    private static string? WholeNumberOf(JsonElement value)
    {
        var raw = value.GetRawText();
        if (!raw.AsSpan(raw[0] == '-' ? 1 : 0).ContainsAnyExceptInRange('0', '9'))
        {
            return raw;
        }

        return value.TryGetDecimal(out var number) && number == decimal.Truncate(number)
            ? decimal.Truncate(number).ToString(CultureInfo.InvariantCulture)
            : null;
    }
}
