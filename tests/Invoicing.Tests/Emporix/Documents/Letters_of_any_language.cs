using System.Text;
using Invoicing.Emporix.Documents;

namespace Invoicing.Tests.Emporix.Documents;

public class Letters_of_any_language
{
    [Theory]
    [InlineData("Señora Núñez Müller")]
    [InlineData("Куртка")]
    [InlineData("Zażółć gęślą jaźń")]
    [InlineData("Άλφα Ελληνικά")]
    [InlineData("Đường Việt Nam")]
    [InlineData("ქართული Հայերեն ★ ½ € – “quoted”")]
    [InlineData("office fi fl affluent")]
    public void text_that_is_copied_from_the_page_is_the_text_of_the_order(string name) =>
        Rendered.From(SomeInvoice.Of(SomeInvoice.Line(name: name))).Text.ShouldContain(name);

    [Fact]
    public void an_accent_of_its_own_is_printed_with_its_letter() =>
        Rendered.From(SomeInvoice.Of(SomeInvoice.Line(name: "Nu\u0301n\u0303ez"))).Text.ShouldContain("Núñez");

    // Each letter is drawn in the form that joins it to its neighbours, from the left end of the paper: the last letter first.
    [Theory]
    [InlineData("حذاء جلد", "ﺪﻠﺟ ءاﺬﺣ")]
    [InlineData("لا شيء", "ءﻲﺷ ﻻ")]
    [InlineData("נעלי עור", "רוע ילענ")]
    public void arabic_is_joined_and_runs_from_right_to_left(string name, string onPaper) =>
        Rendered.From(SomeInvoice.Of(SomeInvoice.Line(name: name))).Text.ShouldContain(onPaper);

    [Theory]
    [InlineData("Schuh حذاء 38 schwarz", "Schuh 38 ءاﺬﺣ schwarz")]
    [InlineData("Schuh (حذاء) 38", "Schuh (ءاﺬﺣ) 38")]
    [InlineData("حذاء (Nike) 42", "42 (Nike) ءاﺬﺣ")]
    [InlineData("حذاء (42) [Nike", "Nike] (42) ءاﺬﺣ")]
    [InlineData("حذاء Nike Air 42", "Nike Air 42 ءاﺬﺣ")]
    [InlineData("נעלי עור 42 (חום)", "(םוח) 42 רוע ילענ")]
    [InlineData("حذاء 12,50 €", "€ 12,50 ءاﺬﺣ")]
    public void in_mixed_text_each_language_runs_its_own_way(string name, string onPaper)
    {
        // How the reader sets the blanks between glyphs that are drawn one by one is its own affair.
        var text = Rendered.From(SomeInvoice.Of(SomeInvoice.Line(name: name))).Text;

        text.Replace(" ", "").ShouldContain(onPaper.Replace(" ", ""));
    }

    [Fact]
    public void lines_of_a_wrapped_text_from_right_to_left_are_read_from_the_first_to_the_last()
    {
        var type = new Typesetter();

        var lines = type.Wrap("אחת שתיים שלוש ארבע", 40, 8.5);

        lines.Count.ShouldBeGreaterThan(1);
        lines[0].Glyphs[^1].CodePoint.ShouldBe('א');
        lines.ShouldAllBe(line => line.Width * 8.5 <= 40);
    }

    [Fact]
    public void a_letter_that_no_font_has_is_a_box_and_a_warning_without_the_letter()
    {
        var pdf = Rendered.From(SomeInvoice.Of(SomeInvoice.Line(name: "Shoe 靴 😀 靴")));

        pdf.Text.ShouldContain("Shoe \uFFFD \uFFFD \uFFFD");
        pdf.Warnings.ShouldBe(["2 different letters are in none of the fonts; each is printed as a box."]);
    }

    [Fact]
    public void no_text_stops_an_invoice()
    {
        foreach (var name in new[] { "", " ", "\0\u0001\r\n\t", "\uD800", "\uFFFE\uFFFF", "\u202E\u200F", "a\u0301\u0301\u0301", "ـــ", "\u064B", "((" })
        {
            var document = SomeInvoice.Of(SomeInvoice.Line(name: name, sku: name, unit: name)) with { CustomerReference = name };
            Rendered.From(document with { Seller = document.Seller with { Name = name } }, facturX: true).Text.ShouldContain("74.90");
        }
    }

    // Copied text would be of the wrong script if one glyph stood for letters of two.
    [Fact]
    public void no_two_letters_of_latin_greek_and_cyrillic_share_a_glyph()
    {
        foreach (var face in new[] { Typeface.Regular[0], Typeface.Bold[0] })
        {
            var letters = Enumerable.Range(0x20, 0x500).Where(code => Rune.IsValid(code) && face.Has(code)).ToList();

            letters.Select(code => face.GlyphOf(code).Index).Distinct().Count().ShouldBe(letters.Count);
        }
    }
}
