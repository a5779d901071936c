using System.Text.Json;

namespace Invoicing.Harness.Oracle;

/// <summary>Compares the simulator's ledger with what the reference expects; every difference in plain words, none when equal.</summary>
internal sealed class LedgerComparison
{
    private const int MostShown = 40;

    private readonly List<Violation> _differences = [];
    private readonly JsonElement _ledger;
    private readonly Func<string, bool> _isStranger;

    private LedgerComparison(JsonElement ledger, Func<string, bool> isStranger) => (_ledger, _isStranger) = (ledger, isStranger);

    /// <param name="eitherMayWin">
    /// Of two purchases under one number either may have come first: true wherever several consumers or deliveries run side by side.
    /// </param>
    public static IReadOnlyList<string> Compare(ExpectedEnd expected, string ledgerJson, bool eitherMayWin = false)
    {
        var differences = Find(expected, ledgerJson, eitherMayWin, _ => false).Select(violation => violation.Text).ToList();
        return differences.Count <= MostShown ?
            differences :
            [.. differences.Take(MostShown), $"… and {differences.Count - MostShown} more"];
    }

    /// <param name="isStranger">
    /// Orders that are unknown to the reference and may be there; then only what concerns one order is compared, and no sums.
    /// </param>
    public static IReadOnlyList<Violation> Find(ExpectedEnd expected, string ledgerJson, bool eitherMayWin, Func<string, bool> isStranger)
    {
        using var document = JsonDocument.Parse(ledgerJson);
        var comparison = new LedgerComparison(document.RootElement, isStranger);
        var orders = expected.Orders.Values.Select(order => eitherMayWin ? comparison.WhoWon(order) : order).ToList();
        comparison.CompareInvoices(orders);
        if (!comparison.Entries("invoices").Select(OrderNoOf).Any(isStranger))
        {
            comparison.CompareSlips(orders);
            comparison.CompareStock(orders);
        }

        return comparison._differences;
    }

    private ExpectedOrder WhoWon(ExpectedOrder order)
    {
        if (order.Rival is not { } rival)
        {
            return order;
        }

        var invoices = InvoicesOf(order.OrderNo);
        return invoices.Count > 0 && Differences(order, invoices[0]).Any() && !Differences(rival, invoices[0]).Any() ? rival : order;
    }

    private void CompareInvoices(IReadOnlyList<ExpectedOrder> orders)
    {
        foreach (var order in orders)
        {
            var found = InvoicesOf(order.OrderNo);
            if (found.Count != (order.Invoice is null ? 0 : 1))
            {
                // None is a loss, and says so under the state of the order.
                _differences.Add(order.Invoice is null
                    ? new("I2", $"Order {order.OrderNo} must not be invoiced ({Kind(order)}), but has {found.Count} invoice(s).")
                    : new(found.Count == 0 ? "I1" : "I2", $"Order {order.OrderNo} has {found.Count} invoices instead of one."));
            }

            if (order.Invoice is not null && found.Count > 0)
            {
                _differences.AddRange(Differences(order, found[0]));
            }
        }

        var known = orders.Select(order => order.OrderNo).ToHashSet();
        foreach (var (number, count) in InvoicesByOrder.Select(same => (same.Key, same.Value.Count))
            .Where(same => !known.Contains(same.Key)))
        {
            if (!_isStranger(number))
            {
                _differences.Add(new("I2", $"Order {number} is invoiced, but was never published."));
            }
            else if (count > 1)
            {
                _differences.Add(new("I2", $"Order {number} has {count} invoices."));
            }
        }
    }

    private static string Kind(ExpectedOrder order) => order.State == "Completed" ? "a send sale" : order.State;

    private static IEnumerable<Violation> Differences(ExpectedOrder order, JsonElement entry) =>
        order.Invoice is { } invoice ? InvoiceComparison.Compare(invoice, entry) : [new("I2", "an invoice where none may be")];

    // Slips carry no order number, so they are compared as a set; their numbers only have to be well-formed and different.
    private void CompareSlips(IReadOnlyList<ExpectedOrder> orders)
    {
        var missing = orders.SelectMany(order => order.Slips, (order, slip) => (order.OrderNo, Text: SlipComparison.Describe(slip)))
            .GroupBy(slip => slip.Text)
            .ToDictionary(same => same.Key, same => new Queue<string>(same.Select(slip => slip.OrderNo)));
        foreach (var entry in Entries("slips"))
        {
            _differences.AddRange(SlipComparison.FaultsOf(entry).Select(fault => new Violation("I7", fault)));
            var text = SlipComparison.Describe(entry);
            if (!missing.TryGetValue(text, out var waiting) || !waiting.TryDequeue(out _))
            {
                _differences.Add(new("I4", $"Slip {SlipComparison.NumberOf(entry)} {text} is not expected, or is there too often."));
            }
        }

        _differences.AddRange(
            missing.SelectMany(
                slip => slip.Value,
                (slip, order) => new Violation("I4", $"Order {order}: the slip {slip.Key} is missing.")));
        _differences.AddRange(Entries("slips").GroupBy(SlipComparison.NumberOf).Where(same => same.Count() > 1)
            .Select(same => new Violation("I4", $"Slip number {same.Key} is used {same.Count()} times.")));
    }

    private void CompareStock(IReadOnlyList<ExpectedOrder> orders)
    {
        var expected = orders.SelectMany(order => order.Stock).GroupBy(move => (move.Store, move.Upc))
            .ToDictionary(g => g.Key, g => g.Sum(m => m.Quantity));
        var actual = Entries("stock").ToDictionary(
            entry => (entry.GetProperty("store").GetString()!, entry.GetProperty("upc").GetString()!), entry => entry.GetProperty(
                "quantity").GetDecimal());
        foreach (var key in expected.Keys.Union(actual.Keys))
        {
            var (wanted, found) = (expected.GetValueOrDefault(key), actual.GetValueOrDefault(key));
            if (wanted != found)
            {
                _differences.Add(
                    new("I4", $"Stock of {key.Item2} in {key.Item1} has changed by {found:0.####} instead of {wanted:0.####}."));
            }
        }
    }

    private List<JsonElement> InvoicesOf(string orderNo) => InvoicesByOrder.GetValueOrDefault(orderNo, []);

    private Dictionary<string, List<JsonElement>> InvoicesByOrder =>
        field ??= Entries("invoices").GroupBy(OrderNoOf).ToDictionary(same => same.Key, same => same.ToList());

    private static string OrderNoOf(JsonElement entry) => entry.GetProperty("orderNo").GetString()!;

    private IEnumerable<JsonElement> Entries(string name) => _ledger.GetProperty(name).EnumerateArray();
}
