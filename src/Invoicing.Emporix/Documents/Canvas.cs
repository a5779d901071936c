using PdfSharp.Drawing;
using PdfSharp.Fonts;
using PdfSharp.Pdf;

namespace Invoicing.Emporix.Documents;

/// <summary>Pages of A4 on which glyphs, rules and one picture are drawn. Lengths are in points from the upper left corner.</summary>
internal sealed class Canvas : IDisposable
{
    public const double Width = 595, Height = 842;

    private static readonly XPdfFontOptions s_byGlyph = new(PdfFontEncoding.Unicode);

    private readonly Dictionary<(Typeface, double), XFont> _fonts = [];
    private CodePointGlyphIndexPair[] _next = [];
    private XGraphics? _page;

    // PDFsharp chooses glyphs by itself, and knows nothing of joined letters: here it is told which ones to draw.
    public Canvas() => Pdf.RenderEvents.RenderTextEvent += (_, text) => text.CodePointGlyphIndexPairs = _next;

    public PdfDocument Pdf { get; } = new();

    private XGraphics Page => _page ?? throw new InvalidOperationException("Nothing can be drawn before the first page.");

    public void NewPage()
    {
        _page?.Dispose();
        var page = Pdf.AddPage();
        (page.Width, page.Height) = (XUnit.FromPoint(Width), XUnit.FromPoint(Height));
        _page = XGraphics.FromPdfPage(page);
    }

    /// <summary>Draws a line of text; <paramref name="y"/> is its base line.</summary>
    public void Text(TextLine line, double x, double y, double size, XColor color)
    {
        var brush = new XSolidBrush(color);
        for (var start = 0; start < line.Glyphs.Count;)
        {
            var (first, end, width) = (line.Glyphs[start], start + 1, line.Glyphs[start].Advance);
            while (first.Offset is null && end < line.Glyphs.Count
                && line.Glyphs[end] is { Offset: null } glyph && glyph.Face == first.Face)
            {
                width += glyph.Advance;
                end++;
            }

            // PDFsharp counts the letters of the text that it is given, so it is given as many as there are glyphs.
            _next = [.. line.Glyphs.Take(start..end).Select(glyph => new CodePointGlyphIndexPair(glyph.CodePoint, glyph.Index))];
            var at = new XPoint(x, y) + ((first.Offset ?? default) * size);
            Page.DrawString(new string('x', end - start), FontOf(first.Face, size), brush, at);
            x += width * size;
            start = end;
        }
    }

    /// <summary>Draws a line of text that ends at <paramref name="right"/>.</summary>
    public void TextTo(double right, TextLine line, double y, double size, XColor color) =>
        Text(line, right - (line.Width * size), y, size, color);

    public void Rule(double left, double right, double y, double thickness, XColor color) =>
        Page.DrawLine(new XPen(color, thickness), left, y, right, y);

    /// <summary>Draws a picture as large as fits, at the left and above the bottom of the space that it is given.</summary>
    public void Picture(byte[] png, double x, double y, double maxWidth, double maxHeight)
    {
        using var picture = XImage.FromStream(new MemoryStream(png));
        var scale = Math.Min(maxWidth / picture.PixelWidth, maxHeight / picture.PixelHeight);
        Page.DrawImage(picture, x, y, picture.PixelWidth * scale, picture.PixelHeight * scale);
    }

    /// <summary>Draws one word across the page, below all that is drawn later.</summary>
    public void Watermark(TextLine word, XColor color)
    {
        var size = Math.Min(150, 640 / word.Width);
        var state = Page.Save();
        Page.TranslateTransform(Width / 2, Height / 2);
        Page.RotateTransform(-52);
        Text(word, -word.Width * size / 2, size * 0.35, size, color);
        Page.Restore(state);
    }

    public void Dispose()
    {
        _page?.Dispose();
        Pdf.Dispose();
    }

    public void EndPage()
    {
        _page?.Dispose();
        _page = null;
    }

    private XFont FontOf(Typeface face, double size)
    {
        if (!_fonts.TryGetValue((face, size), out var font))
        {
            _fonts[(face, size)] = font = new XFont(face.Name, size, XFontStyleEx.Regular, s_byGlyph);
        }

        return font;
    }
}
