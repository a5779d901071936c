using System.Collections.Frozen;
using Invoicing.RetailPro;

namespace Invoicing.Intake.HotWax;

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

        var found = $"{adjustment.PathOf("orderAdjustmentTypeId")} is {(type is null ? "missing" : Validation.Quote(type))}";
        var known = ofItem ? "known of an item are discounts, taxes and shipping" : "known of an order are discounts and shipping";
        adjustment.Fault(field, Validation.Invariant($"cannot be told: {found} with an amount of {amount + contained:0.####}; {known}"));
        return this with { AreKnown = false };
    }
}
