using System.Text.Json.Nodes;
using Invoicing.Orders;
using Invoicing.Process;

namespace Invoicing.RetailPro;

/// <summary>
/// Builds the body of Transfer Slip. It depends on nothing but the order and the slip, so a resend is the same to the byte. Only what
/// a slip needs is checked: a missing e-mail address of a send sale must not keep its stock wrong.
/// </summary>
internal static class TransferSlipBuilder
{
    private static readonly string[] Needed = ["orderNo", "createdAt", "soldAtStore", "items"];
    private static readonly string[] NeededOfLine = ["status", "shippedFrom"];
    private static readonly string[] NeededOfSlipLine = ["upc", "quantity"];

    /// <param name="slipNo">The number that was allocated to this order and shipping store.</param>
    /// <param name="fromStore">
    /// The shipping store; null when the order does not tell: then everything that keeps it from telling is a fault.
    /// </param>
    /// <param name="toStore">The invoicing store, or of a send sale the store that sold.</param>
    /// <param name="stores">What was known of its stores when the order was planned.</param>
    public static Prepared Build(
        Order order, string slipNo, string? fromStore, string? toStore, RetailProSettings settings,
        IReadOnlyList<StoreEntry>? stores = null)
    {
        var findings = new Validation(NeededButUnreadable(order, fromStore));
        var lines = order.Lines.ToList();
        LineFields.CheckThatThereAre(findings, order);
        foreach (var line in lines)
        {
            LineFields.CheckStatus(findings, line);
            CheckStore(findings, line, fromStore);
        }

        var slipLines = lines.Where(line => !line.NeverShips && (fromStore is null || line.ShippedFrom == fromStore)).ToList();
        var body = new JsonObject
        {
            ["SlipNo"] = slipNo,
            ["FromStore"] = fromStore ?? "",
            ["ToStore"] = ToStore(findings, order, toStore),
            ["CreatedDate"] = findings.LocalTime("createdAt", order.CreatedAt, settings.TimeZone),
        };
        foreach (var line in slipLines)
        {
            UpcRule.Check(findings, line, settings);
            findings.Quantity(LineFields.PathOf(line, "quantity"), line.Quantity);
        }

        var rows = StoreTransfers.Merge(StoreTransfers.Shipped(slipLines))
            .Select(row => (row.Upc, Qty: findings.OptionalAmount("items", row.Quantity)))
            .ToList();
        // The sum of what is written, not of what is rounded away.
        body["TotalQty"] = findings.OptionalAmount("items", rows.Sum(row => row.Qty));
        body["Items"] = new JsonArray([.. rows.Select(row => new JsonObject { ["UPC"] = row.Upc, ["Qty"] = row.Qty })]);
        CheckStores(findings, order, fromStore, toStore, slipLines, stores ?? []);
        return findings.Finish(body);
    }

    /// <summary>The values that could not be read and that a slip cannot be without.</summary>
    /// <param name="fromStore">The shipping store of the slip; null for any slip of the order.</param>
    public static IReadOnlyList<ValidationError> NeededButUnreadable(Order order, string? fromStore)
    {
        if (order.Unreadable.Count == 0)
        {
            return [];
        }

        var needed = new HashSet<string>(Needed);
        foreach (var line in order.Lines)
        {
            needed.Add($"items[{line.Index}]");
            needed.UnionWith(NeededOfLine.Select(field => LineFields.PathOf(line, field)));
            if (!line.NeverShips && (fromStore is null || line.ShippedFrom == fromStore))
            {
                needed.UnionWith(NeededOfSlipLine.Select(field => LineFields.PathOf(line, field)));
            }
        }

        return [.. order.Unreadable.Where(fault => needed.Contains(fault.Field))];
    }

    /// <summary>Every line must tell its store, whichever slip this is: one without would be on no slip, and nobody would know.</summary>
    private static void CheckStore(Validation findings, OrderLine line, string? fromStore)
    {
        if (line is { Status: Order.Fulfilled, NeverShips: false }
            && (fromStore is null || line.ShippedFrom is null || line.ShippedFrom == fromStore))
        {
            LineFields.ShippedFrom(findings, line);
        }
    }

    /// <summary>The invoicing store of an order was checked with its lines; that of a send sale comes from the order alone.</summary>
    private static string ToStore(Validation findings, Order order, string? toStore) =>
        toStore is null || toStore == order.SoldAtStore
            ? findings.Required("soldAtStore", toStore, LineFields.StoreLimit, LineFields.OtherCode)
            : toStore;

    /// <summary>Last, as the faults of the lines usually say already why there is nothing to move.</summary>
    private static void CheckStores(
        Validation findings, Order order, string? fromStore, string? toStore, List<OrderLine> lines, IReadOnlyList<StoreEntry> stores)
    {
        if (findings.Faults.Count > 0)
        {
            return;
        }

        if (fromStore is not null)
        {
            findings.Fault("items", fromStore == toStore
                    ? $"were shipped from {ErrorText.Quote(fromStore)}, where the stock is to go: a slip needs two stores"
                : lines.Count > 0 ? null
                : $"name no line shipped from {ErrorText.Quote(fromStore)}");
            var across = StoreTransfers.AcrossSubsidiaries(lines, fromStore, toStore, stores);
            findings.Fault(across?.Field ?? "items", across?.Problem);
            return;
        }

        foreach (var fault in order.Unreadable.DefaultIfEmpty(new("items", "do not tell from which store stock must be moved")))
        {
            findings.Fault(fault.Field, fault.Problem);
        }
    }
}
