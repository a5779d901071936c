using System.Text.Json.Nodes;
using static Invoicing.Simulators.JsonNodes;

namespace Invoicing.Simulators.Emporix;

/// <summary>What an order costs, when it is put in and after what was delivered is known.</summary>
internal static class OrderTotals
{
    private const string Gross = "grossValue";
    private const string Net = "netValue";
    private const string Tax = "taxValue";

    /// <summary>
    /// An order may say no more of its prices than gross value and tax rate of a unit and of shipping; the rest follows from these.
    /// </summary>
    public static void Fill(JsonObject order)
    {
        var entries = Objects(order["entries"]).ToList();
        foreach (var (entry, place) in entries.Select((entry, index) => (entry, index + 1)))
        {
            entry.TryAdd("id", $"{place}");
            entry.TryAdd("amount", 1);
            if (entry["calculatedUnitPrice"] is JsonObject unit)
            {
                Complete(unit);
                entry.TryAdd("calculatedPrice", new JsonObject
                {
                    ["price"] = Scale(unit, Amount(entry, "amount") ?? 0, 1),
                    ["finalPrice"] = Scale(unit, Amount(entry, "amount") ?? 0, 1),
                });
            }
        }

        order.TryAdd("calculatedPrice", new JsonObject());
        if (order["calculatedPrice"] is not JsonObject total || total.ContainsKey("finalPrice"))
        {
            return;
        }

        var parts = entries.Select(entry => entry["calculatedPrice"]?["finalPrice"]).OfType<JsonObject>().ToList();
        total.TryAdd("price", Sum(parts));
        foreach (var name in new[] { "totalShipping", "totalFee" })
        {
            if (total[name] is JsonObject part)
            {
                Complete(part);
                parts.Add(part);
            }
        }

        var final = Sum(parts);
        var lines = parts.Where(part => Amount(part, Gross) != 0).GroupBy(RateOf).Select(rate => Line(rate.Key, Sum(rate)));
        final["taxAggregate"] = new JsonObject { ["lines"] = new JsonArray([.. lines]) };
        total["finalPrice"] = final;
    }

    /// <summary>
    /// Entries are scaled from what was ordered to what was delivered; the order's totals change by what its entries do, so shipping, and
    /// fees and discounts of the whole order, stay. It starts from the order as it was put in: the same deliveries lead to the same total.
    /// </summary>
    public static void Recalculate(JsonObject placed, JsonObject order, IReadOnlyList<Delivery> deliveries)
    {
        var before = Objects(placed["entries"]).ToList();
        foreach (var delivery in deliveries)
        {
            var was = before.First(entry => Text(entry, "id") == delivery.EntryId);
            var entry = Objects(order["entries"]).First(entry => Text(entry, "id") == delivery.EntryId);
            var ordered = Amount(was, "amount") ?? 0;
            entry.TryAdd("orderedAmount", ordered);
            entry["amount"] = delivery.Amount;
            entry["effectiveQuantity"] = delivery.Amount;
            if (delivery.Pieces is { } pieces)
            {
                entry["packedAmountInPc"] = pieces;
            }

            entry["calculatedPrice"] = was["calculatedPrice"] is JsonObject price ? Scale(price, delivery.Amount, ordered) : null;
            if (Amount(was, "totalPrice") is { } totalPrice)
            {
                entry["totalPrice"] = Part(totalPrice, delivery.Amount, ordered);
            }
        }

        foreach (var name in new[] { "calculatedPrice", "tax", "subTotalPrice", "totalPrice" }.Where(placed.ContainsKey))
        {
            order[name] = placed[name]?.DeepClone();
        }

        foreach (var (was, entry) in before.Zip(Objects(order["entries"])))
        {
            AddDifference(order, was["calculatedPrice"] as JsonObject, entry["calculatedPrice"] as JsonObject);
        }
    }

