using Invoicing.Orders;
using Invoicing.Process;

namespace Invoicing.RetailPro;

/// <summary>The store that invoices an order, and why it and no other.</summary>
internal sealed record Election(string Store, string Reason);

/// <summary>
/// Elects the invoicing store. Instants are compared, not texts. A tie goes to the store that shipped more units of the whole order,
/// then to the store code that sorts first, so that the same order always elects the same store.
/// </summary>
internal static class StoreElection
{
    public static Election? Elect(Order order, ElectionPolicy policy = ElectionPolicy.FirstToShip) => Elect(order.Lines, policy);

    /// <returns>
    /// Null when nothing is fulfilled, or a fulfilled line lacks its store or time: then the request cannot be built either, and says why.
    /// </returns>
    public static Election? Elect(IEnumerable<OrderLine> lines, ElectionPolicy policy = ElectionPolicy.FirstToShip)
    {
        var fulfilled = lines.Where(line => line.Status == Order.Fulfilled).ToList();
        var shipped = StoreTransfers.Shipped(fulfilled).ToList();
        if (shipped.Count == 0 && fulfilled.Count > 0 && fulfilled[0].ShippedFrom is { } only)
        {
            return new Election(only, "nothing of the order ships");
        }

        if (shipped.Count == 0 || shipped.Any(line => string.IsNullOrWhiteSpace(line.ShippedFrom) || line.ShippedAt is null))
        {
            return null;
        }

        var first = policy == ElectionPolicy.FirstToShip;
        var instant = first ? shipped.Min(line => line.ShippedAt!.Value) : shipped.Max(line => line.ShippedAt!.Value);
        var stores = shipped
            .Where(line => line.ShippedAt == instant)
            .Select(line => line.ShippedFrom!)
            .Distinct(StringComparer.Ordinal)
            .Select(store => (Code: store, Units: UnitsOf(shipped.Where(line => line.ShippedFrom == store))))
            .OrderByDescending(store => store.Units)
            .ThenBy(store => store.Code, StringComparer.Ordinal)
            .ToList();

        var reason = ErrorText.Invariant($"{(first ? "first" : "last")} to ship ({instant.UtcDateTime:yyyy-MM-dd HH:mm} UTC)");
        return new Election(stores[0].Code, stores.Count == 1 ? reason : reason + TieOf(stores, UnitsOf(shipped)));
    }

    private static string TieOf(List<(string Code, decimal Units)> stores, decimal all)
    {
        var (winner, second) = (stores[0], stores[1]);
        var others = string.Join(", ", stores.Skip(1).Select(store => store.Code));
        return winner.Units > second.Units
            ? ErrorText.Invariant($", tied with {others}; shipped more units ({winner.Units:0.####} of {all:0.####})")
            : ErrorText.Invariant(
                $", tied with {others}; as many units as {second.Code} ({winner.Units:0.####} of {all:0.####}), and its code sorts first");
    }

    /// <summary>Quantities that make no sense are faults of the request; here they must only not overflow.</summary>
    private static decimal UnitsOf(IEnumerable<OrderLine> lines) => lines.Sum(line => Math.Clamp(line.Quantity ?? 0, 0, 999_999));
}
