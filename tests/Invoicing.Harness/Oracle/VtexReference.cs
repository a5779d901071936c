using System.Text.Json;
using System.Text.RegularExpressions;

namespace Invoicing.Harness.Oracle;

/// <summary>
/// What VTEX must have been told of the orders that came from there, computed from the acceptance contract of VTEX and nothing of the
/// program.
/// </summary>
internal static partial class VtexReference
{
    /// <summary>The account whose invoices have the order's number; in others they have that of the ERP's invoice.</summary>
    public const string AccountWithOrderNumbers = "bravo";

    private static readonly string[] s_accounts = ["acme", AccountWithOrderNumbers];
    private static readonly string[] s_cancelled = ["request-cancel", "cancellation-requested", "cancel", "canceled"];
    private static readonly string[] s_invoiceable = ["handling", "ready-for-handling", "ready-for-invoicing", "waiting-seller-handling"];

    /// <summary>How everything must have ended, and what VTEX must have been told.</summary>
    /// <param name="messages">All of the run, orders and updates.</param>
    public static ExpectedEnd Compute(IEnumerable<string> messages, IReadOnlyList<MarketplaceOrder> marketplace)
    {
        var known = marketplace.ToDictionary(order => order.Key);
        List<string> texts = [.. messages.Select(message => Completed(message, known))];
        var end = Reference.Compute(texts);
        var orders = new Dictionary<string, ExpectedOrder>(end.Orders);
        var updates = texts.Select(PublishedUpdate.Read).OfType<PublishedUpdate>().ToLookup(update => update.OrderNo);
        var refusals = new List<ExpectedRefusal>();
        foreach (var same in texts.Distinct().Select(Content.Read).OfType<Content>().GroupBy(content => content.Order.OrderNo))
        {
            var order = orders[same.Key];
            // Of several versions the one that ended so.
            var content = same.FirstOrDefault(each => Reference.Compute([each.Text]).Orders[same.Key].State == order.State) ?? same.First();
            var told = Told(content, order, known, [.. updates[same.Key]]);
            orders[same.Key] = order with { State = told.Trouble is null ? order.State : "Failed", Vtex = told };
            refusals.AddRange(updates[same.Key].OfType<PublishedReturn>().Select(returned => RefusalOf(returned, content))
                .OfType<ExpectedRefusal>());
        }

        return end with { Orders = orders, Marketplace = marketplace, Refusals = refusals };
    }

    private static ExpectedInVtex Told(
        Content content, ExpectedOrder order, IReadOnlyDictionary<string, MarketplaceOrder> marketplace, List<PublishedUpdate> updates)
    {
        var told = new ExpectedInVtex(content.Account ?? "", content.OrderId ?? "", []);
        if (order.State is "Held" or "NothingToInvoice")
        {
            return told;
        }

        string[] faults =
        [
            .. content.OrderId is null ? ["vtex.orderId"] : Array.Empty<string>(),
            .. s_accounts.Contains(content.Account) ? [] : new[] { "vtex.account" },
        ];
        if (faults.Length > 0)
        {
            return told with { Trouble = new("InvalidData", faults) };
        }

        if (marketplace.GetValueOrDefault(told.Key) is not { } there)
        {
            return told with { Trouble = new("Refused", ["the id may belong to the marketplace's account"]) };
        }

        if (s_cancelled.Contains(there.Settled))
        {
            return told with { Trouble = new("Refused", ["cancelled in VTEX"]) };
        }

        told = told with { IsHandled = true };
        return order.State == "Failed" && content.LacksAddress ? told with { Trouble = new("InvalidData", ["address.country is missing"]) }
            : order.State == "Failed" ? told
            : order.Invoice is null ? told with { Trouble = new("InvalidData", ["salesChannel"]) }
            : Notified(told, content, there, updates);
    }

    // One part after the other: what is wrong with one keeps those behind it from VTEX.
    private static ExpectedInVtex Notified(
        ExpectedInVtex told, Content content, MarketplaceOrder there, List<PublishedUpdate> updates)
    {
        var parts = new List<ExpectedPart>();
        var planned = PartsOf(content, told.Account).ToList();
        List<string?> numbers = [.. planned.Select(part => part.Number)];
        foreach (var (place, part) in planned.Index())
        {
            var known = there.Invoices.FirstOrDefault(invoice => invoice.Number == part.Number);
            var refused = known is null ? Refused(part, parts, there) ?? ItemFaults(part, parts, there) : Taken(part, known);
            if ((DataFaults(part, planned) ?? refused) is { } trouble)
            {
                return Later(told with { Parts = parts, Trouble = trouble }, content, there, numbers, place, updates);
            }

            if (known is not null)
            {
                continue;
            }

            parts.Add(new(part.Number, part.Value, [.. part.Units.GroupBy(unit => SkusOf(unit.Upc, there)[0]).Select(Merged)]));
        }

        return Later(told with { Parts = parts }, content, there, numbers, planned.Count, updates);
    }

    private static ExpectedTrouble? DataFaults(Part part, List<Part> planned)
    {
        string[] faults =
        [
            .. part.Number is null || AllowedNumber().IsMatch(part.Number) ? [] : new[] { "invoiceNumber" },
            .. planned.All(other => other.Value > 0) ? [] : new[] { "total" },
            .. part.Units.Where(unit => unit.Quantity != decimal.Truncate(unit.Quantity)).Select(unit => $"items[{unit.Place}].quantity"),
        ];
        return faults.Length > 0 ? new("InvalidData", faults) : null;
    }

