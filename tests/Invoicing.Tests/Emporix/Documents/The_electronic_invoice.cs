using System.Globalization;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using System.Xml.Schema;
using Invoicing.Emporix.Documents;

namespace Invoicing.Tests.Emporix.Documents;

public class The_electronic_invoice
{
    private static readonly XNamespace s_ram = "urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100";

    public static TheoryData<string> Cases => [.. s_cases.Keys];

    private static readonly Dictionary<string, InvoiceDocument> s_cases = new()
    {
        ["one line"] = SomeInvoice.Of(),
        ["net, paid"] = SomeInvoice.Of(SomeInvoice.Lines(3)) with { PricesIncludeTax = false, Paid = 169.90m, Due = 0 },
        ["two rates, fees, a discount, parts of a unit"] = SomeInvoice.WithTotals(SomeInvoice.Of(
            [.. SomeInvoice.Lines(60), SomeInvoice.Line(61, "Book & more", rate: 7, gross: 12.34m, quantity: 3),
                SomeInvoice.Line(62, "Wool <merino>", unit: "kg", quantity: 1.125m, gross: 12.3456m)]) with
        {
            Fees = [new("Gift wrapping", SomeInvoice.Gross(2.50m, 19), 19)],
            Discounts = [new(null, SomeInvoice.Gross(5, 19), 19)],
            CustomerReference = "PO 4711",
            Language = "de",
        }),
        ["a cent of rounding"] = SomeInvoice.Of() with { Taxes = [new(19, 62.95m, 11.95m)], Total = new(62.95m, 11.95m, 74.90m) },
        ["a line with a discount of its own"] =
            SomeInvoice.WithTotals(SomeInvoice.Of(SomeInvoice.Line() with { Total = SomeInvoice.Gross(60, 19) })),
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void is_as_the_published_schema_wants(string name)
    {
        var schemas = new XmlSchemaSet { XmlResolver = new XmlUrlResolver() };
        schemas.Add(null, Repository.Path("tests/Invoicing.Tests/Emporix/Documents/Schema/Factur-X_1.07.3_EN16931.xsd"));
        var problems = new List<string>();

        Xml(s_cases[name]).Validate(schemas, (_, problem) => problems.Add(problem.Message));

        problems.ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void adds_up_as_the_norm_wants(string name)
    {
        var xml = Xml(s_cases[name]);
        var lines = xml.Descendants(s_ram + "IncludedSupplyChainTradeLineItem").ToList();
        var taxes = Settlement(xml).Elements(s_ram + "ApplicableTradeTax").ToList();
        var surcharges = Settlement(xml).Elements(s_ram + "SpecifiedTradeAllowanceCharge").ToList();
        var (charges, allowances) = (Surcharges(isCharge: true), Surcharges(isCharge: false));

        lines.Sum(line => Amount(line, "LineTotalAmount")).ShouldBe(Sum("LineTotalAmount"), "BR-CO-10");
        allowances.Sum(part => Amount(part, "ActualAmount")).ShouldBe(Sum("AllowanceTotalAmount"), "BR-CO-11");
        charges.Sum(part => Amount(part, "ActualAmount")).ShouldBe(Sum("ChargeTotalAmount"), "BR-CO-12");
        (Sum("LineTotalAmount") - Sum("AllowanceTotalAmount") + Sum("ChargeTotalAmount")).ShouldBe(Sum("TaxBasisTotalAmount"), "BR-CO-13");
        taxes.Sum(tax => Amount(tax, "CalculatedAmount")).ShouldBe(Sum("TaxTotalAmount"), "BR-CO-14");
        (Sum("TaxBasisTotalAmount") + Sum("TaxTotalAmount")).ShouldBe(Sum("GrandTotalAmount"), "BR-CO-15");
        (Sum("GrandTotalAmount") - Sum("TotalPrepaidAmount")).ShouldBe(Sum("DuePayableAmount"), "BR-CO-16");
        foreach (var tax in taxes)
        {
            var rate = Amount(tax, "RateApplicablePercent");
            (Of(lines, rate, "LineTotalAmount") + Of(charges, rate, "ActualAmount") - Of(allowances, rate, "ActualAmount"))
                .ShouldBe(Amount(tax, "BasisAmount"), "BR-S-08");
            Amount(tax, "CalculatedAmount").ShouldBe(Math.Round(Amount(tax, "BasisAmount") * rate / 100, 2), 0.99m, "BR-CO-17");
        }

        foreach (var line in lines)
        {
            var basis = line.Descendants(s_ram + "BasisQuantity").Any() ? Amount(line, "BasisQuantity") : 1;
            Math.Round(Amount(line, "ChargeAmount") * Amount(line, "BilledQuantity") / basis, 2, MidpointRounding.AwayFromZero)
                .ShouldBe(Amount(line, "LineTotalAmount"), "price × quantity");
        }

        List<XElement> Surcharges(bool isCharge) =>
            [.. surcharges.Where(part => part.Element(s_ram + "ChargeIndicator")!.Value == (isCharge ? "true" : "false"))];

        decimal Sum(string element) => Amount(Settlement(xml).Element(s_ram + "SpecifiedTradeSettlementHeaderMonetarySummation")!, element);

        static decimal Of(List<XElement> parts, decimal rate, string element) =>
            parts.Where(part => Amount(part, "RateApplicablePercent") == rate).Sum(part => Amount(part, element));
    }

    [Fact]
    public void uses_the_codes_of_the_norm()
    {
        var xml = Xml(s_cases["two rates, fees, a discount, parts of a unit"]);

        Values("TypeCode").ShouldBe(["380", "VAT"]);
        Values("CategoryCode").ShouldBe(["S"]);
        Values("CountryID").ShouldBe(["DE"]);
        xml.Descendants().Attributes("unitCode").Select(unit => unit.Value).Distinct().ShouldBe(["H87", "KGM"], ignoreOrder: true);
        xml.Descendants().Attributes("schemeID").Select(scheme => scheme.Value).ShouldBe(["VA", "FC"]);
        xml.Descendants(s_ram + "IssueDateTime").Single().Value.ShouldBe("20260305");
        xml.Descendants(s_ram + "GuidelineSpecifiedDocumentContextParameter").Single().Value.ShouldBe("urn:cen.eu:en16931:2017");

        IEnumerable<string> Values(string element) => xml.Descendants(s_ram + element).Select(found => found.Value).Distinct();
    }

    [Fact]
    public void is_attached_to_the_page_that_says_the_same()
    {
        var pdf = Rendered.From(SomeInvoice.Of(), facturX: true);

        pdf.Warnings.ShouldBeEmpty();
        using var read = UglyToad.PdfPig.PdfDocument.Open(pdf.Bytes);
        read.Advanced.TryGetEmbeddedFiles(out var files).ShouldBeTrue();
        var file = files.ShouldHaveSingleItem();
        file.Name.ShouldBe("factur-x.xml");
        XNode.DeepEquals(XDocument.Load(new MemoryStream(file.Memory.ToArray())), Xml(SomeInvoice.Of())).ShouldBeTrue();
        Encoding.Latin1.GetString(pdf.Bytes).ShouldContain("/AFRelationship/Alternative");
        read.TryGetXmpMetadata(out var xmp).ShouldBeTrue();
        var metadata = xmp!.GetXDocument().ToString();
        metadata.ShouldContain("<fx:ConformanceLevel>EN 16931</fx:ConformanceLevel>");
        metadata.ShouldContain("<fx:DocumentFileName>factur-x.xml</fx:DocumentFileName>");
        metadata.ShouldNotContain("pdfaid");
    }

    [Fact]
    public void is_not_made_unless_it_is_wanted()
    {
        using var read = UglyToad.PdfPig.PdfDocument.Open(Rendered.From(SomeInvoice.Of()).Bytes);

        read.Advanced.TryGetEmbeddedFiles(out _).ShouldBeFalse();
    }

    [Fact]
    public void is_left_out_where_data_are_missing_and_the_warning_names_them()
    {
        var document = SomeInvoice.Of(SomeInvoice.Line(unit: "crate"), SomeInvoice.Line(2, rate: 0)) with
        {
            BillingAddress = new(["Rosa Example"]),
            PaymentNotes = [],
        };
        document = document with { Seller = document.Seller with { VatId = "123" } };

        FacturX.Xml(document).Missing.ShouldBe([
            "the seller's VAT id, which begins with its country",
            "the country of the billing address",
            "the name of the billing address",
            "how it is to be paid",
            "the code of the unit 'crate'",
            "why nothing is taxed at 0 %",
        ]);
        var pdf = Rendered.From(document, facturX: true);
        pdf.Warnings.ShouldHaveSingleItem().ShouldStartWith("No Factur-X is attached: ");
        pdf.Warnings[0].ShouldNotContain("Rosa");
    }

    [Theory]
    [InlineData(62.94, 11.96, 74.91, "a total that is its net and its tax")]
    [InlineData(62.90, 12.00, 74.90, "parts that sum to the net of 19 %")]
    [InlineData(62.94, 21.96, 84.90, "a tax that is 19 % of its net")]
    [InlineData(62.944, 11.956, 74.90, "taxes in whole cents")]
    public void is_left_out_where_the_order_does_not_add_up(decimal net, decimal tax, decimal gross, string reason)
    {
        var document = SomeInvoice.Of() with { Taxes = [new(19, net, tax)], Total = new(net, tax, gross) };

        FacturX.Xml(document).Missing.ShouldBe([reason]);
    }

    private static XDocument Xml(InvoiceDocument document)
    {
        var (xml, missing) = FacturX.Xml(document);
        missing.ShouldBeEmpty();
        return XDocument.Load(new MemoryStream(xml!));
    }

    private static XElement Settlement(XDocument xml) => xml.Descendants(s_ram + "ApplicableHeaderTradeSettlement").Single();

    private static decimal Amount(XElement of, string element) =>
        decimal.Parse(of.Descendants(s_ram + element).First().Value, CultureInfo.InvariantCulture);
}
