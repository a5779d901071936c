using Invoicing.Orders;

namespace Invoicing.Intake.HotWax;

/// <summary>An order's amounts in our form: its lines with all discounts taken off, and its sums.</summary>
/// <param name="Total">As HotWax says, never calculated.</param>
internal sealed record HotWaxAmounts(IReadOnlyList<HotWaxLine> Lines, decimal? Total, decimal Discount, decimal Shipping)
{
    private const decimal Cent = 0.01m;

    /// <param name="totalField">Of ours, which a total that does not fit makes doubtful.</param>
    public static HotWaxAmounts Of(HotWaxFields order, IReadOnlyList<HotWaxLine> lines, string totalField)
    {
        var total = order.NeededAmount("grandTotal", "total");
        var counted = lines.Where(line => line.Counts).ToList();
        var ofOrder = HotWaxAdjustments.Of(order.Objects("orderAdjustments", "total"), "total", ofItem: false);
        // An item in parts tells its adjustments with each of them.
        var ofItems = counted.DistinctBy(line => line.Sequence).Select(line => line.Adjustments).ToList();
        var shipping = ofOrder.Shipping + ofItems.Sum(item => item.Shipping);
        if (total is null || !ofOrder.AreKnown || counted.Count == 0 || !counted.TrueForAll(line => line.IsKnown))
        {
            return new(lines, total, -(ofOrder.Discount + ofItems.Sum(item => item.Discount)), shipping);
        }

        var amounts = Share(ofOrder.Discount, [.. counted.Select(line => line.Price!.Value * line.Quantity!.Value)]);
        var shippingTax = ofOrder.ShippingTax + ofItems.Sum(item => item.ShippingTax);
        var taxOnTop = shippingTax + counted.Sum(line => line.Adjustments.TaxOnTop / line.Ordered!.Value * line.Quantity!.Value);
        var sum = amounts.Sum() + shipping;
        if (!IsAbout(sum, total.Value, counted.Count))
        {
            if (IsAbout(sum + taxOnTop, total.Value, counted.Count))
            {
                shipping += shippingTax;
            }
            else if (!counted.Exists(line => line.Status == Order.Open))
            {
                var said = ErrorText.Invariant($"grandTotal is {total:0.####}");
                var found = ErrorText.Invariant($"{sum:0.####}, or with tax to {sum + taxOnTop:0.####}");
                order.Fault(totalField, $"cannot be right: {said}, but the items with their adjustments and shipping add up to {found}; "
                    + "are items missing that another feed held?");
            }
        }

        var discount = counted.Sum(line => (line.OriginalPrice!.Value - line.Price!.Value) * line.Quantity!.Value) - ofOrder.Discount;
        var priced = counted.Zip(amounts, (line, amount) => line with { Price = Rounded(amount / line.Quantity!.Value) })
            .ToDictionary(line => line.Index);
        return new([.. lines.Select(line => priced.GetValueOrDefault(line.Index, line))], total, Rounded(discount), shipping);
    }

    /// <summary>As Retail Pro takes it.</summary>
    public static decimal Rounded(decimal amount) => decimal.Round(amount, Amounts.Decimals, MidpointRounding.AwayFromZero);

    public static decimal? Rounded(decimal? amount) => amount is { } known ? Rounded(known) : null;

    private static bool IsAbout(decimal sum, decimal total, int lines) => decimal.Abs(sum - total) <= Amounts.ToleranceFor(lines);

    /// <summary>
    /// Adds an amount to others in the ratio of these, in whole cents; those that lost most by that get the cents that are left.
    /// </summary>
    private static decimal[] Share(decimal amount, decimal[] among)
    {
        var sum = among.Sum();
        if (amount == 0 || sum <= 0)
        {
            return among;
        }

        var exact = among.Select(part => amount * (part / sum)).ToArray();
        var shares = exact.Select(share => decimal.Truncate(share / Cent) * Cent).ToArray();
        var rest = amount - shares.Sum();
        foreach (var index in Enumerable.Range(0, among.Length).OrderByDescending(index => decimal.Abs(exact[index] - shares[index])))
        {
            var step = decimal.Abs(rest) < Cent ? rest : decimal.Sign(rest) * Cent;
            shares[index] += step;
            rest -= step;
        }

        return [.. among.Zip(shares, (part, share) => part + share)];
    }
}

/// <summary>The sums of adjustments of an order or of one of its items, the whole item and not a unit of it.</summary>
/// <param name="Discount">Below zero.</param>
/// <param name="Tax">Of the goods, whether contained in the price or not.</param>
/// <param name="TaxOnTop">The part of <paramref name="Tax"/> that is not known to be contained.</param>
/// <param name="Shipping">With its discounts, without its tax.</param>
/// <param name="AreKnown">False: there is one whose meaning is not known, and nothing can be said of the total.</param>
internal readonly record struct HotWaxAdjustments(
    decimal Discount, decimal Tax, decimal TaxOnTop, decimal Shipping, decimal ShippingTax, bool AreKnown)
{
    /// <param name="field">Of ours, which cannot be told if one cannot be read.</param>
    /// <param name="ofItem">Whether they are of one item: only then is there a line for its tax.</param>
    public static HotWaxAdjustments Of(IReadOnlyList<HotWaxFields> adjustments, string field, bool ofItem) =>
        adjustments.Aggregate(new HotWaxAdjustments { AreKnown = true }, (sums, adjustment) => sums.With(adjustment, field, ofItem));

    private HotWaxAdjustments With(HotWaxFields adjustment, string field, bool ofItem)
    {
        var type = adjustment.Code("orderAdjustmentTypeId", field);
        var (given, included) = (adjustment.Amount("amount", field), adjustment.Amount("amountAlreadyIncluded", field));
        if (given is null && included is null)
        {
            adjustment.Fault(field, $"cannot be told: {adjustment.PathOf("amount")} is missing or cannot be read");
            return this with { AreKnown = false };
        }

        var (amount, contained) = (given ?? 0, included ?? 0);
        return type switch
        {
            _ when amount == 0 && contained == 0 => this,
            "EXT_PROMO_ADJUSTMENT" or "PROMOTION_ADJUSTMENT" or "DISCOUNT_ADJUSTMENT" or "OFF_INV_ADJUSTMENT" =>
                this with { Discount = Discount + amount },
            "SHIPPING_CHARGES" or "EXT_SHIP_ADJUSTMENT" => this with { Shipping = Shipping + amount },
            "SHIPPING_SALES_TAX" => this with { ShippingTax = ShippingTax + amount },
            "SALES_TAX" or "VAT_TAX" or "GST_TAX" or "CGST" or "SGST" or "IGST" or "UTGST" when ofItem =>
                this with { Tax = Tax + amount + contained, TaxOnTop = TaxOnTop + amount },
            _ => Unknown(adjustment, field, type, amount + contained, ofItem),
        };
    }

    private HotWaxAdjustments Unknown(HotWaxFields adjustment, string field, string? type, decimal amount, bool ofItem)
    {
        var found = $"{adjustment.PathOf("orderAdjustmentTypeId")} is {(type is null ? "missing" : ErrorText.Quote(type))}";
        var known = ofItem ? "known of an item are discounts, taxes and shipping" : "known of an order are discounts and shipping";
        adjustment.Fault(field, ErrorText.Invariant($"cannot be told: {found} with an amount of {amount:0.####}; {known}"));
        return this with { AreKnown = false };
    }
}
