using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Invoicing.Emporix.Documents;

/// <summary>
/// The invoice as Cross Industry Invoice D16B in the profile EN 16931 of Factur-X. It says the same amounts as the printed invoice; where
/// they do not add up as the norm wants, or the data do not suffice, there is none.
/// </summary>
internal static partial class FacturX
{
    private static readonly XNamespace s_rsm = "urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100";
    private static readonly XNamespace s_ram = "urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100";
    private static readonly XNamespace s_udt = "urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100";

    // UN/ECE Recommendation 20, by what shops write and by the code itself. A line without a unit is counted in pieces.
    private static readonly Dictionary<string, string> s_units = new(StringComparer.OrdinalIgnoreCase)
    {
        [""] = "H87", ["pc"] = "H87", ["pcs"] = "H87", ["piece"] = "H87", ["stk"] = "H87", ["h87"] = "H87", ["c62"] = "C62",
        ["pair"] = "PR", ["pr"] = "PR", ["g"] = "GRM", ["grm"] = "GRM", ["kg"] = "KGM", ["kgm"] = "KGM", ["l"] = "LTR", ["ltr"] = "LTR",
        ["ml"] = "MLT", ["mlt"] = "MLT", ["m"] = "MTR", ["mtr"] = "MTR", ["cm"] = "CMT", ["cmt"] = "CMT", ["h"] = "HUR", ["hur"] = "HUR",
    };

    /// <returns>The file; without one, the names of what is missing.</returns>
    public static (byte[]? Xml, IReadOnlyList<string> Missing) Xml(InvoiceDocument document)
    {
        var parts = Parts(document);
        var missing = Missing(document, parts).ToList();
        if (missing.Count > 0)
        {
            return (null, missing);
        }

        using var stream = new MemoryStream();
        Invoice(document, parts).Save(stream);
        return (stream.ToArray(), []);
    }

    private static IEnumerable<string> Missing(InvoiceDocument document, List<Part> parts)
    {
        var (seller, buyer, total) = (document.Seller, document.BillingAddress, document.Total);
        (bool Holds, string Name)[] rules =
        [
            (!document.IsDraft && document.Number.Length > 0, "a number: a draft is no invoice"),
            (document.Lines.Count > 0 && document.Lines.All(line => !string.IsNullOrWhiteSpace(line.Name)), "lines, and a name of each"),
            (document.CurrencyDigits <= 2, "a currency with at most two decimals"),
            (VatId().IsMatch(seller.VatId ?? ""), "the seller's VAT id, which begins with its country"),
            (Country().IsMatch(seller.Address.CountryCode ?? ""), "the seller's country"),
            (Country().IsMatch(buyer.CountryCode ?? ""), "the country of the billing address"),
            (!string.IsNullOrWhiteSpace(buyer.Name), "the name of the billing address"),
            (document.Taxes.SelectMany(tax => new[] { tax.Net, tax.Tax }).All(IsWhole), "taxes in whole cents"),
            (IsWhole(total.Gross) && IsWhole(document.Paid), "totals in whole cents"),
            (total.Net + total.Tax == total.Gross, "a total that is its net and its tax"),
            (document.Taxes.Sum(tax => tax.Net) == total.Net, "taxes of each rate whose net sums are the total's"),
            (document.Taxes.Sum(tax => tax.Tax) == total.Tax, "taxes of each rate that sum to the total's"),
            (total.Gross == document.Paid || document.PaymentNotes.Count > 0, "how it is to be paid"),
        ];
        foreach (var (_, name) in rules.Where(rule => !rule.Holds))
        {
            yield return name;
        }

        foreach (var unit in document.Lines.Select(line => line.Unit ?? "").Where(unit => !s_units.ContainsKey(unit)).Distinct())
        {
            yield return $"the code of the unit '{unit}'";
        }

        foreach (var rate in document.Taxes.Select(tax => tax.Rate).Concat(parts.Select(part => part.Rate)).Distinct())
        {
            var tax = document.Taxes.SingleOrDefault(tax => tax.Rate == rate) ?? new(rate, 0, 0);
            var ofRate = parts.Where(part => part.Rate == rate && !part.IsRounding).ToList();
            if (rate == 0)
            {
                yield return "why nothing is taxed at 0 %";
            }

            // Rounding is a cent a part; whatever is more is another amount.
            if (Math.Abs(tax.Net - ofRate.Sum(part => part.Net)) > 0.01m * Math.Max(1, ofRate.Count))
            {
                yield return $"parts that sum to the net of {Text(rate)} %";
            }

            if (Math.Abs(tax.Tax - Cents(tax.Net * rate / 100)) >= 1)
            {
                yield return $"a tax that is {Text(rate)} % of its net";
            }
        }
    }

