using Invoicing.Emporix.Documents;
using Invoicing.Orders;

namespace Invoicing.Emporix;

/// <summary>
/// What the invoice shows, from the recalculated order. Amounts are taken from it and never computed; what its parts do not add up to is
/// shown as a difference.
/// </summary>
internal static class InvoiceBuilder
{
    /// <param name="total">What is captured.</param>
    public static InvoiceDocument Build(
        EmporixOrder order, EmporixSite site, SellerSettings seller, decimal total, IReadOnlyList<EmporixPayment> payments)
    {
        var language = new[] { order.Customer?.PreferredLanguage, site.Language }.FirstOrDefault(Language.IsKnown) ?? "en";
        var final = order.CalculatedPrice!.FinalPrice!;
        var lines = order.Entries.Where(entry => entry.Delivered > 0).Select((entry, place) => Line(entry, place + 1, language)).ToList();
        var price = order.CalculatedPrice.Price;
        var subtotal = price is null ? Sum(lines.Select(line => line.Total)) : Of(price);
        var shipping = order.CalculatedPrice.TotalShipping is { } calculated ? Of(calculated)
            : order.Shipping?.Total?.Amount is { } amount and not 0 ? new Price(amount, 0, amount)
            : default;
        List<Surcharge> fees =
        [
            .. (order.CalculatedPrice.PaymentFees ?? []).Where(fee => fee.Price is not null)
                .Select(fee => new Surcharge(NameIn(fee.Name, language), Of(fee.Price!), fee.Price!.TaxRate ?? 0)),
            .. order.CalculatedPrice.TotalFee is { GrossValue: not (null or 0) } totalFee
                ? [new Surcharge(null, Of(totalFee), totalFee.TaxRate ?? 0)]
                : Array.Empty<Surcharge>(),
        ];
        List<Surcharge> discounts = order.CalculatedPrice.TotalDiscount?.Price is { GrossValue: not (null or 0) } discount
            ? [new(null, Positive(Of(discount)), discount.TaxRate ?? 0)]
            : [];
        var isGross = site.PricesIncludeTax;
        var taxes = Taxes(final);
        var shown = lines.Sum(line => Side(line.Total)) + Side(shipping) + fees.Sum(fee => Side(fee.Amount))
            - discounts.Sum(less => Side(less.Amount)) + (isGross ? 0 : taxes.Sum(tax => tax.Tax));
        var billing = order.BillingAddress ?? order.ShippingAddress;
        return new()
        {
            Number = "",
            IssuedAt = default,
            IssuedOn = default,
            Language = language,
            OrderNumber = order.OrderNumber ?? order.Id!,
            Currency = order.Currency!,
            CurrencyDigits = Recalculation.DigitsOf(order.Currency!),
            Seller = new(
                seller.Name ?? site.Name ?? site.Code,
                new([seller.Name ?? site.Name ?? site.Code, .. site.AddressLines], seller.Name ?? site.Name, CountryCode: site.Country),
                seller.TaxNumber,
                seller.VatId,
                seller.Footer),
            BillingAddress = Address(billing, order.Customer),
            DeliveryAddress = Address(order.ShippingAddress ?? billing, order.Customer),
            PricesIncludeTax = isGross,
            Lines = lines,
            Subtotal = subtotal,
            Shipping = shipping == default ? null : new(null, shipping, order.CalculatedPrice.TotalShipping?.TaxRate ?? 0),
            Fees = fees,
            Discounts = discounts,
            Rounding = total - shown,
            Taxes = taxes,
            Total = new(final.NetValue ?? total - (final.TaxValue ?? 0), final.TaxValue ?? 0, total),
            Paid = payments.Where(payment => payment.WhyNotCaptured is null).Sum(payment => payment.Amount),
            Due = payments.Where(payment => payment.WhyNotCaptured?.StartsWith("provider", StringComparison.Ordinal) == true)
                .Sum(payment => payment.Amount),
        };

        decimal Side(Price price) => isGross ? price.Gross : price.Net;
    }

    /// <summary>More than a cent a line: nobody knows why.</summary>
    public static bool IsOff(InvoiceDocument document) => Math.Abs(document.Rounding) > 0.01m * Math.Max(1, document.Lines.Count);

    private static InvoiceLine Line(EmporixEntry entry, int position, string language)
    {
        var total = entry.CalculatedPrice?.FinalPrice ?? entry.CalculatedPrice?.Price;
        return new(
            position,
            NameIn(entry.Product?.LocalizedName, language) ?? entry.Product?.Name ?? entry.Product?.Sku ?? entry.Id!,
            entry.Product?.Sku ?? entry.Product?.Code,
            entry.Delivered!.Value,
            entry.MeasurementUnit?.Unit,
            entry.CalculatedUnitPrice is { } unit ? Of(unit) : default,
            total?.TaxRate ?? entry.CalculatedUnitPrice?.TaxRate ?? 0,
            total is null ? default : Of(total));
    }

    private static List<TaxOfRate> Taxes(OrderFinalPrice final) => final.TaxAggregate?.Lines is { Count: > 0 } lines
        ? [.. lines.GroupBy(line => line.TaxRate ?? 0).OrderByDescending(rate => rate.Key)
            .Select(rate => new TaxOfRate(rate.Key, rate.Sum(line => line.NetValue ?? 0), rate.Sum(line => line.TaxValue ?? 0)))]
        : final.TaxValue is { } tax and not 0
        ? [new(final.TaxRate ?? 0, final.NetValue ?? 0, tax)]
        : [];

    private static PostalAddress Address(EmporixAddress? address, EmporixCustomer? customer)
    {
        var name = address?.ContactName
            ?? customer?.Name
            ?? Join(customer?.FirstName, customer?.LastName);
        var street = Join(address?.Street, address?.StreetNumber, address?.StreetAppendix);
        string?[] lines =
        [
            address?.CompanyName ?? customer?.Company, name, street, address?.ExtraLine1, address?.ExtraLine2, address?.ExtraLine3,
            address?.ExtraLine4, Join(address?.ZipCode, address?.City), address?.State, address?.Country,
        ];
        return new(
            [.. lines.OfType<string>().Where(line => line.Length > 0)], address?.CompanyName ?? name, street, address?.ZipCode,
            address?.City, address?.Country);
    }

    private static string? NameIn(IReadOnlyDictionary<string, string>? names, string language) => names is null or { Count: 0 } ? null
        : names.TryGetValue(language, out var name) || names.TryGetValue(language.Split('-', '_')[0], out name)
            || names.TryGetValue("en", out name) ? name
        : names.First().Value;

    private static string? Join(params string?[] parts) => string.Join(' ', parts.Where(part => !string.IsNullOrWhiteSpace(part))) is
        { Length: > 0 } joined ? joined : null;

    private static Price Of(EmporixPrice price) => new(
        price.NetValue ?? (price.GrossValue ?? 0) - (price.TaxValue ?? 0), price.TaxValue ?? 0,
        price.GrossValue ?? (price.NetValue ?? 0) + (price.TaxValue ?? 0));

    private static Price Positive(Price price) => new(Math.Abs(price.Net), Math.Abs(price.Tax), Math.Abs(price.Gross));

    private static Price Sum(IEnumerable<Price> prices) => prices.Aggregate(
        default(Price), (sum, price) => new(sum.Net + price.Net, sum.Tax + price.Tax, sum.Gross + price.Gross));
}
