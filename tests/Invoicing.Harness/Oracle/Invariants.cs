using System.Text.Json;

namespace Invoicing.Harness.Oracle;

/// <summary>
/// What must hold after every run, whatever happened in it:
/// <list type="bullet">
/// <item>I1 every accepted order is in exactly one state that is finished or waits for a person</item>
/// <item>I2 at most one invoice an order</item>
/// <item>I3 the store that an independent reference elects</item>
/// <item>I4 stock per store and UPC as the rules say; slips alone sum to zero</item>
/// <item>I5 every failure has its mail and its record</item>
/// <item>I6 queues are empty but for the expected entries</item>
/// <item>I7 money and quantities equal to the input to the last decimal</item>
/// <item>I8 no secret and no personal data in any log</item>
/// <item>I9 quiet within a bound</item>
/// <item>I11 to I13 VTEX: see <see cref="VtexComparison"/></item>
/// <item>I14 to I16 Emporix: see <see cref="EmporixComparison"/></item>
/// </list>
/// </summary>
internal static class Invariants
{
    private static readonly string[] s_workQueues =
        ["order-invoicing", "invoice-order", "transfer-inventory", "notify-failures", "vtex-steps", "emporix-steps"];

    private static readonly string[] s_ends = ["Completed", "Failed", "Held", "NothingToInvoice", "Dismissed"];

    public static IReadOnlyList<Violation> Check(Evidence evidence)
    {
        var ledger = LedgerComparison.Find(
            evidence.Expected,
            evidence.Ledger,
            evidence.Latitude.EitherMayWin,
            evidence.Latitude.IsStranger);
        return
        [
            .. Orders(evidence), .. ledger, .. Stores(evidence), .. SlipsAlone(evidence.Ledger), .. Reports
                .Find(evidence), .. Failures(evidence),
            .. LeftInQueues(evidence), .. Leaks.Find(evidence), .. Noise(evidence),
            .. evidence.Vtex is { } vtex ? VtexComparison.Find(evidence.Expected, evidence.Ledger, vtex) : [],
            .. evidence.Emporix is { } emporix ? EmporixComparison.Find(evidence.Expected, emporix) : [],
        ];
    }

    private static IEnumerable<Violation> Orders(Evidence evidence)
    {
        var listed = evidence.Orders.ToLookup(order => order.OrderNo);
        foreach (var expected in evidence.Expected.Orders.Values)
        {
            var found = listed[expected.OrderNo].ToList();
            if (found.Count != 1)
            {
                yield return new("I1", $"Order {expected.OrderNo} is listed {found.Count} times instead of once.");
            }
            else if (found[0].State != expected.State && !(evidence.Latitude.EitherMayWin && found[0].State == expected.Rival?.State))
            {
                yield return new("I1", $"Order {expected.OrderNo} is {found[0].State} instead of {expected.State}. {found[0].FailureKind} {found[0].Message}".TrimEnd());
            }
        }

        foreach (var order in evidence.Orders.Where(order => !s_ends.Contains(order.State)))
        {
            yield return new("I1", $"Order {order.OrderNo} is neither finished nor waits for a person: {order.State}.");
        }

        foreach (var order in evidence.Orders
            .Where(order => !evidence.Expected.Orders.ContainsKey(order.OrderNo) && !evidence.Latitude.IsStranger(order.OrderNo)))
        {
            yield return new("I1", $"Order {order.OrderNo} is listed, but was never published.");
        }
    }

    // What operations read must be what Retail Pro was told; the ledger's side is compared with the invoices.
    private static IEnumerable<Violation> Stores(Evidence evidence) =>
        from order in evidence.Orders
        let expected = evidence.Expected.Orders.GetValueOrDefault(order.OrderNo)
        where expected?.Invoice is not null && order.State == "Completed" && order.InvoicingStore != expected.InvoicingStore
            && !(evidence.Latitude.EitherMayWin && order.InvoicingStore == expected.Rival?.InvoicingStore)
        select new Violation(
            "I3",
            $"Order {order.OrderNo} is listed with store {order.InvoicingStore} instead of {expected.InvoicingStore}.");

    private static IEnumerable<Violation> SlipsAlone(string ledgerJson)
    {
        using var ledger = JsonDocument.Parse(ledgerJson);
        var sums = new Dictionary<string, decimal>();
        foreach (var entry in ledger.RootElement.GetProperty("stock").EnumerateArray())
        {
            Add(entry.GetProperty("upc").GetString()!, entry.GetProperty("quantity").GetDecimal());
        }

        foreach (var body in ledger.RootElement.GetProperty("invoices").EnumerateArray().Select(entry => entry.GetProperty("body"))
            .Where(body => body.TryGetProperty("Items", out _)))
        {
            foreach (var row in body.GetProperty("Items").EnumerateArray())
            {
                Add(row.Text("UPC"), row.Number("Qty"));
            }
        }

        return [.. sums.Where(sum => sum.Value != 0).Select(
            sum => new Violation("I4", $"Slips alone have changed the stock of {sum.Key} by {sum.Value:0.####} instead of nothing."))];

        void Add(string upc, decimal quantity) => sums[upc] = sums.GetValueOrDefault(upc) + quantity;
    }

    private static IEnumerable<Violation> Failures(Evidence evidence) =>
        from order in evidence.Orders
        where order.State == "Failed"
        let trouble = evidence.Expected.Orders.GetValueOrDefault(order.OrderNo)?.Trouble
        where order.FailureKind is null || string.IsNullOrWhiteSpace(order.Message)
            || (trouble is not null && order.FailureKind != trouble.Kind)
        select new Violation("I5", trouble is null
            ? $"Order {order.OrderNo} has failed without a record of why."
            : $"Order {order.OrderNo} has failed as {order.FailureKind} instead of {trouble.Kind}: {order.Message}");

    private static IEnumerable<Violation> LeftInQueues(Evidence evidence) =>
        from queue in evidence.Depths
        where queue.Value > 0 && (s_workQueues.Contains(queue.Key) || !s_workQueues.Contains(queue.Key.Replace("_error", "")))
        select new Violation("I6", $"{queue.Value} messages are left in {queue.Key}.");

    private static IEnumerable<Violation> Noise(Evidence evidence)
    {
        if (!evidence.Quiet.Reached)
        {
            yield return new("I9", $"Not quiet within {evidence.Quiet.Bound.TotalSeconds:0} s.");
        }

        foreach (var order in evidence.Orders.Where(order => order.DueAt is not null))
        {
            yield return new("I9", $"Order {order.OrderNo} is {order.State} and due again at {order.DueAt:u}.");
        }
    }
}
