using Invoicing.Emporix.Documents;

namespace Invoicing.Benchmarks.Measuring;

/// <summary>Invoices rendered as PDFs, without a logo, one after the other in this process.</summary>
internal static class PdfSpeed
{
    private const int WarmUp = 50;

    public static double PerCpuSecond(int lines, double seconds)
    {
        var document = Document(lines);
        for (var i = 0; i < WarmUp; i++)
        {
            InvoicePdf.Render(document, logo: null);
        }

        var (rendered, start) = (0, Environment.CpuUsage.TotalTime);
        TimeSpan used;
        for (used = TimeSpan.Zero; used.TotalSeconds < seconds; used = Environment.CpuUsage.TotalTime - start)
        {
            InvoicePdf.Render(document, logo: null);
            rendered++;
        }

        return rendered / used.TotalSeconds;
    }

    private static InvoiceDocument Document(int lines)
    {
        var price = new Price(29.41m, 5.59m, 35.00m);
        var total = new Price(29.41m * lines, 5.59m * lines, 35.00m * lines);
        return new()
        {
            Number = "INV-2026-000001",
            IssuedAt = new(2026, 3, 4, 12, 0, 0, TimeSpan.Zero),
            IssuedOn = new(2026, 3, 4),
            Language = "de",
            OrderNumber = "o-1",
            Currency = "EUR",
            Seller = new("Acme Shoes GmbH", new(["Acme Shoes GmbH", "Hafenweg 1", "20457 Hamburg"]), VatId: "DE123456789"),
            BillingAddress = new(["Rosa Núñez", "Hauptstraße 1", "10115 Berlin"]),
            DeliveryAddress = new(["Rosa Núñez", "Hauptstraße 1", "10115 Berlin"]),
            PricesIncludeTax = true,
            Lines = [.. Enumerable.Range(1, lines).Select(n => new InvoiceLine(n, $"Sandale {n}", $"S-{n}", 1, "St.", price, 19, price))],
            Subtotal = total,
            Taxes = [new(19, total.Net, total.Tax)],
            Total = total,
            Paid = total.Gross,
            PaymentNotes = ["Bezahlt mit Karte."],
        };
    }
}
