using Invoicing.Orders;
using Invoicing.RetailPro;

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
                var said = Validation.Invariant($"{order.PathOf("grandTotal")} is {total:0.####}");
                var found = Validation.Invariant($"{sum:0.####}, or with tax to {sum + taxOnTop:0.####}");
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
    public static decimal Rounded(decimal amount) => decimal.Round(amount, Validation.Decimals, MidpointRounding.AwayFromZero);

    private static bool IsKnown(HotWaxLine line) => line is { Price: not null, Tax: not null, Quantity: >= HotWaxLine.SmallestQuantity, Adjustments.AreKnown: true };

    private static bool IsAbout(decimal sum, decimal total, int lines) => decimal.Abs(sum - total) <= TotalCheck.ToleranceFor(lines);

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