    // Lines, charges and discounts (negative), and what rounding leaves between them and the taxable sum of their rate.
    private static List<Part> Parts(InvoiceDocument document)
    {
        var (_, words) = Language.Of(document.Language);
        List<Part> parts =
        [
            .. document.Lines.Select(line => new Part(line.Name, Cents(line.Total.Net), line.TaxRate, IsLine: true)),
            .. document.Shipping is { } shipping ? [Of(shipping, words.Shipping, 1)] : (Part[])[],
            .. document.Fees.Select(fee => Of(fee, words.Fee, 1)),
            .. document.Discounts.Select(discount => Of(discount, words.Discount, -1)),
        ];
        return
        [
            .. parts,
            .. document.Taxes.Select(tax => new Part(
                words.Rounding,
                tax.Net - parts.Where(part => part.Rate == tax.Rate).Sum(part => part.Net),
                tax.Rate,
                IsRounding: true)),
        ];

        static Part Of(Surcharge surcharge, string name, int sign) =>
            new(surcharge.Name ?? name, sign * Cents(surcharge.Amount.Net), surcharge.TaxRate);
    }

    private static XDocument Invoice(InvoiceDocument document, List<Part> parts)
    {
        var surcharges = parts.Where(part => !part.IsLine && part.Net != 0).ToList();
        return new(new XElement(
            s_rsm + "CrossIndustryInvoice",
            new XAttribute(XNamespace.Xmlns + "rsm", s_rsm),
            new XAttribute(XNamespace.Xmlns + "ram", s_ram),
            new XAttribute(XNamespace.Xmlns + "udt", s_udt),
            new XElement(
                s_rsm + "ExchangedDocumentContext",
                Ram("GuidelineSpecifiedDocumentContextParameter", Ram("ID", "urn:cen.eu:en16931:2017"))),
            new XElement(
                s_rsm + "ExchangedDocument",
                Ram("ID", document.Number),
                Ram("TypeCode", "380"),
                Ram("IssueDateTime", Day(document.IssuedOn))),
            new XElement(
                s_rsm + "SupplyChainTradeTransaction",
                document.Lines.Select(Line),
                Ram(
                    "ApplicableHeaderTradeAgreement",
                    Ram("SellerTradeParty", Party(document.Seller.Name, document.Seller.Address), Registrations(document.Seller)),
                    Ram("BuyerTradeParty", Party(document.BillingAddress.Name!, document.BillingAddress)),
                    Ram("SellerOrderReferencedDocument", Ram("IssuerAssignedID", document.OrderNumber)),
                    document.CustomerReference is { } reference
                        ? Ram("BuyerOrderReferencedDocument", Ram("IssuerAssignedID", reference))
                        : null),
                Ram(
                    "ApplicableHeaderTradeDelivery",
                    document.DeliveryAddress is { Name: { } name, CountryCode: { } country } && Country().IsMatch(country)
                        ? Ram("ShipToTradeParty", Party(name, document.DeliveryAddress))
                        : null,
                    document.DeliveredOn is { } day
                        ? Ram("ActualDeliverySupplyChainEvent", Ram("OccurrenceDateTime", Day(day)))
                        : null),
                Ram(
                    "ApplicableHeaderTradeSettlement",
                    Ram("InvoiceCurrencyCode", document.Currency),
                    document.Taxes.Select(tax => Ram(
                        "ApplicableTradeTax",
                        Ram("CalculatedAmount", Amount(tax.Tax)),
                        Ram("TypeCode", "VAT"),
                        Ram("BasisAmount", Amount(tax.Net)),
                        Ram("CategoryCode", "S"),
                        Ram("RateApplicablePercent", Text(tax.Rate)))),
                    surcharges.Select(Surcharge),
                    document.PaymentNotes.Count > 0
                        ? Ram("SpecifiedTradePaymentTerms", Ram("Description", string.Join("\n", document.PaymentNotes)))
                        : null,
                    Ram(
                        "SpecifiedTradeSettlementHeaderMonetarySummation",
                        Ram("LineTotalAmount", Amount(parts.Where(part => part.IsLine).Sum(part => part.Net))),
                        Ram("ChargeTotalAmount", Amount(surcharges.Where(part => part.Net > 0).Sum(part => part.Net))),
                        Ram("AllowanceTotalAmount", Amount(-surcharges.Where(part => part.Net < 0).Sum(part => part.Net))),
                        Ram("TaxBasisTotalAmount", Amount(document.Total.Net)),
                        Ram("TaxTotalAmount", new XAttribute("currencyID", document.Currency), Amount(document.Total.Tax)),
                        Ram("GrandTotalAmount", Amount(document.Total.Gross)),
                        Ram("TotalPrepaidAmount", Amount(document.Paid)),
                        Ram("DuePayableAmount", Amount(document.Total.Gross - document.Paid)))))));
    }