    private static ExpectedTrouble? Taken(Part part, MarketplaceInvoice? known) => known is null || known.Value == part.Value
        ? null
        : new("NumberTaken", [$"value {known.Value}", $"value {part.Value}"]);

    private static ExpectedTrouble? Refused(Part part, List<ExpectedPart> before, MarketplaceOrder there)
    {
        var told = there.Invoices.Sum(invoice => invoice.Value) + before.Sum(other => other.Value);
        string? why = there.Settled == "invoiced" ? "somebody else has invoiced it there"
            : told + part.Value > there.Value ? "would be too much"
            : there.IsInError ? "workflow of the order is in error"
            : s_invoiceable.Contains(there.Settled) ? null
            : throw new InvalidOperationException($"Order {there.Key} would wait for days ({there.Settled}).");
        return why is null ? null : new("Refused", [why]);
    }

    private static ExpectedTrouble? ItemFaults(Part part, List<ExpectedPart> before, MarketplaceOrder there)
    {
        var odd = part.Units.Select(unit => (unit.Upc, Skus: SkusOf(unit.Upc, there))).Where(unit => unit.Skus.Count != 1).ToList();
        if (odd.Count > 0)
        {
            return new("InvalidData", [.. odd.Select(unit => $"UPC '{unit.Upc}' {(unit.Skus.Count == 0 ? "is neither" : "stands for")}")]);
        }

        var tooMany = part.Units.GroupBy(unit => SkusOf(unit.Upc, there)[0]).Where(sku => sku.Sum(unit => unit.Quantity)
            > there.Items.Where(item => item.Id == sku.Key).Sum(item => item.Quantity)
                - before.SelectMany(other => other.Skus).Where(other => other.Id == sku.Key).Sum(other => other.Quantity));
        return tooMany.Any() ? new("Refused", ["More is invoiced than"]) : null;
    }

    // By the first line of each number; the first part has the shipping, the last what is left of the total.
    private static IEnumerable<Part> PartsOf(Content content, string account)
    {
        var own = account == AccountWithOrderNumbers ? content.Order.OrderNo : null;
        var groups = content.Units.GroupBy(unit => unit.InvoiceNumber ?? own ?? "").ToList();
        var rest = Cents(content.Order.Total);
        foreach (var (place, units) in groups.Index())
        {
            var goods = units.Sum(unit => (long)decimal.Round(unit.Price * unit.Quantity, MidpointRounding.AwayFromZero));
            var value = place == groups.Count - 1 ? rest : goods + (place == 0 ? Cents(content.Order.Shipping) : 0);
            rest -= value;
            yield return new(units.Key.Length == 0 ? null : units.Key, value, [.. units]);
        }
    }

    private static List<string> SkusOf(string upc, MarketplaceOrder there)
    {
        var byEan = there.Items.Where(item => item.Ean == upc).ToList();
        return [.. (byEan.Count > 0 ? byEan : there.Items.Where(item => item.RefId == upc)).Select(item => item.Id).Distinct()];
    }

    private static ExpectedSku Merged(IGrouping<string, Unit> units)
    {
        var quantity = units.Sum(unit => unit.Quantity);
        return new(
            units.Key,
            (long)decimal.Round(units.Sum(unit => unit.Price * unit.Quantity) / quantity, MidpointRounding.AwayFromZero),
            (long)quantity);
    }

    private static long Cents(decimal amount) => (long)decimal.Round(amount * 100, MidpointRounding.AwayFromZero);

    [GeneratedRegex(@"\A[A-Za-z0-9]{1,44}\z")]
    private static partial Regex AllowedNumber();

    private sealed record Part(string? Number, long Value, IReadOnlyList<Unit> Units);

    /// <summary>A line that was shipped, its price in cents a unit.</summary>
    private sealed record Unit(int Place, string Upc, decimal Quantity, long Price, string? InvoiceNumber);

    /// <summary>A message that names an order of VTEX.</summary>
    private sealed record Content(string Text, PublishedOrder Order, string? Account, string? OrderId, IReadOnlyList<Unit> Units)
    {
        public bool LacksAddress => Order.Faults.SequenceEqual(["billing.address1"]);

        public static Content? Read(string text)
        {
            if (PublishedOrder.Read(text) is not { } order)
            {
                return null;
            }

            using var json = JsonDocument.Parse(text);
            if (!json.RootElement.TryGetProperty("vtex", out var vtex))
            {
                return null;
            }

            var lines = json.RootElement.GetProperty("items").EnumerateArray().ToList();
            return new(text, order, TextOf(vtex, "account"), TextOf(vtex, "orderId"), [.. order.Lines.Index()
                .Where(line => line.Item.Status == "Fulfilled")
                .Select(line => new Unit(
                    line.Index, line.Item.Upc, line.Item.Quantity, Cents(line.Item.Price), TextOf(lines[line.Index], "invoiceNumber")))]);
        }

        private static string? TextOf(JsonElement json, string name) =>
            json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
    }
}
