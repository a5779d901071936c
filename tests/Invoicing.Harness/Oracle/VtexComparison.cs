using System.Globalization;
using System.Text.Json;

namespace Invoicing.Harness.Oracle;

/// <summary>VTEX's side of a finished run.</summary>
/// <param name="Ledger">What the simulated VTEX says of itself.</param>
/// <param name="Statuses">Of its orders, by <see cref="MarketplaceOrder.Key"/>.</param>
internal sealed record VtexEvidence(string Ledger, IReadOnlyDictionary<string, string> Statuses)
{
    /// <summary>
    /// Invoices whose number in the ERP cannot be known, since the answer that told it was lost: so many orders may have their own number
    /// in VTEX instead. Null: nobody has counted.
    /// </summary>
    public int? LostNumbers { get; init; }
}

/// <summary>
/// Compares VTEX's ledger with what the reference expects:
/// <list type="bullet">
/// <item>I11 every part notified once, with the number, value and items that it has; every parcel told, at least once and always with the
/// same values; every event once; nothing else; never without a look just before</item>
/// <item>I12 every return told once and refunded to the cent, after the order was invoiced as a whole; no other refund and no other
/// <c>Input</c>; no call for an order that may not be told of</item>
/// <item>I13 what was notified of an order is its value to the cent, and its status says so</item>
/// </list>
/// </summary>
internal sealed partial class VtexComparison
{
    private static readonly TimeSpan s_longestLook = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_slack = TimeSpan.FromSeconds(2);

    // Tracking is told by itself, the rest the ERP does not give.
    private static readonly string[] s_empty =
        ["courier", "trackingNumber", "trackingUrl", "dispatchedDate", "invoiceKey", "invoiceUrl", "embeddedInvoice"];

    private readonly List<Violation> _differences = [];
    private readonly ILookup<string, JsonElement> _invoices;
    private readonly ILookup<string, JsonElement> _tracking;
    private readonly ILookup<string, JsonElement> _events;
    private readonly ILookup<string, JsonElement> _refunds;
    private readonly ILookup<string, Call> _calls;
    private readonly Dictionary<string, JsonElement> _erp;
    private readonly Dictionary<string, List<ExpectedOrder>> _orders;
    private int _ownNumbers;

    private VtexComparison(ExpectedEnd expected, JsonElement retailPro, JsonElement vtex)
    {
        _invoices = Of("invoices");
        (_tracking, _events, _refunds) = (Of("tracking"), Of("events"), Of("refunds"));
        _calls = vtex.GetProperty("calls").EnumerateArray().Where(call => call.Text("orderId").Length > 0)
            .ToLookup(KeyOf, call => new Call(
                call.Text("operation"),
                call.GetProperty("at").GetDateTimeOffset(),
                call.Text("status") == "200" && call.Text("fault") is ("" or "delay")));
        _erp = retailPro.GetProperty("invoices").EnumerateArray().GroupBy(invoice => invoice.Text("orderNo"))
            .ToDictionary(same => same.Key, same => same.First());
        _orders = expected.Orders.Values.Where(order => order.Vtex is not null).GroupBy(order => order.Vtex!.Key)
            .ToDictionary(same => same.Key, same => same.ToList());

        ILookup<string, JsonElement> Of(string part) => vtex.GetProperty(part).EnumerateArray().ToLookup(KeyOf);
    }

    public static IReadOnlyList<Violation> Find(ExpectedEnd expected, string retailProLedger, VtexEvidence evidence)
    {
        using var retailPro = JsonDocument.Parse(retailProLedger);
        using var vtex = JsonDocument.Parse(evidence.Ledger);
        var comparison = new VtexComparison(expected, retailPro.RootElement, vtex.RootElement);
        var marketplace = expected.Marketplace.ToDictionary(order => order.Key);
        foreach (var (key, orders) in comparison._orders)
        {
            comparison.CompareInvoices(key, orders);
            comparison.CompareUpdates(key, orders, marketplace.GetValueOrDefault(key));
            comparison.CompareCalls(key, orders, marketplace.GetValueOrDefault(key));
        }

        comparison.CompareRest();
        foreach (var there in expected.Marketplace)
        {
            comparison.CompareEnd(there, evidence.Statuses.GetValueOrDefault(there.Key, "gone"));
        }

        if (comparison._ownNumbers > evidence.LostNumbers)
        {
            comparison.Differ("I11", $"{comparison._ownNumbers} invoices have their order's number in VTEX, though the ERP has told the "
                + $"numbers of all but {evidence.LostNumbers}.");
        }

        return comparison._differences;
    }

    private void CompareInvoices(string key, List<ExpectedOrder> orders)
    {
        var left = _invoices[key].Where(invoice => !IsReturn(invoice)).ToList();
        foreach (var (order, part) in orders.SelectMany(order => order.Vtex!.Parts, (order, part) => (order, part)))
        {
            var number = part.Number ?? _erp.GetValueOrDefault(order.OrderNo).TextOrNothing("documentNo");
            var found = left.Where(invoice => invoice.Text("invoiceNumber") == number).ToList();
            if (found.Count == 0 && part.Number is null)
            {
                found = [.. left.Where(invoice => invoice.Text("invoiceNumber") == order.OrderNo)];
                _ownNumbers += found.Count;
            }

            found.ForEach(invoice => left.Remove(invoice));
            if (found.Count != 1)
            {
                Differ("I11", $"Order {order.OrderNo}: {found.Count} invoices {number} in VTEX instead of one.");
            }
            else
            {
                CompareInvoice($"Order {order.OrderNo}, invoice {number} in VTEX", part, order, found[0]);
            }
        }

        foreach (var invoice in left)
        {
            Differ("I11", $"{key} in VTEX has an invoice {invoice.Text("invoiceNumber")} of {invoice.Text("invoiceValue")} that is not "
                + "expected.");
        }
    }

