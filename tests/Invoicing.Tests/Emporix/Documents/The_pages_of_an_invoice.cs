using Invoicing.Emporix.Documents;

namespace Invoicing.Tests.Emporix.Documents;

public class The_pages_of_an_invoice
{
    private const string Heading = "# SKU Description Quantity Unit price Tax Total";

    [Fact]
    public void one_line_is_one_page_with_everything_on_it()
    {
        var page = Rendered.From(SomeInvoice.Of()).Pages.ShouldHaveSingleItem();

        foreach (var part in new[]
        {
            "INV-2026-000001", "5 March 2026", "o-1", "Rosa Example", "80331 München", "50667 Köln", "Muster Schuhe GmbH", "DE123456789",
            "37/123/45678", "hello@example.test", Heading, "1 SKU-5501 Sandal, brown, size 38 2 pc 35.00 19% 70.00", "Shipping 4.90",
            "EUR 74.90", "19% 62.94 11.96", "Paid by card.", "1/1",
        })
        {
            page.ShouldContain(part);
        }
    }

    [Fact]
    public void sixty_lines_are_two_pages_with_a_heading_on_each_and_the_totals_on_the_second()
    {
        var pdf = Rendered.From(SomeInvoice.Of(SomeInvoice.Lines(60)));

        pdf.Pages.Count.ShouldBe(2);
        pdf.Pages.ShouldAllBe(page => page.Contains(Heading) && page.Contains("INV-2026-000001"));
        pdf.Pages[0].ShouldContain("1/2");
        pdf.Pages[1].ShouldContain("2/2");
        pdf.Pages[0].ShouldNotContain("Shipping");
        Rendered.Count(pdf.Pages[1], "EUR 7,294.90").ShouldBe(1);
    }

    [Fact]
    public void three_hundred_lines_are_all_there_once_in_their_order()
    {
        var pdf = Rendered.From(SomeInvoice.Of(SomeInvoice.Lines(300)));

        var at = Enumerable.Range(1, 300).Select(n => pdf.Text.IndexOf($"{n} SKU-{n:0000} Article {n} ", StringComparison.Ordinal)).ToList();
        at.ShouldAllBe(index => index >= 0);
        at.ShouldBeInOrder();
        Rendered.Count(pdf.Text, "Article").ShouldBe(300);
        Rendered.Count(pdf.Text, Heading).ShouldBe(pdf.Pages.Count);
        pdf.Pages[^1].ShouldContain($"{pdf.Pages.Count}/{pdf.Pages.Count}");
    }

    // For every number of lines around the end of a page: the totals take at least one line with them, and all stand above the foot.
    [Fact]
    public void the_totals_are_never_alone_on_a_page()
    {
        foreach (var count in Enumerable.Range(20, 60))
        {
            using var pdf = UglyToad.PdfPig.PdfDocument.Open(InvoicePdf.Render(SomeInvoice.Of(SomeInvoice.Lines(count)), null).Bytes);
            var pages = pdf.GetPages().Select(page => page.GetWords().ToList()).ToList();

            var last = pages[^1];
            pages.ShouldAllBe(page => page.Any(word => word.Text == "Shipping") == (page == last), $"{count} lines");
            last.ShouldContain(word => word.Text == $"SKU-{count:0000}", $"{count} lines");
            foreach (var page in pages)
            {
                var foot = page.Single(word => word.Text == "Beispielallee").BoundingBox.Top;
                page.Where(word => word.Text == "order." || word.Text.StartsWith("SKU-")).ShouldAllBe(word => word.BoundingBox.Bottom > foot + 12);
            }
        }
    }

    [Fact]
    public void a_long_name_is_wrapped_within_its_row_and_the_row_stays_on_one_page()
    {
        var name = string.Join(" ", Enumerable.Range(1, 60).Select(n => $"word{n}"));
        var lines = Enumerable.Range(1, 12).Select(n => SomeInvoice.Line(n, name, sku: $"SKU-{n:0000}")).ToArray();

        var pdf = Rendered.From(SomeInvoice.Of(lines));

        pdf.Pages.Count.ShouldBeGreaterThan(1);
        pdf.Pages.ShouldAllBe(page => Rendered.Count(page, "word1 ") == Rendered.Count(page, "word60"));
        Rendered.Count(pdf.Text, "word60").ShouldBe(12);
    }

    [Fact]
    public void a_word_that_is_wider_than_its_column_is_broken()
    {
        var pdf = Rendered.From(SomeInvoice.Of(SomeInvoice.Line(name: new string('W', 200), sku: new string('9', 40))));

        pdf.Text.Count(letter => letter == 'W').ShouldBe(200);
        pdf.Text.ShouldContain("70.00");
    }

    [Fact]
    public void numbers_of_a_column_stand_with_their_points_below_each_other()
    {
        var document = SomeInvoice.Of(
            SomeInvoice.Line(1, quantity: 1.125m, unit: "kg", gross: 12.3456m),
            SomeInvoice.Line(2, quantity: 1200, gross: 7.5m));
        using var pdf = UglyToad.PdfPig.PdfDocument.Open(InvoicePdf.Render(document, null).Bytes);
        var words = pdf.GetPage(1).GetWords().ToList();

        // "1,200" ends where the 1 of "1.125" ends; the points of the prices have one place.
        words.Single(word => word.Text == "1,200").BoundingBox.Right
            .ShouldBe(words.Single(word => word.Text == "1.125").Letters[0].BoundingBox.Right, 3);
        words.First(word => word.Text == "12.3456").Letters[2].BoundingBox.Left
            .ShouldBe(words.First(word => word.Text == "7.50").Letters[1].BoundingBox.Left, 0.1);
    }

    [Fact]
    public void nothing_leaves_the_page()
    {
        var document = SomeInvoice.WithTotals(SomeInvoice.Of([.. SomeInvoice.Lines(90), SomeInvoice.Line(91, unit: new string('U', 60))]) with
        {
            BillingAddress = new([.. Enumerable.Range(1, 30).Select(n => $"A very long line of an address that nobody has, number {n}")]),
            CustomerReference = new string('R', 120),
            PaymentNotes = [string.Join(" ", Enumerable.Repeat("A note that goes on.", 60))],
            Fees = [new(new string('F', 120), SomeInvoice.Gross(1_234_567.89m, 19), 19)],
        });
        using var pdf = UglyToad.PdfPig.PdfDocument.Open(InvoicePdf.Render(document, null).Bytes);

        pdf.GetPages().SelectMany(page => page.Letters)
            .ShouldAllBe(letter => letter.BoundingBox.Left >= 40 && letter.BoundingBox.Right <= 555
                && letter.BoundingBox.Bottom >= 15 && letter.BoundingBox.Top <= 820);
    }
}
