using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using ADRaffy.ENSNormalize;

namespace Invoicing.Orders;

/// <summary>
/// One writing for texts that look alike: accents in one character with their letter (NFC), no characters that nobody sees (zero width,
/// byte order marks, marks of writing direction, soft hyphens), every kind of blank a plain one, none around. The one place for every
/// code, number, name and address, whichever way it comes in. Lengths are counted afterwards, in UTF-16 units: an emoji counts as two.
/// </summary>
internal static class TextNormal
{
    // What needs nothing but a trim: ASCII, and the Latin letters that are one character with their accent. Combining begins at U+0300.
    private static readonly SearchValues<char> s_plain = SearchValues.Create(
        [.. Enumerable.Range(0, 0x300).Select(c => (char)c).Where(c => !IsInvisible(new Rune(c)) && (c == ' ' || !IsBlank(new Rune(c))))]);

    /// <summary>For the keys of settings that are looked up by what orders say.</summary>
    public static readonly IEqualityComparer<string> Exactly = new Comparer(StringComparer.Ordinal);

    /// <inheritdoc cref="Exactly"/>
    public static readonly IEqualityComparer<string> IgnoringCase = new Comparer(StringComparer.OrdinalIgnoreCase);

    public static string Of(string text)
    {
        if (!text.AsSpan().ContainsAnyExcept(s_plain))
        {
            return text.Trim();
        }

        var (seen, mayCompose) = (new StringBuilder(text.Length), false);
        foreach (var rune in text.EnumerateRunes().Where(rune => !IsInvisible(rune)))
        {
            mayCompose |= MayCompose(rune);
            seen.Append(IsBlank(rune) ? " " : rune.ToString());
        }

        // .NET's own Normalize returns its argument while InvariantGlobalization is on. This one's tables cost some 50 MB once they are
        // needed.
        var visible = seen.ToString();
        return (mayCompose ? ENSNormalize.NF.NFC(visible) : visible).Trim();
    }

    /// <summary>
    /// Letters, digits and signs in East Asian full width look like plain ones, and are others to every system that compares.
    /// </summary>
    public static bool HasWide(string code, [NotNullWhen(true)] out string? problem)
    {
        var at = code.AsSpan().IndexOfAnyInRange('\uFF01', '\uFF5E');
        problem = at < 0
            ? null
            : $"contains the wide character U+{(int)code[at]:X4}, its plain form '{(char)(code[at] - 0xFEE0)}' is expected";
        return at >= 0;
    }

    private static bool IsBlank(Rune rune) =>
        Rune.GetUnicodeCategory(
            rune) is UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;

    // Format characters, and those that Unicode lets go unseen though they are of other categories: joiners, fillers, variation selectors.
    private static bool IsInvisible(Rune rune) => Rune.GetUnicodeCategory(rune) == UnicodeCategory.Format || rune.Value
        is 0x034F or 0x115F or 0x1160 or (>= 0x180B and <= 0x180F) or 0x3164 or (>= 0xFE00 and <= 0xFE0F) or 0xFFA0
            or (>= 0xE0100 and <= 0xE01EF);

    // Marks join with the letter before them, parts of Korean syllables with each other; of some other letters Unicode has two copies.
    // Wider than it need be: a letter too many costs time, one too few would leave two writings of one text.
    private static bool MayCompose(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark
        || rune.Value is 0x0374 or 0x037E or 0x0387 or (>= 0x0900 and <= 0x11FF) or (>= 0x1F00 and <= 0x1FFF) or (>= 0x2126 and <= 0x212B)
            or 0x2329 or 0x232A or 0x2ADC or (>= 0xF900 and <= 0xFAFF) or (>= 0xFB1D and <= 0xFB4F)
            or (>= 0x11000 and <= 0x11FFF) or (>= 0x16D00 and <= 0x16DFF) or (>= 0x1D15E and <= 0x1D1C0) or (>= 0x2F800 and <= 0x2FA1F);

    private sealed class Comparer(StringComparer ofNormal) : IEqualityComparer<string>
    {
        public bool Equals(string? x, string? y) => ofNormal.Equals(x is null ? null : Of(x), y is null ? null : Of(y));

        public int GetHashCode(string text) => ofNormal.GetHashCode(Of(text));
    }
}
