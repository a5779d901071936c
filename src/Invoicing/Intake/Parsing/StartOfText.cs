using System.Text;

namespace Invoicing.Intake.Parsing;

/// <summary>Tells by the first characters of a file what it is.</summary>
internal static class StartOfText
{
    public const int Length = 64 * 1024;

    private static readonly (string Start, string Name)[] s_foreign =
    [
        ("<!doctype html", "an HTML page, such as the login or error page of the server that it was fetched from"),
        ("<html", "an HTML page, such as the login or error page of the server that it was fetched from"),
        ("<", "XML"),
        ("UNA:", "EDIFACT"),
        ("UNB+", "EDIFACT"),
        ("ISA*", "EDI (X12)"),
        ("EDI_DC40", "an IDoc of SAP"),
        ("{\\rtf", "a document (RTF)"),
        ("---\n", "YAML"),
        ("---\r", "YAML"),
        ("\u001E", "a JSON text sequence (RFC 7464)"),
    ];

    /// <param name="start">Of the unpacked file, in UTF-8.</param>
    /// <param name="name">As it was uploaded.</param>
    /// <returns>Whether it is CSV; else it may be JSON.</returns>
    /// <exception cref="UnusableFeedException">It is neither.</exception>
    public static bool IsCsv(ReadOnlySpan<byte> start, string name)
    {
        if (start.Length > 0 && !start.ContainsAnyExcept((byte)0))
        {
            throw new UnusableFeedException("it begins with nothing but NUL bytes, as a file does that was never written to its end: send it again");
        }

        var text = Encoding.UTF8.GetString(start).TrimStart('\uFEFF', ' ', '\t', '\r', '\n');
        return ForeignForm(text) is { } foreign
            ? throw new UnusableFeedException($"it is {foreign}: JSON, JSON Lines or CSV is expected")
            : text is not ['{' or '[', ..] && (IsCalledCsv(name) || CsvHeader.IsIn(text));
    }

    private static bool IsCalledCsv(string name) =>
        new[] { ".csv", ".tsv", ".tab" }.Any(ending => WithoutArchive(name).EndsWith(ending, StringComparison.OrdinalIgnoreCase));

    private static string WithoutArchive(string name)
    {
        while (Path.GetExtension(name).ToUpperInvariant() is ".GZ" or ".ZIP")
        {
            name = Path.GetFileNameWithoutExtension(name);
        }

        return name;
    }

    private static string? ForeignForm(string text) =>
        Array.Find(s_foreign, foreign => text.StartsWith(foreign.Start, StringComparison.OrdinalIgnoreCase)).Name;
}
