using System.Collections.Frozen;
using Invoicing.Orders;

namespace Invoicing.Intake.HotWax;

/// <summary>An order's amounts in our form: its lines with all discounts taken off, and its sums.</summary>
/// <param name="Total">As HotWax says, never calculated.</param>
internal sealed record HotWaxAmounts(IReadOnlyList<HotWaxLine> Lines, decimal? Total, decimal Discount, decimal Shipping)
{
    private const decimal Cent = 0.01m;

    /// <param name="order">The order.</param>
    /// <param name="lines">Its lines, as they stand there.</param>
    /// <param name="totalField">Of ours, which a total that does not fit makes doubtful.</param>
    public static HotWaxAmounts Of(HotWaxFields order, IReadOnlyList<HotWaxLine> lines, string totalField)
    {
        var total = order.Amount("grandTotal", "total");
        if (total is null && !order.IsThere("grandTotal"))
        {
            order.Fault("total", $"is missing: {order.PathOf("grandTotal")} is not there");
        }

        var counted = lines.Where(line => line.Counts).ToList();
        var ofOrder = HotWaxAdjustments.Of(order.Objects("orderAdjustments", "total"), "total", ofItem: false);
        // An item in parts tells its adjustments with each of them.
        var ofItems = counted.DistinctBy(line => line.Sequence).Select(line => line.Adjustments).ToList();
        var shipping = ofOrder.Shipping + ofItems.Sum(item => item.Shipping);
        if (total is null || !ofOrder.AreKnown || counted.Count == 0 || !counted.TrueForAll(IsKnown))
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
                var said = ErrorText.Invariant($"{order.PathOf("grandTotal")} is {total:0.####}");
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

    private static bool IsKnown(HotWaxLine line) =>
        line is { Price: not null, Tax: not null, Quantity: >= HotWaxLine.SmallestQuantity, Adjustments.AreKnown: true };

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
    private static readonly FrozenSet<string> s_discounts =
        FrozenSet.Create("EXT_PROMO_ADJUSTMENT", "PROMOTION_ADJUSTMENT", "DISCOUNT_ADJUSTMENT", "OFF_INV_ADJUSTMENT");

    private static readonly FrozenSet<string> s_taxes =
        FrozenSet.Create("SALES_TAX", "VAT_TAX", "GST_TAX", "CGST", "SGST", "IGST", "UTGST");

    private static readonly FrozenSet<string> s_shipping = FrozenSet.Create("SHIPPING_CHARGES", "EXT_SHIP_ADJUSTMENT");

    /// <param name="adjustments">As they stand in the feed.</param>
    /// <param name="field">Of ours, which cannot be told if one cannot be read.</param>
    /// <param name="ofItem">Whether they are of one item: only then is there a line for its tax.</param>
    public static HotWaxAdjustments Of(IReadOnlyList<HotWaxFields> adjustments, string field, bool ofItem)
    {
        var sums = new HotWaxAdjustments(0, 0, 0, 0, 0, AreKnown: true);
        foreach (var adjustment in adjustments)
        {
            sums = sums.With(adjustment, field, ofItem);
        }

        return sums;
    }

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
        if (amount == 0 && contained == 0)
        {
            return this;
        }

        if (type is not null && s_discounts.Contains(type))
        {
            return this with { Discount = Discount + amount };
        }

        if (type is not null && s_shipping.Contains(type))
        {
            return this with { Shipping = Shipping + amount };
        }

        if (type == "SHIPPING_SALES_TAX")
        {
            return this with { ShippingTax = ShippingTax + amount };
        }

        if (ofItem && type is not null && s_taxes.Contains(type))
        {
            return this with { Tax = Tax + amount + contained, TaxOnTop = TaxOnTop + amount };
        }

        var found = $"{adjustment.PathOf("orderAdjustmentTypeId")} is {(type is null ? "missing" : ErrorText.Quote(type))}";
        var known = ofItem ? "known of an item are discounts, taxes and shipping" : "known of an order are discounts and shipping";
        adjustment.Fault(field, ErrorText.Invariant($"cannot be told: {found} with an amount of {amount + contained:0.####}; {known}"));
        return this with { AreKnown = false };
    }
}
