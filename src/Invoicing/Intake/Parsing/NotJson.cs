using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Invoicing.Intake.Parsing;

/// <summary>Why a text is not JSON: the place and the usual cause, never the text around it, which may hold personal data.</summary>
internal static class NotJson
{
    // Of Python, JavaScript and the like.
    private static readonly string[] s_foreign =
        ["None", "True", "False", "NaN", "nan", "Infinity", "undefined", "nil", "NULL", "TRUE", "FALSE"];

    private static readonly SearchValues<byte> s_letters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8);

    /// <returns>Null: it is JSON.</returns>
    public static string? Find(ReadOnlySpan<byte> line)
    {
        try
        {
            var reader = new Utf8JsonReader(line);
            while (reader.Read())
            {
            }

            return NotUtf8.Find(line);
        }
        catch (JsonException e)
        {
            var position = (int)Math.Min(e.BytePositionInLine ?? 0, line.Length);
            return $"is not JSON (byte {position + 1} of the line: {CauseOf(line, position)})";
        }
    }

    public static string At(JsonException e, ReadOnlySpan<byte> text, int position) =>
        $"is not JSON (line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}: {CauseOf(text, position)})";

    private static string CauseOf(ReadOnlySpan<byte> text, int position)
    {
        position = Math.Clamp(position, 0, text.Length);
        // Some words are known to be wrong only at their second letter.
        var start = position == text.Length ? position : text[..position].LastIndexOfAnyExcept(s_letters) + 1;
        return CauseOf(text[..start].TrimEnd(" \t\r\n"u8), text[start..].TrimStart(" \r\n"u8));
    }

    private static string CauseOf(ReadOnlySpan<byte> before, ReadOnlySpan<byte> rest) => rest switch
    {
        [] => "it ends in the middle, as if cut off",
        _ when before is [.., (byte)'\\'] => "an escape that JSON does not know",
        [(byte)']' or (byte)'}', ..] when before is [.., (byte)','] => "a comma before the closing bracket",
        [(byte)']' or (byte)'}', ..] => "a closing bracket too many, or something missing before it",
        [(byte)',', ..] => "a comma behind the end, or one too many",
        [(byte)'/' or (byte)'#', ..] => "a comment, which JSON does not have",
        [(byte)'\'', ..] => "single quotes; JSON has double ones",
        [(byte)'\\', ..] => "an escape that JSON does not know",
        [(byte)'<', ..] => "it looks like XML or HTML",
        [0x1E, ..] => "a record separator, as in a JSON text sequence; one order a line is expected",
        [0xEF, 0xBB, 0xBF, ..] => "a byte order mark in the middle of the file",
        [(byte)'{' or (byte)'[', ..] when before is [.., (byte)'[' or (byte)':'] => "it is nested deeper than any order is",
        [(byte)'{' or (byte)'[', ..] => "another value begins without a comma; orders stand in one array, or each on a line of its own",
        [< 0x20, ..] => "a line break, tab or other control character inside a text, where JSON has \\n or \\t",
        [>= 0x80, ..] => "a character outside quotes, such as a typographic quote",
        _ => OfWord(before, rest),
    };

    private static string OfWord(ReadOnlySpan<byte> before, ReadOnlySpan<byte> rest)
    {
        var end = rest.IndexOfAnyExcept(s_letters);
        var word = Encoding.ASCII.GetString(end < 0 ? rest : rest[..end]);
        return s_foreign.Contains(word) ? $"{word} is not a word of JSON, which has true, false and null"
            : word.Length == 0 ? "a character that is not expected there"
            : before is [.., (byte)'{' or (byte)',' or (byte)'['] ? "a name or text without double quotes"
            : "a word without double quotes";
    }
}

/// <summary>
/// Why a text is not UTF-8, and what it probably is. It is not read as that: an ñ that was guessed wrong is on an invoice for ever.
/// </summary>
internal static class NotUtf8
{
    /// <returns>Null: it is UTF-8.</returns>
    public static string? Find(ReadOnlySpan<byte> text) =>
        text.IndexOf(FeedStream.Undecodable) >= 0 ? "holds half of a character, or was cut off in one"
        : Utf8.IsValid(text) ? null
        // Bytes that Windows-1252 leaves open; letters with accents are none of them.
        : text.ContainsAny<byte>([0x81, 0x8D, 0x8F, 0x90, 0x9D])
        ? "is not UTF-8: it may be of an old code page, such as IBM 850; save the file as UTF-8"
        : "is not UTF-8: it is probably Windows-1252 or Latin-1 (ANSI); save the file as UTF-8";
}
