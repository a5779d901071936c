using Invoicing.Orders;
using Invoicing.Process;

namespace Invoicing.RetailPro;

/// <summary>The stock that one store shipped and another store invoiced: one transfer slip.</summary>
internal sealed record StoreTransfer(string FromStore, IReadOnlyList<StepItem> Lines);

/// <summary>Works out which stock must move so that it looks as if the invoicing store had shipped the whole order.</summary>
internal static class StoreTransfers
{
    /// <summary>One transfer for each store other than <paramref name="toStore"/> that shipped, by store code, ordinal.</summary>
    public static IReadOnlyList<StoreTransfer> Plan(IEnumerable<OrderLine> lines, string toStore) =>
        [.. Shipped(lines)
            .Where(line => !string.IsNullOrWhiteSpace(line.ShippedFrom) && line.ShippedFrom != toStore)
            .GroupBy(line => line.ShippedFrom!, StringComparer.Ordinal)
            .OrderBy(store => store.Key, StringComparer.Ordinal)
            .Select(store => new StoreTransfer(store.Key, Merge(store)))];

    /// <summary>A slip is of one subsidiary: stock of another one cannot be moved by it.</summary>
    /// <returns>Null: the slip can be made, as far as anything is known of the stores.</returns>
    public static ValidationError? AcrossSubsidiaries(
        IEnumerable<OrderLine> lines, string fromStore, string? toStore, IReadOnlyList<StoreEntry> stores)
    {
        var from = stores.FirstOrDefault(entry => entry.Code == fromStore);
        var to = stores.FirstOrDefault(entry => entry.Code == toStore);
        return StoreEntry.MayShareSlips(from, to) || lines.FirstOrDefault(line => line.ShippedFrom == fromStore) is not { } line ? null
            : new(
                LineFields.PathOf(line, "shippedFrom"),
                $"is store {fromStore} of subsidiary '{from!.Subsidiary}', but its stock would go to {toStore} of '{to!.Subsidiary}', and no "
                    + "slip moves stock between two subsidiaries. If one is entered wrongly: `invoicing stores set FACILITY --subsidiary "
                    + "NAME`, then retry the order. Else invoice it by hand in parts, and dismiss it here");
    }

    /// <summary>The fulfilled lines that have left a store.</summary>
    public static IEnumerable<OrderLine> Shipped(IEnumerable<OrderLine> lines) =>
        lines.Where(line => line is { Status: Order.Fulfilled, NeverShips: false });

    /// <summary>
    /// One row for each UPC, ordinal. Lines without a UPC or with a quantity that no slip can carry are left out: they are faults of the
    /// request.
    /// </summary>
    public static IReadOnlyList<StepItem> Merge(IEnumerable<OrderLine> lines) =>
        [.. lines
            .Where(line => !string.IsNullOrWhiteSpace(line.Upc) && line.Quantity is > 0 and < 1_000_000)
            .GroupBy(line => line.Upc!, StringComparer.Ordinal)
            .OrderBy(product => product.Key, StringComparer.Ordinal)
            .Select(product => new StepItem(product.Key, product.Sum(line => line.Quantity!.Value)))];
}
