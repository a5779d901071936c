using System.Text.Unicode;

namespace Invoicing.Intake.Parsing;

/// <summary>
/// Why a text is not UTF-8, and what it probably is. It is not read as that: an ñ that was guessed wrong is on an invoice for ever.
/// </summary>
internal static class NotUtf8
{
    /// <returns>Null: it is UTF-8.</returns>
    public static string? Find(ReadOnlySpan<byte> text) =>
        Utf8.IsValid(text) ? null
        : text.IndexOf(TranscodedStream.Undecodable) >= 0 ? "holds half of a character, or was cut off in one"
        : HasC1(text) ? "is not UTF-8: it may be of an old code page, such as IBM 850; save the file as UTF-8"
        : "is not UTF-8: it is probably Windows-1252 or Latin-1 (ANSI); save the file as UTF-8";

    /// <summary>Bytes that Windows-1252 leaves open; letters with accents are none of them.</summary>
    private static bool HasC1(ReadOnlySpan<byte> text) => text.ContainsAny<byte>([0x81, 0x8D, 0x8F, 0x90, 0x9D]);
}
