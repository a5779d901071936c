using Invoicing.RetailPro;

namespace Invoicing.ReceivingFeeds.HotWax;

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

        var ofOrder = HotWaxAdjustments.Of(order.Objects("orderAdjustments", "total"), "total", ofItem: false);
        var counted = lines.Where(line => line.Counts).ToList();
        // An item in parts tells its adjustments with each of them.
        var ofItems = counted.DistinctBy(line => line.Sequence).Select(line => line.Adjustments).ToList();
        var (shipping, shippingTax) = (ofOrder.Shipping + ofItems.Sum(item => item.Shipping), ofOrder.ShippingTax + ofItems.Sum(item => item.ShippingTax));
        var known = total is not null && ofOrder.AreKnown && ofItems.All(item => item.AreKnown) && counted.Count > 0
            && counted.All(line => line.Price is not null && line.Quantity is not null && line.Tax is not null);
        if (!known)
        {
            return new(lines, total, -(ofOrder.Discount + ofItems.Sum(item => item.Discount)), shipping);
        }

        var amounts = Share(ofOrder.Discount, [.. counted.Select(line => line.Price!.Value * line.Quantity!.Value)]);
        var taxOnTop = counted.Sum(line => line.Adjustments.TaxOnTop / line.Ordered!.Value * line.Quantity!.Value);
        var contained = amounts.Sum() + shipping;
        var tolerance = TotalCheck.ToleranceFor(counted.Count);
        if (decimal.Abs(contained - total!.Value) > tolerance)
        {
            if (decimal.Abs(contained + taxOnTop + shippingTax - total.Value) <= tolerance)
            {
                shipping += shippingTax;
            }
            else if (!counted.Any(line => line.Status == ReceivingOrders.Order.Open))
            {
                order.Fault(totalField, Findings.Invariant(
                    $"cannot be right: {order.PathOf("grandTotal")} is {total:0.####}, but the items with their adjustments and shipping add up to {contained:0.####}, or with tax to {contained + taxOnTop + shippingTax:0.####}; are items missing that another feed held?"));
            }
        }

        var priced = counted.Zip(amounts, (line, amount) => line with { Price = Rounded(amount / line.Quantity!.Value) }).ToDictionary(line => line.Index);
        var discount = counted.Sum(line => (line.OriginalPrice!.Value * line.Quantity!.Value) - (line.Price!.Value * line.Quantity!.Value)) - ofOrder.Discount;
        return new([.. lines.Select(line => priced.GetValueOrDefault(line.Index, line))], total, Rounded(discount), shipping);
    }

    /// <summary>As Retail Pro takes it.</summary>
    public static decimal Rounded(decimal amount) => decimal.Round(amount, Findings.Decimals, MidpointRounding.AwayFromZero);

    /// <summary>Adds an amount to others in the ratio of these, in whole cents; those that lost most by that get the cents that are left.</summary>
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