    private static XElement Line(InvoiceLine line)
    {
        var (net, unit) = (Cents(line.Total.Net), s_units[line.Unit ?? ""]);

        // A line with a discount of its own, or one whose price was rounded, has the price of its whole quantity: that is always exact.
        var isOfOne = Cents(line.UnitPrice.Net * line.Quantity) == net;
        return Ram(
            "IncludedSupplyChainTradeLineItem",
            Ram("AssociatedDocumentLineDocument", Ram("LineID", Text(line.Position))),
            Ram("SpecifiedTradeProduct", line.Sku is { Length: > 0 } sku ? Ram("SellerAssignedID", sku) : null, Ram("Name", line.Name)),
            Ram(
                "SpecifiedLineTradeAgreement",
                Ram(
                    "NetPriceProductTradePrice",
                    Ram("ChargeAmount", Text(isOfOne ? line.UnitPrice.Net : net)),
                    isOfOne ? null : Quantity("BasisQuantity"))),
            Ram("SpecifiedLineTradeDelivery", Quantity("BilledQuantity")),
            Ram(
                "SpecifiedLineTradeSettlement",
                Ram("ApplicableTradeTax", Category(line.TaxRate)),
                Ram("SpecifiedTradeSettlementLineMonetarySummation", Ram("LineTotalAmount", Amount(net)))));

        XElement Quantity(string name) => Ram(name, new XAttribute("unitCode", unit), Text(line.Quantity));
    }

    private static XElement Surcharge(Part part) => Ram(
        "SpecifiedTradeAllowanceCharge",
        Ram("ChargeIndicator", new XElement(s_udt + "Indicator", part.Net > 0)),
        Ram("ActualAmount", Amount(Math.Abs(part.Net))),
        Ram("Reason", part.Name),
        Ram("CategoryTradeTax", Category(part.Rate)));

    private static XElement[] Category(decimal rate) =>
        [Ram("TypeCode", "VAT"), Ram("CategoryCode", "S"), Ram("RateApplicablePercent", Text(rate))];

    private static XElement[] Party(string name, PostalAddress address)
    {
        (string Name, string? Value)[] parts =
        [
            ("PostcodeCode", address.PostalCode),
            ("LineOne", address.Street),
            ("CityName", address.City),
            ("CountryID", address.CountryCode),
        ];
        return
        [
            Ram("Name", name),
            Ram(
                "PostalTradeAddress",
                parts.Where(part => !string.IsNullOrWhiteSpace(part.Value)).Select(part => Ram(part.Name, part.Value!))),
        ];
    }

    private static IEnumerable<XElement> Registrations(Seller seller) =>
        new[] { ("VA", seller.VatId), ("FC", seller.TaxNumber) }
            .Where(number => !string.IsNullOrWhiteSpace(number.Item2))
            .Select(number => Ram(
                "SpecifiedTaxRegistration",
                Ram("ID", new XAttribute("schemeID", number.Item1), number.Item2!)));

    private static XElement Day(DateOnly day) => new(
        s_udt + "DateTimeString",
        new XAttribute("format", "102"),
        day.ToString("yyyyMMdd", CultureInfo.InvariantCulture));

    private static XElement Ram(string name, params object?[] content) =>
        new(s_ram + name, Array.ConvertAll(content, part => part is string text ? Typesetter.Plain(text) : part));

    private static decimal Cents(decimal amount) => Math.Round(amount, 2, MidpointRounding.AwayFromZero);

    private static bool IsWhole(decimal amount) => Cents(amount) == amount;

    private static string Amount(decimal amount) => amount.ToString("0.00", CultureInfo.InvariantCulture);

    // A price, a quantity or a rate: as many digits as it has, whatever zeros it came with.
    private static string Text(decimal number) => number.ToString("0.############", CultureInfo.InvariantCulture);

    [GeneratedRegex("^[A-Z]{2}$")]
    private static partial Regex Country();

    [GeneratedRegex("^[A-Z]{2}[A-Z0-9+*.]{2,}$")]
    private static partial Regex VatId();

    private sealed record Part(string Name, decimal Net, decimal Rate, bool IsLine = false, bool IsRounding = false);
}
