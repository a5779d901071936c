using System.Text.Json;
using MassTransit;

namespace Invoicing.Orders;

/// <summary>What an OMS says of an order beside its content: the messages of these names in <c>Invoicing.Contracts</c>.</summary>
public enum UpdateKind
{
    ShipmentTracked,
    TrackingEventOccurred,
    OrderReturned,
}

/// <summary>
/// An update as it came over the wire, unread: the systems that the order goes through say what it means to them. Public, as
/// <see cref="ReceivedOrder"/> is.
/// </summary>
/// <param name="Message">As it was sent.</param>
/// <param name="ReceivedAt">When it came first, if it has waited for its order; null: now.</param>
/// <param name="HasWaited">For as long as it may: if its order is still not known, people are told.</param>
/// <exception cref="UnreadableMessageException">The order's number cannot be read.</exception>
[MessageUrn(Exchange)]
[EntityName(Exchange)]
public sealed record ReceivedUpdate(UpdateKind Kind, JsonElement Message, DateTimeOffset? ReceivedAt = null, bool HasWaited = false)
{
    /// <summary>Of those that go on after waiting; an OMS publishes to the exchanges of the kinds.</summary>
    public const string Exchange = "Invoicing.Contracts:OrderUpdate";

    /// <summary>Trimmed, without one leading <c>#</c>.</summary>
    public string OrderNo { get; } = OrderNumber.TryRead(Message, out _, out var orderNo, out var problem)
        ? orderNo
        : throw new UnreadableMessageException($"it is a {Kind}, and {problem}");
}

internal static class UpdateKinds
{
    // An update has none of them. Further fields of its own an order may have, such as a tracking number.
    private static readonly string[] s_ofOrders =
    [
        "salesChannel", "createdAt", "completedAt", "deliveryType", "paymentType", "currency", "total", "discount", "shipping",
        "soldAtStore", "billing", "deliverTo", "fiscalCredit", "vtex",
    ];

    private static readonly UpdateKind[] s_all = Enum.GetValues<UpdateKind>();

    /// <summary>Where an OMS publishes them; also the names of the messages' types.</summary>
    public static IEnumerable<string> Exchanges => s_all.Select(ExchangeOf);

    public static string ExchangeOf(UpdateKind kind) => $"Invoicing.Contracts:{kind}";

    /// <returns>Null: it is the exchange, or the type, of something else.</returns>
    public static UpdateKind? Named(string? exchange) =>
        s_all.Select(kind => (UpdateKind?)kind).FirstOrDefault(
            kind => ExchangeOf(kind!.Value).Equals(exchange, StringComparison.OrdinalIgnoreCase));

    /// <param name="exchange">To which it was published, where that is known: it decides.</param>
    /// <returns>Null: it is none.</returns>
    public static UpdateKind? Of(JsonElement json, string? exchange) =>
        exchange == ReceivedOrder.Exchange ? null : Named(exchange) ?? Of(json);

    /// <summary>By its fields, where nothing else tells.</summary>
    /// <returns>Null: it is none.</returns>
    public static UpdateKind? Of(JsonElement json)
    {
        var fields = new JsonFields(json, "", []);
        return Array.Exists(s_ofOrders, fields.Has) ? null
            : fields.Has("returnNo") ? UpdateKind.OrderReturned
            : fields.Has("occurredAt") ? UpdateKind.TrackingEventOccurred
            : fields.Has("trackingNumber") ? UpdateKind.ShipmentTracked
            : null;
    }
}
