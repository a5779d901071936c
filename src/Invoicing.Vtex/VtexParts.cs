using Invoicing.Orders;
using Invoicing.Process;

namespace Invoicing.Vtex;

/// <summary>One invoice of an order, as VTEX is told of it.</summary>
/// <param name="Cents">Its value: goods after discounts, tax and shipping. Null: it cannot be told from the order.</param>
internal sealed record VtexPart(VtexDocument Document, IReadOnlyList<OrderLine> Lines, long? Cents);

/// <summary>
/// The invoices of an order. The first has the shipping; the last has what is left of the total, so that together they are the total to the
/// cent.
/// </summary>
internal static class VtexParts
{
    private const decimal Largest = 1e12m;

    /// <returns>At least one, so that the faults of an order without lines are told.</returns>
    public static IReadOnlyList<VtexPart> Of(OrderProcess process, VtexSettings settings)
    {
        var order = process.Content;
        var (account, orderId) = OrderOf(process, settings);
        var ownNumber = settings.Accounts.GetValueOrDefault(account)?.InvoiceNumber == InvoiceNumberSource.OrderNo
            ? order.OrderNo
            : (process.DocumentNo ?? order.OrderNo).Trim();
        var groups = order.Lines.GroupBy(line => line.InvoiceNumber ?? ownNumber).ToList();
        if (groups.Count == 0)
        {
            return [new(new(account, orderId, ownNumber), [], null)];
        }

        var parts = new List<VtexPart>();
        var rest = CentsOf(order.Total);
        foreach (var lines in groups)
        {
            var isLast = parts.Count == groups.Count - 1;
            var cents = isLast ? rest : GoodsOf(lines, settings) + (parts.Count == 0 ? CentsOf(order.Shipping ?? 0) : 0);
            rest -= cents;
            parts.Add(new(new(account, orderId, lines.Key), [.. lines], cents));
        }

        return parts;
    }

    /// <summary>
    /// The account as the settings spell it: one account has one name. What is not named must not share its steps' calls with another.
    /// </summary>
    public static (string Account, string OrderId) OrderOf(OrderProcess process, VtexSettings settings)
    {
        var named = process.Content.Vtex!.Account ?? "?";
        return (
            settings.Accounts.Keys.FirstOrDefault(account => account.Equals(named, StringComparison.OrdinalIgnoreCase)) ?? named,
            process.Content.Vtex.OrderId ?? $"?{process.OrderNo}");
    }

    /// <summary>Of a unit, tax included; null: it is not known, or no amount of money.</summary>
    public static long? UnitCents(OrderLine line, VtexSettings settings) =>
        CentsOf(line.Price + (settings.PricesIncludeTax ? 0 : line.Tax ?? 0));

    private static long? GoodsOf(IEnumerable<OrderLine> lines, VtexSettings settings) => lines.Aggregate(
        (long?)0,
        (sum, line) => sum + CentsOf(UnitCents(line, settings) * line.Quantity / 100));

    /// <summary>Rounded half away from zero; null: it is not known, or no amount of money.</summary>
    public static long? CentsOf(decimal? amount) => amount is { } known && decimal.Abs(known) < Largest
        ? (long)decimal.Round(known * 100, MidpointRounding.AwayFromZero)
        : null;
}
