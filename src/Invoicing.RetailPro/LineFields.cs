using System.Globalization;
using System.Text.Json.Nodes;
using Invoicing.Contracts;
using Invoicing.Orders;
using Invoicing.Process;

namespace Invoicing.RetailPro;

/// <summary>The rows of a request: one for each line of an invoice, never merged, as prices differ.</summary>
internal static class LineFields
{
    public const int StoreLimit = StoreEntry.LongestCode;

    /// <summary>What can be done about a store whose code is too long.</summary>
    public const string OtherCode = "RetailPro:Stores can name another code for it";

    /// <param name="store">The invoicing store, from which goods that never ship are taken.</param>
    public static JsonArray Of(Validation findings, Order order, Delivery delivery, string? store, RetailProSettings settings)
    {
        CheckThatThereAre(findings, order);
        CheckLineNumbers(findings, order.Lines);
        var rows = new JsonArray();
        foreach (var line in order.Lines)
        {
            CheckStatus(findings, line);
            CheckTime(findings, line, order.CreatedAt);
            rows.Add(Row(findings, line, delivery, store, settings));
        }

        return rows;
    }

    public static void CheckThatThereAre(Validation findings, Order order)
    {
        findings.Fault("items", order.Items.Count == 0 ? "is missing, null or empty: an array with at least one line is expected"
            : order.Lines.Any() ? null
            : "has no line that is not cancelled, at least one is expected");
    }

    public static void CheckStatus(Validation findings, OrderLine line) => findings.Fault(PathOf(line, "status"), line.Status switch
    {
        Order.Fulfilled => null,
        null => "is missing",
        Order.Open => "is Open, an order is sent only when all its lines are Fulfilled or Cancelled",
        _ => $"is {ErrorText.Quote(line.Status)}, allowed are {Order.Open}, {Order.Fulfilled} and {Order.Cancelled}",
    });

    public static string PathOf(OrderLine line, string field) => $"items[{line.Index}].{field}";

    private static JsonNode Row(Validation findings, OrderLine line, Delivery delivery, string? store, RetailProSettings settings) =>
        new JsonObject
        {
            ["UPC"] = UpcRule.Check(findings, line, settings),
            ["OrigPrice"] = findings.Amount(PathOf(line, "originalPrice"), line.OriginalPrice),
            ["OrigTax"] = findings.Amount(PathOf(line, "originalTax"), line.OriginalTax),
            ["Price"] = findings.Amount(PathOf(line, "price"), line.Price),
            ["Tax"] = findings.Amount(PathOf(line, "tax"), line.Tax),
            ["Qty"] = findings.Quantity(PathOf(line, "quantity"), line.Quantity),
            ["StoreOrig"] = line.NeverShips ? store ?? "" : StoreOrig(findings, line),
            ["StoreDest"] = StoreDest(findings, line, delivery),
        };

    /// <summary>A fulfilled line without its store would be on no slip, and nobody would know.</summary>
    public static string ShippedFrom(Validation findings, OrderLine line)
    {
        var field = PathOf(line, "shippedFrom");
        findings.Fault(field, !string.IsNullOrWhiteSpace(line.ShippedFrom) ? null
            : line.Upc is null ? "is missing"
            : $"is missing; Invoicing:NeverShips:Upcs can say that {ErrorText.Quote(line.Upc)} never ships, like a gift card");
        return findings.Whole(field, line.ShippedFrom, StoreLimit, OtherCode);
    }

    private static string StoreOrig(Validation findings, OrderLine line)
    {
        if (line.Status != Order.Fulfilled)
        {
            return "";
        }

        findings.Fault(PathOf(line, "shippedAt"), line.ShippedAt is null ? "is missing" : null);
        return ShippedFrom(findings, line);
    }

    private static string StoreDest(Validation findings, OrderLine line, Delivery delivery) =>
        delivery == Delivery.Pickup && !line.NeverShips
            ? findings.Required(PathOf(line, "pickupStore"), line.PickupStore, StoreLimit, OtherCode)
            : findings.Whole(PathOf(line, "pickupStore"), line.PickupStore, StoreLimit, OtherCode);

    /// <summary>Nothing ships before it was ordered. One of the times without an offset may be meant in another zone.</summary>
    private static void CheckTime(Validation findings, OrderLine line, DateTimeOffset? createdAt)
    {
        var isEarlier = line.Status == Order.Fulfilled && createdAt - line.ShippedAt > TimeSpan.FromDays(1);
        findings.Fault(PathOf(line, "shippedAt"), !isEarlier ? null : string.Create(
            CultureInfo.InvariantCulture,
            $"is {line.ShippedAt:yyyy-MM-dd'T'HH:mm:sszzz}, before the order was created ({createdAt:yyyy-MM-dd'T'HH:mm:sszzz}): "
                + $"one of the two is wrong"));
    }

    private static void CheckLineNumbers(Validation findings, IEnumerable<OrderLine> lines)
    {
        var first = new Dictionary<int, OrderLine>();
        foreach (var line in lines)
        {
            findings.Fault(PathOf(line, "lineNo"), line.LineNo is not { } number ? "is missing"
                : first.TryAdd(number, line) ? null
                : $"is {number} like that of items[{first[number].Index}], it must be unique in the order");
        }
    }
}

/// <summary>DeliveryType as Retail Pro counts it.</summary>
internal enum Delivery
{
    Pickup = 1,
    Home = 2,
}

/// <summary>An order has one delivery type, its lines may have two: with a pickup store one is collected, else shipped home.</summary>
internal static class DeliveryField
{
    private const string SentAsHome = "sent as home delivery (2), with StoreDest on the lines that are collected";

    public static Delivery Of(Validation findings, Order order, IReadOnlyList<OrderLine> lines)
    {
        lines = lines.All(line => line.NeverShips) ? lines : [.. lines.Where(line => !line.NeverShips)];
        var collected = lines.Count(line => line.PickupStore is not null);
        var (isStore, isHome) = (Is(DeliveryType.Store), Is(DeliveryType.Home));
        // Where no line says where it is collected, that is missing data and not a home delivery.
        if (isStore && (collected == lines.Count || collected == 0))
        {
            return Delivery.Pickup;
        }

        findings.Fault("deliveryType", isStore || isHome ? null
            : order.DeliveryType is null ? "is missing"
            : $"is {ErrorText.Quote(order.DeliveryType)}, allowed are {nameof(DeliveryType.Store)} and {nameof(DeliveryType.Home)}");
        findings.Warn(isStore
                ? $"deliveryType is Store but {lines.Count - collected} of {lines.Count} lines have no pickupStore: {SentAsHome}"
            : isHome && collected > 0 ? $"deliveryType is Home but {collected} of {lines.Count} lines have a pickupStore: {SentAsHome}"
            : null);
        return Delivery.Home;

        bool Is(DeliveryType type) => type.ToString().Equals(order.DeliveryType, StringComparison.OrdinalIgnoreCase);
    }
}
