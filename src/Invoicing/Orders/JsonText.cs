using System.Diagnostics.CodeAnalysis;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Invoicing.Orders;

/// <summary>
/// Reads texts from JSON that may hold anything. <c>GetString</c> throws for a lone surrogate and for bytes that are not UTF-8, and
/// PostgreSQL refuses NUL in a text: one such value must become a fault of its field, not the end of the message.
/// </summary>
internal static class JsonText
{
    /// <summary>Names and addresses are Spanish, and people read them: without escapes that JSON does not need.</summary>
    public static readonly JsonSerializerOptions AsItIs = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

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

    /// <summary>The name of a property; blank where it is no text.</summary>
    public static string NameOf(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            return "";
        }
    }

    /// <summary>Whether a property has this name. <c>ValueTextEquals</c> throws for a lone surrogate.</summary>
    public static bool IsName(ref Utf8JsonReader reader, string name) =>
        reader.ValueIsEscaped ? NameOf(ref reader) == name : reader.ValueTextEquals(name);

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

    /// <summary>
    /// Digits as they stand, so that a UPC or a number of any length is kept; <c>1042.0</c> is a whole number too. With an exponent, as in
    /// <c>8.72012E+12</c>, the last digits may have been rounded away.
    /// </summary>
    private static string? WholeNumberOf(JsonElement value)
    {
        var raw = value.GetRawText();
        var decimals = raw.IndexOf('.', StringComparison.Ordinal);
        var digits = decimals > 0 && raw.AsSpan(decimals + 1).Trim('0').IsEmpty ? raw[..decimals] : raw;
        return digits.AsSpan(digits[0] == '-' ? 1 : 0).ContainsAnyExceptInRange('0', '9') ? null : digits;
    }
}
