using System.Text;
using Invoicing.Orders;

namespace Invoicing.Emporix.Documents;

/// <summary>A line of text as it is drawn, at size 1.</summary>
internal sealed record TextLine(IReadOnlyList<Glyph> Glyphs)
{
    public double Width { get; } = Glyphs.Sum(glyph => glyph.Advance);
}

/// <summary>Turns text into glyphs and paragraphs into lines, and counts the letters that no font has.</summary>
internal sealed class Typesetter
{
    private const int Box = 0xFFFD;

    private readonly HashSet<int> _missing = [];

    /// <summary>How many different letters no font has.</summary>
    public int MissingLetters => _missing.Count;

    /// <summary>A text as it is printed: one writing for what looks alike, and nothing that neither paper nor XML can have.</summary>
    public static string Plain(string text) => string.Concat(TextNormal.Of(text).EnumerateRunes().Select(rune =>
        Rune.IsControl(rune) || rune.Value is 0xFFFE or 0xFFFF ? " " : rune.ToString()));

    public TextLine Line(string text, bool bold = false)
    {
        var letters = Letters(text, bold);
        return Line(letters, bold, Bidi.BeginsRightToLeft(letters));
    }

    /// <summary>The lines of a paragraph. A word that is wider than a line is broken where the line ends.</summary>
    public List<TextLine> Wrap(string text, double width, double size, bool bold = false)
    {
        var letters = Letters(text, bold);
        var rightToLeft = Bidi.BeginsRightToLeft(letters);
        var lines = new List<TextLine>();
        for (var start = 0; start < letters.Length;)
        {
            var (end, next) = LineEnd(letters, start, width / size, bold);
            lines.Add(Line(letters[start..end], bold, rightToLeft));
            start = next;
        }

        return lines;
    }

    // A letter's width alone is as good as its width in the word: nothing is kerned, and joined letters are rarely wider.
    private static (int End, int Next) LineEnd(int[] letters, int start, double width, bool bold)
    {
        var (at, blank) = (start, -1);
        for (var used = 0.0; at < letters.Length; at++)
        {
            used += Nominal(letters[at], bold).Advance;
            blank = letters[at] == ' ' ? at : blank;
            if (used > width && letters[at] != ' ' && at > start)
            {
                return blank > start ? (blank, blank + 1) : (at, at);
            }
        }

        return (at, at);
    }

    private static TextLine Line(int[] letters, bool bold, bool rightToLeft)
    {
        if (!rightToLeft && !Array.Exists(letters, Bidi.IsRightToLeft))
        {
            return new(Array.ConvertAll(letters, letter => Nominal(letter, bold)));
        }

        var glyphs = new List<Glyph>();
        foreach (var (of, isRightToLeft) in Bidi.Runs(letters, rightToLeft))
        {
            glyphs.AddRange(isRightToLeft ? Shaped(letters[of], bold) : letters[of].Select(letter => Nominal(letter, bold)));
        }

        return new(glyphs);
    }

    // The font changes only between letters that do not join, so each stretch of one font is shaped by itself, the last one leftmost.
    private static IEnumerable<Glyph> Shaped(int[] letters, bool bold)
    {
        var glyphs = new List<Glyph>();
        for (var end = letters.Length; end > 0;)
        {
            var face = Nominal(letters[end - 1], bold).Face;
            var start = end - 1;
            while (start > 0 && Nominal(letters[start - 1], bold).Face == face)
            {
                start--;
            }

            glyphs.AddRange(face.Shape(letters.AsSpan(start..end)));
            end = start;
        }

        return glyphs;
    }

    private static Glyph Nominal(int letter, bool bold) =>
        Array.Find(Fonts(bold), face => face.Has(letter))!.GlyphOf(letter);

    private static Typeface[] Fonts(bool bold) => bold ? Typeface.Bold : Typeface.Regular;

    private int[] Letters(string text, bool bold)
    {
        var letters = Plain(text).EnumerateRunes().Select(rune => rune.Value).ToArray();
        for (var i = 0; i < letters.Length; i++)
        {
            if (!Array.Exists(Fonts(bold), face => face.Has(letters[i])))
            {
                _missing.Add(letters[i]);
                letters[i] = Box;
            }
        }

        return letters;
    }
}
