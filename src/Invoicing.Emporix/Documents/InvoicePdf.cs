using System.Globalization;

namespace Invoicing.Emporix.Documents;

/// <param name="Warnings">What the reader of the log should know, without anything of the customer.</param>
internal sealed record RenderedPdf(byte[] Bytes, IReadOnlyList<string> Warnings);

/// <summary>An invoice as a PDF: the same document and logo give the same bytes, on any machine and at any time.</summary>
internal static class InvoicePdf
{
    /// <param name="logo">A picture as it was fetched. One that cannot be used is left out with a warning.</param>
    /// <param name="facturX">Whether the electronic invoice is attached, where the data suffice for one.</param>
    public static RenderedPdf Render(InvoiceDocument document, byte[]? logo, bool facturX = false)
    {
        var warnings = new List<string>();
        var (language, words) = Language.Of(document.Language);
        if (!document.Language.StartsWith(language, StringComparison.OrdinalIgnoreCase))
        {
            warnings.Add($"There is no language '{document.Language}' for invoices; English was taken.");
        }

        byte[]? png = null;
        if (logo is not null)
        {
            (png, var problem) = Logo.Of(logo);
            warnings.AddRange(problem is null ? [] : [$"The invoice has no logo: {problem}."]);
        }

        byte[]? xml = null;
        if (facturX && !document.IsDraft)
        {
            (xml, var missing) = FacturX.Xml(document);
            warnings.AddRange(xml is null ? [$"No Factur-X is attached: {string.Join("; ", missing)}."] : []);
        }

        var type = new Typesetter();
        using var canvas = new Canvas();
        new InvoiceLayout(new(document, words, type, canvas)).Draw(png);
        if (type.MissingLetters > 0)
        {
            warnings.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"{type.MissingLetters} different letters are in none of the fonts; each is printed as a box."));
        }

        return new(PdfFile.Save(canvas.Pdf, document, language, $"{words.Invoice} {document.Number}".Trim(), xml), warnings);
    }
}
