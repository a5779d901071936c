using Invoicing.Emporix.Documents;
using UglyToad.PdfPig;

namespace Invoicing.Tests.Emporix.Documents;

/// <summary>A rendered invoice as somebody else's library reads it.</summary>
internal sealed record Rendered(byte[] Bytes, IReadOnlyList<string> Pages, IReadOnlyList<string> Warnings)
{
    public string Text => string.Join(" ", Pages);

    public static Rendered From(InvoiceDocument document, byte[]? logo = null, bool facturX = false)
    {
        var (bytes, warnings) = InvoicePdf.Render(document, logo, facturX);
        using var pdf = PdfDocument.Open(bytes);
        return new(bytes, [.. pdf.GetPages().Select(page => string.Join(" ", page.GetWords().Select(word => word.Text)))], warnings);
    }

    public static int Count(string text, string part) => text.Split(part).Length - 1;
}
