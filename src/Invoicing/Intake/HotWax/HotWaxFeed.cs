using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Invoicing.Contracts;
using Invoicing.Intake.Parsing;
using Invoicing.Orders;

namespace Invoicing.Intake.HotWax;

/// <summary>
/// Brings orders of HotWax's Fulfilled Order Items feed into our form. Nothing is guessed: what the feed does not tell, or tells in a way
/// that is not known, is left out and a fault of the field that lacks it.
/// </summary>
internal static class HotWaxFeed
{
    public const string OrderName = "orderName";
    private const string ItemNumber = "orderItemSeqId";

    private static readonly JsonSerializerOptions s_json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>Our form has an <c>orderNo</c> and none of the others.</summary>
    public static bool IsHotWax(ReadOnlySpan<byte> json, FeedFormat format)
    {
        if (format != FeedFormat.Auto)
        {
            return format == FeedFormat.HotWax;
        }

        var reader = new Utf8JsonReader(json);
        var isHotWax = false;
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            return false;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (Ascii.EqualsIgnoreCase(reader.ValueSpan, "orderNo"u8))
            {
                return false;
            }

            isHotWax |= JsonText.IsName(ref reader, OrderName) || JsonText.IsName(ref reader, "shipments")
                || JsonText.IsName(ref reader, "orderStatusId");
            reader.Skip();
        }

