using System.Text.Json;
using System.Text.Unicode;

namespace Invoicing.ReceivingFeeds.Reading;

/// <summary>Why a text is not JSON: the place, never the text around it, which may hold personal data.</summary>
internal static class NotJson
{
    /// <returns>Null: it is JSON.</returns>
    public static string? Find(ReadOnlySpan<byte> line)
    {
        try
        {
            var reader = new Utf8JsonReader(line);
            while (reader.Read())
            {
            }

            return Utf8.IsValid(line) ? null : "is not UTF-8";
        }
        catch (JsonException e)
        {
            return At(e, oneLine: true);
        }
    }

    public static string At(JsonException e, bool oneLine) => oneLine
        ? $"is not JSON (byte {e.BytePositionInLine + 1} of the line)"
        : $"is not JSON (line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1})";
}
