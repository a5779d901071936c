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
    public static IReadOnlyList<VtexPart> Of(OrderProcess process, VtexSettings settings)
    {
        var order = process.Content;
        var (account, orderId) = OrderOf(process);
        var ownNumber = settings.Accounts.GetValueOrDefault(account)?.InvoiceNumber == InvoiceNumberSource.OrderNo
            ? order.OrderNo
            : (process.DocumentNo ?? order.OrderNo).Trim();
        var groups = order.Lines.GroupBy(line => line.InvoiceNumber ?? ownNumber).ToList();
        var parts = new List<VtexPart>();
        long? rest = order.Total is { } total ? CentsOf(total) : null;
        foreach (var lines in groups)
        {
            var goods = lines.Sum(line => UnitCents(line, settings) * line.Quantity);
            long? cents = parts.Count == groups.Count - 1 ? rest
                : goods is null ? null
                : (long)goods + (parts.Count == 0 ? CentsOf(order.Shipping ?? 0) : 0);
            rest -= cents;
            parts.Add(new(new(account, orderId, lines.Key), [.. lines], cents));
        }

        return parts;
    }

    /// <summary>One that is not named must not share its steps' calls with another.</summary>
    public static (string Account, string OrderId) OrderOf(OrderProcess process) =>
        (process.Content.Vtex!.Account ?? "?", process.Content.Vtex.OrderId ?? $"?{process.OrderNo}");

    /// <summary>Of a unit, tax included; null: it is not known.</summary>
    public static long? UnitCents(OrderLine line, VtexSettings settings) => line.Price is not { } price ? null
        : CentsOf(price + (settings.PricesIncludeTax ? 0 : line.Tax ?? 0));

    public static long CentsOf(decimal amount) => (long)decimal.Round(amount * 100, MidpointRounding.AwayFromZero);
}