        return isHotWax;
    }

    public static OrderText Translate(OrderText text, FeedSettings settings)
    {
        if (text.Problem is not null || !IsHotWax(text.Json.Span, settings.Format))
        {
            return text;
        }

        using var json = JsonDocument.Parse(text.Json);
        var body = json.RootElement;
        if (body.ValueKind != JsonValueKind.Object)
        {
            // The usual reason says what it is.
            return text;
        }

        var faults = new List<ValidationError>();
        var order = new HotWaxFields(body, "", faults);
        if (!order.IsThere(OrderName))
        {
            return Unreadable($"{OrderName} is missing, by which a HotWax order is told, such as #1042");
        }

        if (order.IsThere(ItemNumber) && !order.IsThere("shipments"))
        {
            return Unreadable($"is one item of a HotWax order ({ItemNumber} without shipments), an order with its shipments is expected");
        }

        return text with { Json = OurForm(order, settings), Faults = [.. faults.Distinct()] };

        OrderText Unreadable(string problem) => OrderText.Unreadable(text.Place, problem, text.Line);
    }

    private static byte[] OurForm(HotWaxFields order, FeedSettings settings)
    {
        var lines = HotWaxLine.Of(order, settings);
        var channel = order.NeededCode("salesChannel", "salesChannel") is { } given ? HotWaxNames.ChannelOf(given) : null;
        var isSendSale = channel == HotWaxNames.Pos;
        // Of a send sale nothing but its lines is looked at, and they are what is missing if its total does not fit.
        var amounts = HotWaxAmounts.Of(order, lines, isSendSale ? "items" : "total");
        // Faults stand in the order of our fields.
        HotWaxCustomers customers;
        return JsonSerializer.SerializeToUtf8Bytes(
            new
            {
                orderId = order.NeededCode("orderId", "orderId"),
                orderNo = order.Code("orderName"),
                salesChannel = channel,
                soldAtStore = isSendSale ? SoldAt(order, lines) : null,
                createdAt = order.Needed("orderDate", "createdAt", order.Time("orderDate", "createdAt")),
                completedAt = CompletedAt(lines),
                deliveryType = DeliveryTypeOf(order, lines),
                paymentType = PaymentOf(order),
                currency = order.Code("currency"),
                total = HotWaxAmounts.Rounded(amounts.Total),
                discount = HotWaxAmounts.Rounded(amounts.Discount),
                shipping = HotWaxAmounts.Rounded(amounts.Shipping),
                billing = (customers = new(order, AddressedShipment(lines), settings)).Payer(),
                deliverTo = customers.Receiver(),
                fiscalCredit = customers.FiscalCredit(),
                items = amounts.Lines.Select(OurLine),
            },
            s_json);
    }

    private static object OurLine(HotWaxLine line)
    {
        // The feed has the tax after discounts alone: before them, it is the same part of the price.
        var price = HotWaxAmounts.Rounded(line.Price);
        return new
        {
            lineNo = line.LineNo,
            upc = line.Upc,
            quantity = HotWaxAmounts.Rounded(line.Quantity),
            originalPrice = HotWaxAmounts.Rounded(line.OriginalPrice),
            originalTax = HotWaxAmounts.Rounded(price is null or 0 ? line.Tax : line.Tax * (line.OriginalPrice / price)),
            price,
            tax = HotWaxAmounts.Rounded(line.Tax),
            status = line.Status,
            shippedFrom = line.Counts ? line.Store : null,
            shippedAt = line.Counts ? line.ShippedAt : null,
            pickupStore = line.Counts && line.Method == HotWaxNames.StorePickup ? line.Store : null,
        };
    }

    /// <summary>
    /// Retail Pro takes one kind: kinds that are not the same are named together, and <c>RetailPro:PaymentTypes</c> can map them.
    /// </summary>
    private static string? PaymentOf(HotWaxFields order)
    {
        var kinds = order.Objects("payments", "paymentType")
            .Where(payment => HotWaxNames.Pays(payment.Code("statusId")) && !payment.IsThere("returnId"))
            .Select(payment => payment.Code("paymentMethodTypeId", "paymentType"))
            .OfType<string>()
            .Select(HotWaxNames.PaymentOf)
            .Distinct()
            .Order(StringComparer.Ordinal)
            .ToList();
        return kinds.Count > 0 ? string.Join('+', kinds) : order.Fault(
            "paymentType", "is missing: payments holds no paymentMethodTypeId that is not of a refund, declined or cancelled");
    }

    /// <summary>Pickup in store if all that has to reach the customer is collected; what no place ships does not count.</summary>
    private static string? DeliveryTypeOf(HotWaxFields order, IReadOnlyList<HotWaxLine> lines)
    {
        var methods = lines.Where(line => line.Counts && line.Ships).ToList();
        if (methods.Find(line => line.Method is null) is { } unknown)
        {
            return order.Fault("deliveryType", $"is missing: {unknown.Item.PathOf("slaShipmentMethodTypeId")} is not there");
        }

        if (methods.Find(line => line.Method == HotWaxNames.ShipToStore) is { } collected)
        {
            var method = $"{collected.Item.PathOf("slaShipmentMethodTypeId")} is {HotWaxNames.ShipToStore}";
            return order.Fault(
                "deliveryType", $"cannot be told: {method}, and the feed does not name the store where the customer collects it");
        }

        return methods.Count > 0 && methods.TrueForAll(line => line.Method == HotWaxNames.StorePickup)
            ? nameof(DeliveryType.Store)
            : nameof(DeliveryType.Home);
    }

    /// <summary>When the last item was fulfilled. Times without a zone are compared among themselves.</summary>
    private static string? CompletedAt(IReadOnlyList<HotWaxLine> lines) => lines
        .Where(line => line is { Status: Order.Fulfilled, ShippedAt: not null })
        .Select(line => line.ShippedAt)
        .MaxBy(time => IsoTime.TryRead(time!, TimeZoneInfo.Utc, out var at) ? at : default);

    /// <summary>The shipment whose address is that of the order; null without any.</summary>
    private static HotWaxFields? AddressedShipment(IReadOnlyList<HotWaxLine> lines)
    {
        var shipments = lines.Where(line => line.Counts).Select(line => line.Shipment).ToList();
        return shipments.Find(shipment => shipment.Object("shipTo", "deliverTo")?.Code("address1") is not null)
            ?? shipments.Find(shipment => shipment.IsThere("shipTo"));
    }

    /// <summary>
    /// The store that sold a send sale. HotWax names it by its own id, and stores by that and by their code: the code is that of an item
    /// from the same store, or the id itself where ids and codes are the same.
    /// </summary>
    private static string? SoldAt(HotWaxFields order, IReadOnlyList<HotWaxLine> lines)
    {
        const string Field = "soldAtStore";
        var ids = lines.Select(line => line.Item).Append(order)
            .Select(owner => owner.Code("orderFacilityId", Field)).OfType<string>().Distinct().ToList();
        if (ids.Count == 0)
        {
            var atTheTill = lines.Where(line => line.Method == HotWaxNames.PosCompleted);
            ids = [.. atTheTill.Select(line => line.Item.Code("facilityId")).OfType<string>().Distinct()];
        }

        if (ids is not [var id])
        {
            return order.Fault(Field, ids.Count == 0
                ? "is missing: no shipmentItems have an orderFacilityId, and none were handed over at the till (POS_COMPLETED)"
                : $"cannot be told: the shipmentItems name {ids.Count} stores as orderFacilityId");
        }

        var stores = lines.Select(line => (Id: line.Item.Code("facilityId"), Code: line.Item.Code("facilityExternalId")))
            .Where(store => store.Code is not null)
            .ToList();
        const string OwnId = "HotWax's own id of a store whose code (facilityExternalId) no item names";
        return stores.Find(store => store.Id == id).Code is { } code ? code
            : stores.TrueForAll(store => store.Id == store.Code) ? id
            : order.Fault(Field, $"cannot be told: orderFacilityId is {ErrorText.Quote(id)}, {OwnId}");
    }
}