    private static void AddDifference(JsonObject order, JsonObject? was, JsonObject? now)
    {
        decimal Change(string value, string price = "finalPrice") =>
            (Amount(now?[price] ?? now?["finalPrice"], value) ?? 0) - (Amount(was?[price] ?? was?["finalPrice"], value) ?? 0);

        var total = order["calculatedPrice"];
        foreach (var name in new[] { "price", "discountedPrice", "finalPrice" })
        {
            foreach (var value in new[] { Gross, Net, Tax })
            {
                Add(total?[name], value, Change(value, name));
            }
        }

        var rate = RateOf(was?["finalPrice"]);
        if (total?["finalPrice"]?["taxAggregate"]?["lines"] is JsonArray lines)
        {
            var line = Objects(lines).FirstOrDefault(line => RateOf(line) == rate);
            foreach (var value in new[] { Gross, Net, Tax })
            {
                Add(line, value, Change(value));
            }

            if (Amount(line, Gross) == 0)
            {
                lines.Remove(line);
            }
        }

        Add(Objects(order["tax"]?["lines"]).FirstOrDefault(line => Amount(line, "rate") == rate.Rate), "amount", Change(Tax));
        Add(order["tax"]?["total"], "amount", Change(Tax));
        Add(order, "subTotalPrice", Change(Gross));
        Add(order, "totalPrice", Change(Gross));
    }

    private static void Add(JsonNode? json, string name, decimal change)
    {
        if (Amount(json, name) is { } amount)
        {
            json![name] = amount + change;
        }
    }

    private static void Complete(JsonObject price)
    {
        if (Amount(price, Gross) is { } gross)
        {
            price.TryAdd(Net, decimal.Round(gross / (1 + ((Amount(price, "taxRate") ?? 0) / 100)), 2, MidpointRounding.AwayFromZero));
            price.TryAdd(Tax, gross - (Amount(price, Net) ?? gross));
        }
    }

    // Rounded are gross and net: the tax is what lies between them. What names a discount may be a share, so its value stays.
    private static JsonObject Scale(JsonObject price, decimal part, decimal whole)
    {
        var scaled = price.DeepClone().AsObject();
        foreach (var (name, value) in price)
        {
            if (value is JsonObject inner)
            {
                scaled[name] = Scale(inner, part, whole);
            }
            else if (value is JsonArray array && array.All(one => one is JsonObject))
            {
                scaled[name] = new JsonArray([.. array.Select(one => Scale(one!.AsObject(), part, whole))]);
            }
            else if ((name is Gross or Net || (name == "value" && !price.ContainsKey("discountType"))) && Amount(price, name) is { } amount)
            {
                scaled[name] = Part(amount, part, whole);
            }
        }

        if (Amount(scaled, Gross) is { } gross && Amount(scaled, Net) is { } net)
        {
            scaled[Tax] = gross - net;
        }

        return scaled;
    }

    private static decimal Part(decimal amount, decimal part, decimal whole) =>
        whole == 0 ? 0 : decimal.Round(amount * part / whole, 2, MidpointRounding.AwayFromZero);

    private static JsonObject Sum(IEnumerable<JsonObject> prices)
    {
        var all = prices.ToList();
        return new() { [Net] = SumOf(all, Net), [Gross] = SumOf(all, Gross), [Tax] = SumOf(all, Tax) };
    }

    private static decimal SumOf(List<JsonObject> prices, string value) => prices.Sum(price => Amount(price, value) ?? 0);

    private static JsonObject Line((decimal? Rate, string? Code) rate, JsonObject line)
    {
        if (rate.Rate is not null)
        {
            line["taxRate"] = rate.Rate;
        }

        if (rate.Code is not null)
        {
            line["taxCode"] = rate.Code;
        }

        return line;
    }

    private static (decimal? Rate, string? Code) RateOf(JsonNode? price) =>
        (Amount(price, "taxRate"), price is JsonObject json ? Text(json, "taxCode") : null);
}
