using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Invoicing.Failures;

/// <summary>Makes text from outside fit for a mail: nothing in it can end a header, hide, or be refused by the database.</summary>
internal static partial class TextSanitizer
{
    /// <summary>One line of at most <paramref name="longest"/> characters.</summary>
    public static string Line(string? text, int longest) => Cut(Clean(text, keepLines: false), longest);

    /// <summary>The same, but its line breaks stay, as <c>\n</c>.</summary>
    public static string Lines(string? text, int longest) => Cut(Clean(text, keepLines: true), longest);

    /// <summary>Mail addresses are personal data, or a recipient's; messages of libraries and of SMTP servers may quote them.</summary>
    public static string WithoutAddresses(string text) => Address().Replace(text, "(address)");

    /// <summary>A word that a shell takes as it stands: commands are copied out of mails, and an order number comes from outside.</summary>
    public static string Argument(string text) => Harmless().IsMatch(text) ? text : $"'{text.Replace("'", @"'\''")}'";

    private static string Clean(string? text, bool keepLines)
    {
        var clean = new StringBuilder();
        // Runes: a lone half of a surrogate pair, which UTF-8 cannot hold, becomes the replacement character.
        foreach (var rune in (text ?? "").ReplaceLineEndings("\n").EnumerateRunes())
        {
            var separates = Rune.GetUnicodeCategory(rune)
                is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
            clean.Append(separates && !(keepLines && rune.Value == '\n') ? " " : rune.ToString());
        }

        return clean.ToString().Trim();
    }

    private static string Cut(string text, int longest)
    {
        if (text.Length <= longest)
        {
            return text;
        }

        var end = longest - 1;
        return string.Concat(text.AsSpan(0, char.IsHighSurrogate(text[end - 1]) ? end - 1 : end), "…");
    }

    [GeneratedRegex(@"[^\s<>""'(),:;]+@[^\s<>""'(),:;]+")]
    private static partial Regex Address();

    [GeneratedRegex(@"^[A-Za-z0-9_./-]+\z")]
    private static partial Regex Harmless();
}
