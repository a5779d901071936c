using System.Runtime.InteropServices;
using HarfBuzzSharp;
using PdfSharp.Drawing;
using PdfSharp.Fonts;

namespace Invoicing.Emporix.Documents;

/// <summary>
/// A font that is shipped with the program, so that an invoice looks the same on every machine. Nothing in it changes after it was read:
/// many threads may use one.
/// </summary>
internal sealed class Typeface
{
    private static readonly Typeface s_arabic = new("NotoSansArabic-Regular");
    private static readonly Typeface s_hebrew = new("NotoSansHebrew-Regular");

    // The last has the fewest well drawn letters and by far the most of them: Georgian, Armenian, signs.
    private static readonly Typeface s_anyOther = new("DejaVuSans");

    /// <summary>The fonts in the order in which they are asked for a letter; the first always has the box of U+FFFD.</summary>
    public static readonly Typeface[] Regular = [new("NotoSans-Regular"), s_arabic, s_hebrew, s_anyOther];
    public static readonly Typeface[] Bold = [new("NotoSans-Bold"), s_arabic, s_hebrew, s_anyOther];

    private readonly Font _font;
    private readonly float _unitsPerEm;
    private readonly ushort[] _glyphOf = new ushort[0x10000];
    private readonly Dictionary<ushort, int> _letterOf = [];

    static Typeface() => GlobalFontSettings.FontResolver = new ShippedFonts();

    private Typeface(string name)
    {
        Name = name;
        var bytes = ShippedFonts.Read(name);
        var pinned = GCHandle.Alloc(bytes, GCHandleType.Pinned);
        using var blob = new Blob(pinned.AddrOfPinnedObject(), bytes.Length, MemoryMode.ReadOnly, pinned.Free);
        var face = new Face(blob, 0);
        _font = new Font(face);
        _unitsPerEm = face.UnitsPerEm;

        // Presentation forms come after the letters, so a glyph that is both is taken for the letter.
        for (var codePoint = ' '; codePoint < 0xFFFE; codePoint++)
        {
            if (_font.TryGetNominalGlyph(codePoint, out var glyph) && glyph != 0)
            {
                _glyphOf[codePoint] = (ushort)glyph;
                _letterOf.TryAdd((ushort)glyph, codePoint);
            }
        }
    }

    public string Name { get; }

    // PDFsharp writes a wrong ToUnicode entry for a letter outside the Basic Multilingual Plane, so no font has one.
    public bool Has(int codePoint) => codePoint < _glyphOf.Length && _glyphOf[codePoint] != 0;

    public Glyph GlyphOf(int codePoint) =>
        new(this, _glyphOf[codePoint], codePoint, _font.GetHorizontalGlyphAdvance(_glyphOf[codePoint]) / _unitsPerEm);

    /// <summary>Letters that are written from right to left, joined and ordered as they stand on paper, from left to right.</summary>
    public IEnumerable<Glyph> Shape(ReadOnlySpan<int> codePoints)
    {
        using var buffer = new HarfBuzzSharp.Buffer { Direction = Direction.RightToLeft };
        buffer.AddUtf32(codePoints);
        buffer.GuessSegmentProperties();
        buffer.Direction = Direction.RightToLeft;
        _font.Shape(buffer);
        return buffer.GlyphInfos.Zip(buffer.GlyphPositions, (info, at) => new Glyph(
            this,
            (ushort)info.Codepoint,
            LetterOf((ushort)info.Codepoint),
            at.XAdvance / _unitsPerEm,
            new XVector(at.XOffset / _unitsPerEm, -at.YOffset / _unitsPerEm)));
    }

    // PDFsharp knows a glyph by its letter, and needs another for each of a letter's forms. Arabic has code points for nearly all of
    // them, which whoever copies text takes for the letter; the rest get one of private use.
    private int LetterOf(ushort glyph) => _letterOf.TryGetValue(glyph, out var letter) ? letter : 0xE000 + (glyph % 0x1900);

    private sealed class ShippedFonts : IFontResolver
    {
        public FontResolverInfo ResolveTypeface(string familyName, bool isBold, bool isItalic) => new(familyName);

        public byte[] GetFont(string faceName) => Read(faceName);

        public static byte[] Read(string name) => Resource.Bytes($"Fonts.{name}.ttf");
    }
}

/// <param name="CodePoint">What the glyph says, for those who copy text.</param>
/// <param name="Advance">How far the next one stands from it, at size 1.</param>
/// <param name="Offset">Where it is drawn from its own place; none if the font's own metrics place it.</param>
internal readonly record struct Glyph(Typeface Face, ushort Index, int CodePoint, double Advance, XVector? Offset = null);
