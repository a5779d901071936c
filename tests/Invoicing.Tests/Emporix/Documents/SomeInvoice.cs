using Invoicing.Emporix.Documents;

namespace Invoicing.Tests.Emporix.Documents;

/// <summary>Any valid invoice, so that a test says only what it is about.</summary>
internal static class SomeInvoice
{
    public static InvoiceDocument Of(params InvoiceLine[] lines) => WithTotals(new()
    {
        Number = "INV-2026-000001",
        IssuedAt = new(2026, 3, 4, 23, 30, 0, TimeSpan.Zero),
        IssuedOn = new(2026, 3, 5),
        Language = "en",
        OrderNumber = "o-1",
        DeliveredOn = new(2026, 3, 3),
        Currency = "EUR",
        Seller = new(
            "Muster Schuhe GmbH",
            new(
                ["Muster Schuhe GmbH", "Beispielallee 12", "10115 Berlin", "Germany"],
                "Muster Schuhe GmbH",
                "Beispielallee 12",
                "10115",
                "Berlin",
                "DE"),
            TaxNumber: "37/123/45678",
            VatId: "DE123456789",
            Contact: ["+49 30 5550100", "hello@example.test", "www.example.test"]),
        BillingAddress = new(
            ["Rosa Example", "Invented Street 7", "80331 München", "Germany"],
            "Rosa Example",
            "Invented Street 7",
            "80331",
            "München",
            "DE"),
        DeliveryAddress = new(["Rosa Example", "c/o Reception", "Side Road 2", "50667 Köln", "Germany"]),
        PricesIncludeTax = true,
        Lines = lines.Length > 0 ? lines : [Line()],
        Subtotal = default,
        Shipping = new(null, Gross(4.90m, 19), 19),
        Taxes = [],
        Total = default,
        PaymentNotes = ["Paid by card. Thank you for your order."],
    });

    /// <summary>Two of 35.00 with 19 % tax, as in the acceptance scenarios, unless told otherwise.</summary>
    public static InvoiceLine Line(
        int position = 1,
        string name = "Sandal, brown, size 38",
        decimal quantity = 2,
        decimal gross = 35.00m,
        decimal rate = 19,
        string? unit = "pc",
        string? sku = "SKU-5501") => new(
            position,
            name,
            sku,
            quantity,
            unit,
            Gross(gross, rate),
            rate,
            Gross(Math.Round(gross * quantity, 2, MidpointRounding.AwayFromZero), rate));

    public static InvoiceLine[] Lines(int count) =>
        [.. Enumerable.Range(1, count).Select(n => Line(n, $"Article {n}", quantity: n % 5 + 1, gross: 10 + n, sku: $"SKU-{n:0000}"))];

    /// <summary>The document with the sums that an order would have; tests, unlike the program, may compute.</summary>
    public static InvoiceDocument WithTotals(InvoiceDocument document)
    {
        var parts = document.Lines.Select(line => (line.Total, line.TaxRate))
            .Concat(document.Fees.Append(document.Shipping).OfType<Surcharge>().Select(fee => (Total: fee.Amount, fee.TaxRate)))
            .Concat(document.Discounts.Select(discount => (Total: Negative(discount.Amount), discount.TaxRate)))
            .ToList();
        var taxes = parts.GroupBy(part => part.TaxRate).OrderByDescending(rate => rate.Key)
            .Select(rate => new TaxOfRate(rate.Key, rate.Sum(part => part.Total.Net), rate.Sum(part => part.Total.Tax)))
            .ToList();
        return document with
        {
            Subtotal = new(
                document.Lines.Sum(line => line.Total.Net),
                document.Lines.Sum(line => line.Total.Tax),
                document.Lines.Sum(line => line.Total.Gross)),
            Taxes = taxes,
            Total = new(taxes.Sum(tax => tax.Net), taxes.Sum(tax => tax.Tax), parts.Sum(part => part.Total.Gross)),
        };
    }

    public static Price Gross(decimal gross, decimal rate)
    {
        var net = Math.Round(gross / (1 + (rate / 100)), 2, MidpointRounding.AwayFromZero);
        return new(net, gross - net, gross);
    }

    private static Price Negative(Price price) => new(-price.Net, -price.Tax, -price.Gross);
}
