using PdfSharp.Drawing;

namespace Invoicing.Emporix.Documents;

/// <summary>What every part of an invoice needs: what to say, in which words, how it is set, and where it is drawn.</summary>
internal sealed record Sheet(InvoiceDocument Document, Language Words, Typesetter Type, Canvas Canvas)
{
    public const double Left = 48, Right = 547, Gap = 16;
    public const double TextSize = 8.5, SmallSize = 7.5, AddressSize = 9.5;

    public static readonly XColor Ink = XColor.FromArgb(0x1C, 0x22, 0x2B);
    public static readonly XColor Grey = XColor.FromArgb(0x6B, 0x72, 0x80);
    public static readonly XColor Hairline = XColor.FromArgb(0xDD, 0xE0, 0xE5);
    public static readonly XColor Pale = XColor.FromArgb(0xF0, 0xF1, 0xF4);

    public string Amount(decimal amount) => Words.Amount(amount, Document.CurrencyDigits);

    public string Printed(Price price) => Amount(Side(price));

    public decimal Side(Price price) => Document.PricesIncludeTax ? price.Gross : price.Net;

    /// <summary>The lines of several paragraphs, of which so many are kept.</summary>
    public List<TextLine> Block(IEnumerable<string> paragraphs, double width, double size, int most = 12) =>
        [.. paragraphs.SelectMany(paragraph => Type.Wrap(paragraph, width, size)).Take(most)];
}
