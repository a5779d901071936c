using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Invoicing.Orders;
using PdfSharp.Pdf;
using PdfSharp.Pdf.Advanced;

namespace Invoicing.Emporix.Documents;

/// <summary>
/// The bytes of a PDF. PDFsharp puts the clock and random names in them; here everything follows from the document, so that the same
/// document gives the same bytes. What PDFsharp does not let be set is replaced in the file.
/// </summary>
internal static partial class PdfFile
{
    private const string Xml = "factur-x.xml";

    public static byte[] Save(PdfDocument pdf, InvoiceDocument document, string language, string title, byte[]? facturX)
    {
        var hash = SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(document));
        var id = Convert.ToHexStringLower(hash)[..16];
        (pdf.Internals.FirstDocumentID, pdf.Internals.SecondDocumentID) = (id, id);
        (pdf.Info.CreationDate, pdf.Info.ModificationDate) = (document.IssuedAt.UtcDateTime, document.IssuedAt.UtcDateTime);
        (pdf.Info.Title, pdf.Info.Author, pdf.Info.Creator) = (title, document.Seller.Name, "Invoicing");
        (pdf.Version, pdf.Language, pdf.ViewerPreferences.DisplayDocTitle) = (17, language, true);
        if (facturX is not null)
        {
            Attach(pdf, facturX, document.IssuedAt);
        }

        using var stream = new MemoryStream();
        pdf.Save(stream);
        var metadata = pdf.Internals.Catalog.Elements.GetReference("/Metadata")!.ObjectNumber;
        return Fixed(stream.ToArray(), metadata, Xmp(document, title, new Guid(hash[..16]), facturX is not null));
    }

    private static void Attach(PdfDocument pdf, byte[] xml, DateTimeOffset at)
    {
        var file = new PdfDictionary(pdf);
        pdf.Internals.AddObject(file);
        file.CreateStream(xml);
        file.Stream.Zip();
        file.Elements.SetName("/Type", "/EmbeddedFile");
        file.Elements.SetName("/Subtype", "/text/xml");
        var parameters = new PdfDictionary(pdf);
        parameters.Elements.SetInteger("/Size", xml.Length);
        parameters.Elements.SetDateTime("/ModDate", at.UtcDateTime);
        file.Elements["/Params"] = parameters;

        var specification = new PdfDictionary(pdf);
        pdf.Internals.AddObject(specification);
        specification.Elements.SetName("/Type", "/Filespec");
        specification.Elements.SetString("/F", Xml);
        specification.Elements.SetString("/UF", Xml);
        specification.Elements.SetString("/Desc", "Factur-X");
        specification.Elements.SetName("/AFRelationship", "/Alternative");
        var embedded = new PdfDictionary(pdf);
        embedded.Elements["/F"] = PdfInternals.GetReference(file);
        embedded.Elements["/UF"] = PdfInternals.GetReference(file);
        specification.Elements["/EF"] = embedded;

        var names = new PdfDictionary(pdf);
        names.Elements["/Names"] = new PdfArray(pdf, new PdfString(Xml), PdfInternals.GetReference(specification)!);
        var name = new PdfDictionary(pdf);
        name.Elements["/EmbeddedFiles"] = names;
        pdf.Internals.Catalog.Elements["/Names"] = name;
        pdf.Internals.Catalog.Elements["/AF"] = new PdfArray(pdf, PdfInternals.GetReference(specification)!);
    }

    // The metadata are the file's last object: what comes after them is found by the number behind "startxref" alone.
    private static byte[] Fixed(byte[] bytes, int metadata, string xmp)
    {
        var file = SubsetName().Replace(Encoding.Latin1.GetString(bytes), Tag);
        var start = file.LastIndexOf($"\n{metadata} 0 obj", StringComparison.Ordinal) + 1;
        var end = file.LastIndexOf("\nxref\n", StringComparison.Ordinal) + 1;
        var startXref = file.LastIndexOf("startxref\n", StringComparison.Ordinal);
        if (start == 0 || end <= start || startXref < end)
        {
            throw new InvalidOperationException("PDFsharp wrote a file whose last object is not its metadata; another version of it?");
        }

        var packet = Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(xmp));
        var replaced = string.Create(
            CultureInfo.InvariantCulture,
            $"{metadata} 0 obj\n<</Type/Metadata/Subtype/XML/Length {packet.Length}>>\nstream\n{packet}\nendstream\nendobj\n");
        return Encoding.Latin1.GetBytes(
            $"{file[..start]}{replaced}{file[end..startXref]}startxref\n{start + replaced.Length}\n%%EOF\n");

        // Any six capitals do, if those of two fonts in one file differ.
        static string Tag(Match name) =>
            $"/{name.Groups[1].Value}/{Letters(name.Groups[3].Value)}+{name.Groups[3].Value}";

        static string Letters(string font) =>
            string.Concat(SHA256.HashData(Encoding.ASCII.GetBytes(font)).Take(6).Select(part => (char)('A' + (part % 26))));
    }

    private static string Xmp(InvoiceDocument document, string title, Guid id, bool facturX)
    {
        XNamespace rdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#", x = "adobe:ns:meta/", xmp = "http://ns.adobe.com/xap/1.0/";
        XNamespace dc = "http://purl.org/dc/elements/1.1/", mm = "http://ns.adobe.com/xap/1.0/mm/";
        XNamespace fx = "urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#";
        var at = IsoTime.Text(document.IssuedAt);
        var packet = new XElement(
            x + "xmpmeta",
            new XAttribute(XNamespace.Xmlns + "x", x),
            new XElement(
                rdf + "RDF",
                new XAttribute(XNamespace.Xmlns + "rdf", rdf),
                new XElement(
                    rdf + "Description",
                    new XAttribute(rdf + "about", ""),
                    new XAttribute(XNamespace.Xmlns + "xmp", xmp),
                    new XAttribute(XNamespace.Xmlns + "dc", dc),
                    new XAttribute(XNamespace.Xmlns + "xmpMM", mm),
                    new XElement(dc + "title", new XElement(rdf + "Alt", Item(title, "x-default"))),
                    new XElement(dc + "creator", new XElement(rdf + "Seq", Item(document.Seller.Name))),
                    new XElement(xmp + "CreateDate", at),
                    new XElement(xmp + "ModifyDate", at),
                    new XElement(xmp + "CreatorTool", "Invoicing"),
                    new XElement(mm + "DocumentID", $"uuid:{id}"),
                    new XElement(mm + "InstanceID", $"uuid:{id}")),
                facturX
                    ? new XElement(
                        rdf + "Description",
                        new XAttribute(rdf + "about", ""),
                        new XAttribute(XNamespace.Xmlns + "fx", fx),
                        new XElement(fx + "DocumentType", "INVOICE"),
                        new XElement(fx + "DocumentFileName", Xml),
                        new XElement(fx + "Version", "1.0"),
                        new XElement(fx + "ConformanceLevel", "EN 16931"))
                    : null));
        return $"<?xpacket begin=\"\uFEFF\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n{packet}\n<?xpacket end=\"w\"?>";

        XElement Item(string text, string? language = null) =>
            new(rdf + "li", language is null ? null : new XAttribute(XNamespace.Xml + "lang", language), Typesetter.Plain(text));
    }

    [GeneratedRegex(@"/(BaseFont|FontName) ?/([A-Z]{6})\+([^\s/<>\[\]()]+)")]
    private static partial Regex SubsetName();
}
