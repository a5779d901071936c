using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Invoicing.Orders;

/// <summary>
/// Says of a text that is no JSON what it is instead, as far as that can be told. Never quotes it: it may hold personal data.
/// </summary>
internal static partial class OtherText
{
    private const int ShortestBase64 = 16;

    /// <param name="text">UTF-8, as it came.</param>
    /// <returns>Continues a sentence about the message.</returns>
    public static string Describe(ReadOnlySpan<byte> text, JsonException error)
    {
        var content = text.Trim(" \t\r\n"u8);
        return content switch
        {
            [] => "it is empty, JSON is expected",
            [(byte)'<', ..] => "it is XML or HTML, JSON is expected",
            [(byte)'{' or (byte)'[' or (byte)'"', ..] =>
                $"{OfJson(text)} at line {error.LineNumber + 1}, byte {error.BytePositionInLine + 1} of the message",
            _ when Base64(content) is { } what => what,
            _ when FormFields().IsMatch(
                Encoding.UTF8.GetString(content[..Math.Min(content.Length, 200)])) => "it is form fields (name=value), JSON is expected",
            _ when System.Text.Unicode.Utf8.IsValid(content) && !content.ContainsAnyInRange((byte)0, (byte)8) =>
                "it is a text that is no JSON: an order begins with {",
            _ => "it is binary data, JSON in UTF-8 is expected",
        };
    }

    /// <returns>Null: it is no base64, or of something else than an order could be.</returns>
    public static string? Base64(ReadOnlySpan<byte> text)
    {
        if (text.Length < ShortestBase64)
        {
            return null;
        }

        byte[] decoded;
        try
        {
            decoded = System.Buffers.Text.Base64.IsValid(text) ? Convert.FromBase64String(Encoding.ASCII.GetString(text))
                : Base64Url.IsValid(text) ? Base64Url.DecodeFromUtf8(text)
                : [];
        }
        catch (FormatException)
        {
            return null;
        }

        var what = TextForms.Of(decoded) == TextForm.Gzip ? "a gzip archive"
            : decoded.AsSpan().TrimStart(" \t\r\n"u8) is [(byte)'{' or (byte)'[', ..] ? "JSON"
            : null;
        return what is null
            ? null
            : $"it is {what} written as base64: publish the bytes themselves (in RabbitMQ's HTTP API with payload_encoding base64)";
    }

    /// <summary>In what way a text that begins as JSON goes wrong.</summary>
    private static string OfJson(ReadOnlySpan<byte> text)
    {
        // Not the last block: what ends too early is no error to this reader.
        var reader = new Utf8JsonReader(text, isFinalBlock: false, default);
        try
        {
            while (reader.Read())
            {
            }

            return "it is JSON that ends too early (is it cut off?)";
        }
        catch (JsonException)
        {
            return reader.CurrentDepth >= JsonDepth - 1 ? $"it is JSON nested deeper than {JsonDepth} levels"
                : reader is { CurrentDepth: 0, TokenType: JsonTokenType.EndObject or JsonTokenType.EndArray }
                    && HasMore(text[(int)reader.BytesConsumed..])
                    ? $"it is more than one JSON value; {NotAnOrder.OneEach}; the second begins"
                    : "it is not JSON";
        }
    }

    private static bool HasMore(ReadOnlySpan<byte> rest) => rest.TrimStart(" \t\r\n,"u8) is [(byte)'{' or (byte)'[', ..];

    private const int JsonDepth = 64;

    [GeneratedRegex(@"^[\w.%+\[\]-]+=")]
    private static partial Regex FormFields();
}
