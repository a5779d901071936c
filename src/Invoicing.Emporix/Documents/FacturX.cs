namespace Invoicing.Emporix.Documents;

internal static class FacturX
{
    public static (byte[]? Xml, IReadOnlyList<string> Missing) Xml(InvoiceDocument document) => (null, ["not yet"]);
}
