using Invoicing.ReceivingOrders;

namespace Invoicing.RetailPro;

/// <summary>
/// Compares the order's totals with its lines. The OMS's figures are sent unchanged either way: nobody but the OMS knows which is wrong.
/// </summary>
internal static class TotalCheck
{
    /// <summary>Each line may have been rounded by a cent.</summary>
    public static decimal ToleranceFor(int lines) => 0.01m * Math.Max(1, lines);

    /// <summary>What does not add up; nothing when a figure is missing or out of range, as that is a fault of its own.</summary>
    public static IEnumerable<DataFault> Of(Order order, IReadOnlyList<OrderLine> lines, TaxMode taxMode)
    {
        if (!IsSound(order.Total) || !IsSound(order.Discount ?? 0) || !IsSound(order.Shipping ?? 0) || !lines.All(IsSound))
        {
            yield break;
        }

        var (total, discount, shipping) = (order.Total!.Value, order.Discount ?? 0, order.Shipping ?? 0);
        var tax = taxMode == TaxMode.Exclusive ? lines.Sum(line => line.Tax!.Value * line.Quantity!.Value) : 0;
        var before = lines.Sum(line => line.OriginalPrice!.Value * line.Quantity!.Value);
        var after = lines.Sum(line => line.Price!.Value * line.Quantity!.Value);
        var tolerance = ToleranceFor(lines.Count);

        // A discount of the whole order may not be in the prices of the lines.
        if (decimal.Abs(before - discount + tax + shipping - total) <= tolerance)
        {
            yield break;
        }

        if (decimal.Abs(after + tax + shipping - total) > tolerance)
        {
            var parts = taxMode == TaxMode.Exclusive ? "lines, tax and shipping" : "lines and shipping";
            yield return Difference("total", total, after + tax + shipping, parts, tolerance);
        }

        if (decimal.Abs(before - after - discount) > tolerance)
        {
            yield return Difference("discount", discount, before - after, "discounts of the lines", tolerance);
        }
    }

    private static DataFault Difference(string field, decimal order, decimal lines, string parts, decimal tolerance) => new(
        field, Findings.Invariant($"is {order:0.####} but the {parts} add up to {lines:0.####} (a difference of {tolerance:0.##} is allowed)"));

    private static bool IsSound(OrderLine line) =>
        IsSound(line.Quantity) && IsSound(line.OriginalPrice) && IsSound(line.Price) && IsSound(line.Tax);

    private static bool IsSound(decimal? amount) => amount is { } value && decimal.Abs(value) <= Findings.LargestAmount;
}
