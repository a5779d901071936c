using System.Text.Json;
using Invoicing.ReceivingOrders;

namespace Invoicing.RetailPro;

/// <summary>The rows of a request: one for each line of an invoice, never merged, as prices differ.</summary>
internal static class LineFields
{
    public const int StoreLimit = 5;

    public static void WriteAll(
        Utf8JsonWriter json, Findings findings, IReadOnlyList<OrderLine> lines, Delivery delivery, RetailProSettings settings)
    {
        CheckThatThereAre(findings, lines);
        CheckLineNumbers(findings, lines);
        json.WriteStartArray("Items");
        foreach (var line in lines)
        {
            CheckStatus(findings, line);
            Write(json, findings, line, delivery, settings);
        }

        json.WriteEndArray();
    }

    public static void CheckThatThereAre(Findings findings, IReadOnlyList<OrderLine> lines)
    {
        if (lines.Count == 0)
        {
            findings.Fault("items", "has no line that is not cancelled, at least one is expected");
        }
    }

    public static void CheckStatus(Findings findings, OrderLine line)
    {
        var field = PathOf(line, "status");
        switch (line.Status)
        {
            case Order.Fulfilled:
                break;
            case null:
                findings.Fault(field, "is missing");
                break;
            case Order.Open:
                findings.Fault(field, "is Open, an order is sent only when all its lines are Fulfilled or Cancelled");
                break;
            default:
                findings.Fault(field, $"is {Findings.Quote(line.Status)}, allowed are {Order.Open}, {Order.Fulfilled} and {Order.Cancelled}");
                break;
        }
    }

    public static string PathOf(OrderLine line, string field) => $"items[{line.Index}].{field}";

    private static void Write(Utf8JsonWriter json, Findings findings, OrderLine line, Delivery delivery, RetailProSettings settings)
    {
        json.WriteStartObject();
        json.WriteString("UPC", UpcRule.Check(findings, line, settings));
        json.WriteNumber("OrigPrice", findings.Amount(PathOf(line, "originalPrice"), line.OriginalPrice));
        json.WriteNumber("OrigTax", findings.Amount(PathOf(line, "originalTax"), line.OriginalTax));
        json.WriteNumber("Price", findings.Amount(PathOf(line, "price"), line.Price));
        json.WriteNumber("Tax", findings.Amount(PathOf(line, "tax"), line.Tax));
        json.WriteNumber("Qty", findings.Quantity(PathOf(line, "quantity"), line.Quantity));
        json.WriteString("StoreOrig", StoreOrig(findings, line));
        json.WriteString("StoreDest", StoreDest(findings, line, delivery));
        json.WriteEndObject();
    }

    private static string StoreOrig(Findings findings, OrderLine line)
    {
        if (line.Status != Order.Fulfilled)
        {
            return "";
        }

        if (line.ShippedAt is null)
        {
            findings.Fault(PathOf(line, "shippedAt"), "is missing");
        }

        return findings.Required(PathOf(line, "shippedFrom"), line.ShippedFrom, StoreLimit);
    }

    private static string StoreDest(Findings findings, OrderLine line, Delivery delivery) => delivery == Delivery.Pickup
        ? findings.Required(PathOf(line, "pickupStore"), line.PickupStore, StoreLimit)
        : findings.Whole(PathOf(line, "pickupStore"), line.PickupStore, StoreLimit);

    private static void CheckLineNumbers(Findings findings, IReadOnlyList<OrderLine> lines)
    {
        var first = new Dictionary<int, OrderLine>();
        foreach (var line in lines)
        {
            var field = PathOf(line, "lineNo");
            if (line.LineNo is not { } number)
            {
                findings.Fault(field, "is missing");
            }
            else if (!first.TryAdd(number, line))
            {
                findings.Fault(field, $"is {number} like that of items[{first[number].Index}], it must be unique in the order");
            }
        }
    }
}
