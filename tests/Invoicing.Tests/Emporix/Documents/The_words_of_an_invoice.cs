using System.Text.Json;
using Invoicing.Emporix.Documents;

namespace Invoicing.Tests.Emporix.Documents;

public class The_words_of_an_invoice
{
    [Theory]
    [InlineData("en", "Invoice INV-2026-000001", "5 March 2026", "EUR 7,294.90", "19%", "Description")]
    [InlineData("de", "Rechnung INV-2026-000001", "05.03.2026", "7.294,90 EUR", "19 %", "Bezeichnung")]
    [InlineData("es-MX", "Factura INV-2026-000001", "05/03/2026", "7.294,90 EUR", "19 %", "Descripción")]
    public void numbers_and_dates_are_written_as_the_language_does(string language, params string[] parts)
    {
        var pdf = Rendered.From(SomeInvoice.Of(SomeInvoice.Lines(60)) with { Language = language });

        parts.ShouldAllBe(part => pdf.Text.Contains(part));
        pdf.Warnings.ShouldBeEmpty();
    }

    [Fact]
    public void a_language_without_a_file_is_english_and_the_log_says_so()
    {
        var pdf = Rendered.From(SomeInvoice.Of() with { Language = "fi" });

        pdf.Text.ShouldContain("Bill to");
        pdf.Warnings.ShouldBe(["There is no language 'fi' for invoices; English was taken."]);
    }

    [Fact]
    public void gross_prices_name_the_tax_that_they_include()
    {
        var text = Rendered.From(SomeInvoice.Of()).Text;

        text.ShouldContain("Prices in EUR, including tax");
        text.ShouldContain("35.00 19% 70.00");
        text.ShouldContain("Tax included 11.96");
        text.ShouldNotContain("Net total");
    }

    [Fact]
    public void net_prices_add_the_tax_below()
    {
        var text = Rendered.From(SomeInvoice.Of() with { PricesIncludeTax = false }).Text;

        text.ShouldContain("Prices in EUR, without tax");
        text.ShouldContain("29.41 19% 58.82");
        text.ShouldContain("Net total 62.94");
        text.ShouldContain("Tax 11.96");
        text.ShouldContain("EUR 74.90");
    }

    [Fact]
    public void every_amount_is_printed_as_it_was_taken_even_where_they_do_not_add_up()
    {
        var document = SomeInvoice.Of() with
        {
            Subtotal = new(1, 2, 1001.01m),
            Fees = [new("Gift wrapping", new(0, 0, 1002.02m), 19)],
            Discounts = [new(null, new(0, 0, 1003.03m), 19)],
            Rounding = -0.02m,
            Taxes = [new(19, 1004.04m, 1005.05m), new(7, 1006.06m, 1007.07m)],
            Total = new(1008.08m, 1009.09m, 1010.10m),
            Paid = 1011.11m,
            Due = 1012.12m,
        };

        var text = Rendered.From(document).Text;

        foreach (var part in new[]
        {
            "Subtotal 1,001.01", "Gift wrapping 1,002.02", "Discount -1,003.03", "Rounding -0.02", "19% 1,004.04 1,005.05",
            "7% 1,006.06 1,007.07", "EUR 1,010.10", "Tax included 1,009.09", "Paid -1,011.11", "Amount due EUR 1,012.12",
        })
        {
            // Taxes at the left and sums at the right are lines of their own, which the reader may weave into each other.
            part.Split(' ').ShouldAllBe(word => text.Contains(word), part);
        }
    }

    [Fact]
    public void what_is_not_there_is_not_named()
    {
        var document = SomeInvoice.WithTotals(SomeInvoice.Of(SomeInvoice.Line(unit: null, sku: null)) with { Shipping = null, DeliveredOn = null });

        var text = Rendered.From(document).Text;

        foreach (var part in new[] { "Rounding", "Subtotal", "Shipping", "Paid -", "Amount due", "SKU", "Your reference", "Delivered", "DRAFT" })
        {
            text.ShouldNotContain(part);
        }
    }

    [Fact]
    public void a_preview_is_marked_on_each_page_and_has_no_electronic_invoice()
    {
        var pdf = Rendered.From(SomeInvoice.Of(SomeInvoice.Lines(60)) with { IsDraft = true, Number = "" }, facturX: true);

        // The mark is set across the page, so the reader finds its letters one by one.
        pdf.Pages.ShouldAllBe(page => page.Contains("Invoice DRAFT"));
        pdf.Warnings.ShouldBeEmpty();
        using var read = UglyToad.PdfPig.PdfDocument.Open(pdf.Bytes);
        read.GetPages().ShouldAllBe(page => page.Letters.Count(letter => letter.PointSize > 50) == "DRAFT".Length);
        read.Advanced.TryGetEmbeddedFiles(out _).ShouldBeFalse();
    }

    [Fact]
    public void a_currency_without_decimals_has_none()
    {
        var line = new InvoiceLine(1, "靴 Shoe", "S-1", 2, null, new(5000, 500, 5500), 10, new(10000, 1000, 11000));
        var document = SomeInvoice.WithTotals(SomeInvoice.Of(line) with { Currency = "JPY", CurrencyDigits = 0, Shipping = null });

        Rendered.From(document).Text.ShouldContain("JPY 11,000");
    }

    [Fact]
    public void the_snapshot_comes_back_from_json_with_every_digit()
    {
        var document = SomeInvoice.Of(SomeInvoice.Line(quantity: 1.10m, gross: 79228162514264.3375m)) with { Discounts = [new("x", new(1.0m, 0.00m, 1), 19)] };

        var json = JsonSerializer.Serialize(document);

        JsonSerializer.Serialize(JsonSerializer.Deserialize<InvoiceDocument>(json)).ShouldBe(json);
        json.ShouldContain("79228162514264.3375");
        json.ShouldContain("1.10");
    }
}
