using Invoicing.Orders;
using Invoicing.Process;

namespace Invoicing.RetailPro;

/// <summary>The store that invoices an order, and why it and no other.</summary>
/// <param name="For">The store that shipped and may not invoice, for which it does; null: it has shipped itself.</param>
internal sealed record Election(string Store, string Reason, string? For = null);

/// <summary>
/// Elects the invoicing store. Instants are compared, not texts. A tie goes to the store that shipped more units of the whole order,
/// then to the store code that sorts first, so that the same order always elects the same store. Stores that may not invoice are passed
/// over; where there is no other, the store invoices that is named for the first of them.
/// </summary>
internal static class StoreElection
{
    public static Election? Elect(Order order, ElectionPolicy policy = ElectionPolicy.FirstToShip) => Elect(order.Lines, policy);

    /// <param name="known">What is known of the order's stores.</param>
    /// <returns>
    /// Null when nothing is fulfilled, or a fulfilled line lacks its store or time, or nobody may invoice: then the request cannot be built
    /// either, and says why.
    /// </returns>
    public static Election? Elect(
        IEnumerable<OrderLine> lines, ElectionPolicy policy = ElectionPolicy.FirstToShip, IReadOnlyList<StoreEntry>? known = null)
    {
        known ??= [];
        var fulfilled = lines.Where(line => line.Status == Order.Fulfilled).ToList();
        var shipped = StoreTransfers.Shipped(fulfilled).ToList();
        if (shipped.Count == 0 && fulfilled.Count > 0 && fulfilled[0].ShippedFrom is { } only)
        {
            return MayInvoice(only, known) ? new Election(only, "nothing of the order ships")
                : InvoicerOf(only, known) is { } other ? new Election(other, $"nothing of the order ships; {Instead(other, only)}", only)
                : null;
        }

        if (shipped.Count == 0 || shipped.Any(line => string.IsNullOrWhiteSpace(line.ShippedFrom) || line.ShippedAt is null))
        {
            return null;
        }

        var stores = Ranked(shipped, policy);
        var place = stores.FindIndex(store => MayInvoice(store.Code, known));
        if (place < 0)
        {
            return stores.Find(store => InvoicerOf(store.Code, known) is not null) is { } sender
                && InvoicerOf(sender.Code, known) is { } invoicer
                ? new Election(invoicer, $"{ReasonOf(sender, "", policy)} is {Instead(invoicer, sender.Code)}", sender.Code)
                : null;
        }

        var winner = stores[place];
        var tied = stores.Where(store => store.At == winner.At && MayInvoice(store.Code, known)).ToList();
        var reason = ReasonOf(winner, place == 0 ? "" : " that may invoice", policy);
        return new Election(
            winner.Code,
            (tied.Count == 1 ? reason : reason + TieOf(tied, UnitsOf(shipped)))
                + (place == 0 ? "" : $"; passed over {string.Join(", ", stores.Take(place).Select(store => store.Code))}, which may not"));
    }

    /// <summary>Why no store could be elected though all that shipped are known: none of them may invoice.</summary>
    /// <returns>Null: that is not why.</returns>
    public static ValidationError? WhyNone(IEnumerable<OrderLine> lines, IReadOnlyList<StoreEntry> known)
    {
        var fulfilled = lines.Where(line => line is { Status: Order.Fulfilled } and not { NeverShips: true, ShippedFrom: null }).ToList();
        if (fulfilled.Count == 0 || fulfilled.Exists(line =>
            line.ShippedFrom is not { } store || MayInvoice(store, known) || InvoicerOf(store, known) is not null))
        {
            return null;
        }

        var facility = known.First(entry => entry.Code == fulfilled[0].ShippedFrom).Facility;
        return new(
            LineFields.PathOf(fulfilled[0], "shippedFrom"),
            $"is {ErrorText.Quote(facility)}, which may not invoice, and neither may any other store of the order: `invoicing stores set "
                + $"{TextSanitizer.Argument(facility)} --invoiced-by CODE --reason \"…\"` names one that does, then retry the order");
    }

    /// <summary>The stores that shipped, the one that is to invoice first.</summary>
    private static List<Shipper> Ranked(List<OrderLine> shipped, ElectionPolicy policy)
    {
        var stores = shipped.GroupBy(line => line.ShippedFrom!, StringComparer.Ordinal).Select(lines => new Shipper(
            lines.Key,
            policy == ElectionPolicy.FirstToShip ? lines.Min(line => line.ShippedAt!.Value) : lines.Max(line => line.ShippedAt!.Value),
            UnitsOf(lines)));
        return
        [
            .. (policy == ElectionPolicy.FirstToShip ? stores.OrderBy(store => store.At) : stores.OrderByDescending(store => store.At))
                .ThenByDescending(store => store.Units)
                .ThenBy(store => store.Code, StringComparer.Ordinal),
        ];
    }

    private static bool MayInvoice(string store, IReadOnlyList<StoreEntry> known) =>
        known.All(entry => entry.Code != store || entry.MayInvoice);

    private static string? InvoicerOf(string store, IReadOnlyList<StoreEntry> known) =>
        known.FirstOrDefault(entry => entry.Code == store)?.InvoicedBy;

    private static string Instead(string invoicer, string store) => $"{store}, which may not invoice: {invoicer} is named to do it instead";

    private static string ReasonOf(Shipper store, string which, ElectionPolicy policy) =>
        $"{(policy == ElectionPolicy.FirstToShip ? "first" : "last")} to ship{which} ({IsoTime.Minute(store.At)})";

    private static string TieOf(List<Shipper> stores, decimal all)
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

    /// <param name="At">When it shipped first, or last, as the policy asks.</param>
    private sealed record Shipper(string Code, DateTimeOffset At, decimal Units);
}
