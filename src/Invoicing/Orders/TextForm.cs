using System.Text;

namespace Invoicing.Orders;

/// <summary>What the first bytes of a file or message are.</summary>
internal enum TextForm
{
    /// <summary>None of the others: taken for UTF-8.</summary>
    Utf8,

    Utf8WithMark,
    Utf16LittleEndian,
    Utf16BigEndian,
    Utf32LittleEndian,
    Utf32BigEndian,
    Gzip,
    Zip,
    Zlib,
    Zstandard,
    Bzip2,
    Xz,
    SevenZip,

    /// <summary>A document of an old spreadsheet program (OLE).</summary>
    OfficeDocument,

    Pdf,
}

/// <summary>Recognises text encodings and archives by their first bytes, whatever the name or the headers claim.</summary>
internal static class TextForms
{
    /// <summary>As many bytes as <see cref="Of"/> looks at.</summary>
    public const int Longest = 8;

    /// <summary>UTF-16 and UTF-32 are also recognised without a mark, as JSON and CSV begin with an ASCII character.</summary>
    public static TextForm Of(ReadOnlySpan<byte> start) => start switch
    {
        [0xFF, 0xFE, 0, 0, ..] => TextForm.Utf32LittleEndian,
        [0, 0, 0xFE, 0xFF, ..] => TextForm.Utf32BigEndian,
        [0xFF, 0xFE, ..] => TextForm.Utf16LittleEndian,
        [0xFE, 0xFF, ..] => TextForm.Utf16BigEndian,
        [0xEF, 0xBB, 0xBF, ..] => TextForm.Utf8WithMark,
        [0x1F, 0x8B, ..] => TextForm.Gzip,
        [(byte)'P', (byte)'K', 3 or 5, 4 or 6, ..] => TextForm.Zip,
        [0x78, 0x01 or 0x5E or 0x9C or 0xDA, ..] => TextForm.Zlib,
        [0x28, 0xB5, 0x2F, 0xFD, ..] => TextForm.Zstandard,
        [(byte)'B', (byte)'Z', (byte)'h', ..] => TextForm.Bzip2,
        [0xFD, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', 0, ..] => TextForm.Xz,
        [(byte)'7', (byte)'z', 0xBC, 0xAF, 0x27, 0x1C, ..] => TextForm.SevenZip,
        [0xD0, 0xCF, 0x11, 0xE0, ..] => TextForm.OfficeDocument,
        [(byte)'%', (byte)'P', (byte)'D', (byte)'F', ..] => TextForm.Pdf,
        [not 0, 0, 0, 0, ..] => TextForm.Utf32LittleEndian,
        [0, 0, 0, not 0, ..] => TextForm.Utf32BigEndian,
        [not 0, 0, not 0, 0, ..] => TextForm.Utf16LittleEndian,
        [0, not 0, 0, not 0, ..] => TextForm.Utf16BigEndian,
        _ => TextForm.Utf8,
    };

    /// <param name="undecodable">What becomes of bytes that are no character.</param>
    /// <returns>Null: it is UTF-8, or no text.</returns>
    public static Encoding? EncodingOf(TextForm form, DecoderFallback undecodable)
    {
        var name = form switch
        {
            TextForm.Utf16LittleEndian => "utf-16",
            TextForm.Utf16BigEndian => "utf-16BE",
            TextForm.Utf32LittleEndian => "utf-32",
            TextForm.Utf32BigEndian => "utf-32BE",
            _ => null,
        };
        return name is null ? null : Encoding.GetEncoding(name, EncoderFallback.ReplacementFallback, undecodable);
    }

    /// <summary>As people call it, such as <c>UTF-16 (little endian)</c>.</summary>
    public static string NameOf(TextForm form) => form switch
    {
        TextForm.Utf8 => "UTF-8",
        TextForm.Utf8WithMark => "UTF-8 with a byte order mark",
        TextForm.Utf16LittleEndian => "UTF-16 (little endian)",
        TextForm.Utf16BigEndian => "UTF-16 (big endian)",
        TextForm.Utf32LittleEndian => "UTF-32 (little endian)",
        TextForm.Utf32BigEndian => "UTF-32 (big endian)",
        TextForm.Gzip => "a gzip archive",
        TextForm.Zip => "a zip archive, or a document of a spreadsheet program",
        TextForm.Zlib => "compressed with zlib (deflate)",
        TextForm.Zstandard => "compressed with Zstandard",
        TextForm.Bzip2 => "a bzip2 archive",
        TextForm.Xz => "an xz archive",
        TextForm.SevenZip => "a 7z archive",
        TextForm.OfficeDocument => "a document of a spreadsheet program",
        TextForm.Pdf => "a PDF document",
        _ => throw new ArgumentOutOfRangeException(nameof(form)),
    };
}
