using Invoicing.Orders;

namespace Invoicing.RetailPro;

/// <summary>
/// Compares the order's totals with its lines. The OMS's figures are sent unchanged either way: nobody but the OMS knows which is wrong.
/// </summary>
internal static class TotalCheck
{
    /// <summary>What does not add up; nothing when a figure is missing or out of range, as that is a fault of its own.</summary>
    public static IEnumerable<ValidationError> Of(Order order, IReadOnlyList<OrderLine> lines, TaxMode taxMode) =>
        FiguresOf(order, lines, taxMode) is not { AddsUp: false } f ? [] :
        [
            .. Difference("total", f.Total, f.ByPrices, f.Parts, f.Tolerance),
            .. Difference("discount", f.Discount, f.LineDiscounts, "discounts of the lines", f.Tolerance),
        ];

    /// <summary>
    /// A total that no rounding, tax or discount explains, only a missing figure or the wrong unit: 0 for lines that cost something, or a
    /// hundred times, or a hundredth of, what they cost. It is refused whatever the settings say: the invoice would be wrong for certain.
    /// </summary>
    public static ValidationError? Impossible(Order order, IReadOnlyList<OrderLine> lines, TaxMode taxMode)
    {
        if (FiguresOf(order, lines, taxMode) is not { AddsUp: false } f)
        {
            return null;
        }

        if (f.Total == 0 && f.ByPrices > f.Tolerance && f.ByDiscount > f.Tolerance)
        {
            return new("total", ErrorText.Invariant($"is 0 but the {f.Parts} add up to {f.ByPrices:0.####}, and no discount explains it"));
        }

        foreach (var sum in new[] { f.ByPrices, f.ByDiscount }.Where(sum => sum >= 1))
        {
            var times = decimal.Abs(f.Total - (100 * sum)) <= f.Tolerance ? "a hundred times"
                : decimal.Abs((100 * f.Total) - sum) <= f.Tolerance ? "a hundredth of"
                : null;
            if (times is not null)
            {
                return new("total", ErrorText.Invariant($"is {f.Total:0.####}, {times} what the {f.Parts} add up to ({sum:0.####}): ")
                    + "one unit is expected for all amounts, as in 12.50");
            }
        }

        return null;
    }

    private static Figures? FiguresOf(Order order, IReadOnlyList<OrderLine> lines, TaxMode taxMode)
    {
        var isSound = IsSound(order.Total) && IsSound(order.Discount ?? 0) && IsSound(order.Shipping ?? 0) && lines.All(IsSound);
        if (lines.Count == 0 || !isSound)
        {
            return null;
        }

        var tax = taxMode == TaxMode.Exclusive ? lines.Sum(line => line.Tax!.Value * line.Quantity!.Value) : 0;
        var besides = tax + (order.Shipping ?? 0);
        return new(
            order.Total!.Value,
            order.Discount ?? 0,
            lines.Sum(line => line.OriginalPrice!.Value * line.Quantity!.Value) + besides,
            lines.Sum(line => line.Price!.Value * line.Quantity!.Value) + besides,
            Amounts.ToleranceFor(lines.Count),
            taxMode == TaxMode.Exclusive ? "lines, tax and shipping" : "lines and shipping");
    }

    private static ValidationError[] Difference(string field, decimal order, decimal lines, string parts, decimal tolerance) =>
        decimal.Abs(lines - order) <= tolerance
            ? []
            : [new(field, ErrorText.Invariant($"is {order:0.####} but the {parts} add up to {lines:0.####} ")
                + ErrorText.Invariant($"(a difference of {tolerance:0.##} is allowed)"))];

    private static bool IsSound(OrderLine line) =>
        IsSound(line.Quantity) && IsSound(line.OriginalPrice) && IsSound(line.Price) && IsSound(line.Tax);

    private static bool IsSound(decimal? amount) => amount is >= 0 and <= Amounts.Largest;

    /// <param name="Before">What the lines cost before discounts, with all that is added to them.</param>
    /// <param name="ByPrices">The total, as the prices after discounts have it.</param>
    private sealed record Figures(decimal Total, decimal Discount, decimal Before, decimal ByPrices, decimal Tolerance, string Parts)
    {
        public decimal LineDiscounts => Before - ByPrices;

        /// <summary>The total, as the order's discount has it: one of the whole order need not be in the prices of the lines.</summary>
        public decimal ByDiscount => Before - Discount;

        public bool AddsUp => decimal.Abs(ByDiscount - Total) <= Tolerance
            || (decimal.Abs(ByPrices - Total) <= Tolerance && decimal.Abs(LineDiscounts - Discount) <= Tolerance);
    }
}