    private void CompareInvoice(string what, ExpectedPart part, ExpectedOrder order, JsonElement invoice)
    {
        CompareBody(what, "Output", part.Value, part.Skus, invoice);
        CompareTime(what, invoice.GetProperty("body").Text("issuanceDate"), order, invoice.GetProperty("receivedAt").GetDateTimeOffset());
    }

    private void CompareBody(string what, string type, long value, IReadOnlyList<ExpectedSku> skus, JsonElement invoice)
    {
        var body = invoice.GetProperty("body");
        Same(what, "type", type, body.Text("type"));
        Same(what, "invoiceValue", $"\"{value}\"", body.GetProperty("invoiceValue").GetRawText());
        Same(what, "the value that was booked", $"{value}", invoice.Text("invoiceValue"));
        foreach (var name in s_empty)
        {
            Same(what, name, "", body.Text(name));
        }

        Same(
            what,
            "the items",
            Describe(skus.Select(sku => (sku.Id, (decimal)sku.Price, (decimal)sku.Quantity))),
            Describe(body.GetProperty("items").EnumerateArray()
                .Select(item => (item.Text("id"), item.Number("price"), item.Number("quantity")))));
        var receipts = invoice.GetProperty("receipts").GetArrayLength();
        Same(what, "the number of its receipts", "1", $"{receipts}");
    }

    // When the program heard that the ERP has the invoice, with the stores' offset: after it was entered there, before VTEX was told.
    private void CompareTime(string what, string issued, ExpectedOrder order, DateTimeOffset toldAt)
    {
        if (!DateTimeOffset.TryParseExact(
            issued, "yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
            || time.Offset != TimeSpan.FromHours(-6)
            || (_erp.TryGetValue(order.OrderNo, out var entered)
                && (time < entered.GetProperty("receivedAt").GetDateTimeOffset() - s_slack || time > toldAt + s_slack)))
        {
            Differ("I11", $"{what}: issuanceDate is {issued}, told at {toldAt:u}.");
        }
    }

    private void CompareCalls(string key, List<ExpectedOrder> orders, MarketplaceOrder? there)
    {
        var calls = _calls[key].ToList();
        var tells = calls.Where(call => call.Operation == "invoice").ToList();
        if (tells.Count > 0 && orders.All(order => order.Vtex!.Parts.Count == 0))
        {
            Differ("I12", $"{key}: VTEX was called {tells.Count} times about an invoice, though it may be told of none.");
        }

        if (calls.Any(call => call.Operation == "startHandling") && !new[] { there?.Status, there?.Later }.Contains("ready-for-handling"))
        {
            Differ("I11", $"{key}: handling was begun, though VTEX had not asked for it.");
        }

        // Two orders of the OMS about one of VTEX look and tell side by side.
        var since = DateTimeOffset.MinValue;
        foreach (var tell in tells)
        {
            if (!calls.Any(call => call.Operation == "get" && call.IsAnswered && call.At <= tell.At && call.At >= tell.At - s_longestLook
                && call.At >= since))
            {
                Differ("I11", $"{key}: told at {tell.At:O} of an invoice without a look at the order just before.");
            }

            since = orders.Count == 1 ? tell.At : since;
        }
    }

    private void CompareRest()
    {
        foreach (var (part, entry) in new[] { _invoices, _tracking, _events, _refunds }.SelectMany(
            part => part.Where(same => !_orders.ContainsKey(same.Key)).SelectMany(same => same), (part, entry) => (part, entry)))
        {
            Differ(
                part == _refunds ? "I12" : "I11",
                $"{KeyOf(entry)} in VTEX was told of invoice {entry.Text("invoiceNumber")}, but is no order of this run.");
        }
    }

    private void CompareEnd(MarketplaceOrder there, string status)
    {
        var told = there.Invoices.Sum(invoice => invoice.Value)
            + _invoices[there.Key].Where(invoice => invoice.Text("type") == "Output").Sum(invoice => (long)invoice.Number("invoiceValue"));
        var orders = _orders.GetValueOrDefault(there.Key, []);
        var parts = orders.SelectMany(order => order.Vtex!.Parts).ToList();
        var expected = there.Invoices.Sum(invoice => invoice.Value) + parts.Sum(part => part.Value);
        if (told > there.Value || told != expected)
        {
            Differ("I13", $"{there.Key}: {told} cents of {there.Value} are notified instead of {expected}.");
        }

        var end = parts.Count > 0 ? (expected < there.Value ? "payment-approved" : "invoiced")
            : there.Settled == "ready-for-handling" && orders.Any(order => order.Vtex!.IsHandled) ? "handling"
            : there.Settled;
        if (status != end)
        {
            Differ("I13", $"{there.Key}: its status in VTEX is {status} instead of {end}.");
        }
    }

    private void Same(string what, string field, string expected, string actual)
    {
        if (expected != actual)
        {
            Differ("I11", $"{what}: {field} is {actual} instead of {expected}.");
        }
    }

    private void Differ(string invariant, string text) => _differences.Add(new(invariant, text));

    private static string KeyOf(JsonElement entry) => $"{entry.Text("account")}/{entry.Text("orderId")}";

    private static string Describe(IEnumerable<(string Id, decimal Price, decimal Quantity)> items) => string.Join(", ", items
        .OrderBy(item => item.Id, StringComparer.Ordinal)
        .Select(item => $"{item.Quantity} × {item.Id} at {item.Price}"));

    private sealed record Call(string Operation, DateTimeOffset At, bool IsAnswered);
}
