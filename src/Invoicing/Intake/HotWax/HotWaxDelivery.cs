using Invoicing.Contracts;
using Invoicing.Orders;

namespace Invoicing.Intake.HotWax;

/// <summary>How, when and where to the goods of a HotWax order went, as far as it is said of the order and not of a line.</summary>
internal static class HotWaxDelivery
{
    /// <summary>Pickup in store if all that has to reach the customer is collected; what no place ships does not count.</summary>
    public static string? TypeOf(HotWaxFields order, IReadOnlyList<HotWaxLine> lines)
    {
        var methods = lines.Where(line => line.Counts && line.Ships).ToList();
        if (methods.Find(line => line.Method is null) is { } unknown)
        {
            order.Fault("deliveryType", $"is missing: {unknown.Item.PathOf("slaShipmentMethodTypeId")} is not there");
            return null;
        }

        if (methods.Find(line => line.Method == HotWaxNames.ShipToStore) is { } collected)
        {
            var method = $"{collected.Item.PathOf("slaShipmentMethodTypeId")} is {HotWaxNames.ShipToStore}";
            order.Fault("deliveryType", $"cannot be told: {method}, and the feed does not name the store where the customer collects it");
            return null;
        }

        return methods.Count > 0 && methods.TrueForAll(line => line.Method == HotWaxNames.StorePickup)
            ? nameof(DeliveryType.Store)
            : nameof(DeliveryType.Home);
    }

    /// <summary>When the last item was fulfilled. Times without a zone are compared among themselves.</summary>
    public static string? CompletedAt(IReadOnlyList<HotWaxLine> lines) => lines
        .Where(line => line is { Status: Order.Fulfilled, ShippedAt: not null })
        .Select(line => (line.ShippedAt, At: IsoTime.TryRead(line.ShippedAt!, TimeZoneInfo.Utc, out var at) ? at : default))
        .OrderByDescending(time => time.At)
        .FirstOrDefault().ShippedAt;

    public static HotWaxFields? AddressedShipment(IReadOnlyList<HotWaxLine> lines)
    {
        var shipments = lines.Where(line => line.Counts).Select(line => line.Shipment).ToList();
        return shipments.Find(shipment => shipment.Object("shipTo", "deliverTo")?.Code("address1") is not null)
            ?? shipments.Find(shipment => shipment.IsThere("shipTo"));
    }

    /// <summary>
    /// The store that sold a send sale. HotWax names it by its own id, and stores by that and by their code: the code is that of an item
    /// from the same store, or the id itself where ids and codes are the same.
    /// </summary>
    public static string? SoldAt(HotWaxFields order, IReadOnlyList<HotWaxLine> lines)
    {
        const string Field = "soldAtStore";
        var ids = lines.Select(line => line.Item).Append(order).Select(owner => owner.Code("orderFacilityId", Field)).OfType<string>()
            .Distinct()
            .ToList();
        if (ids.Count == 0)
        {
            var atTheTill = lines.Where(line => line.Method == HotWaxNames.PosCompleted);
            ids = [.. atTheTill.Select(line => line.Item.Code("facilityId")).OfType<string>().Distinct()];
        }

        if (ids is not [var id])
        {
            order.Fault(Field, ids.Count == 0
                ? "is missing: no shipmentItems have an orderFacilityId, and none were handed over at the till (POS_COMPLETED)"
                : $"cannot be told: the shipmentItems name {ids.Count} stores as orderFacilityId");
            return null;
        }

        var codes = lines.Select(line => (Id: line.Item.Code("facilityId"), Code: line.Item.Code("facilityExternalId")))
            .Where(store => store.Code is not null)
            .ToList();
        if (codes.Find(store => store.Id == id).Code is { } code)
        {
            return code;
        }

        if (codes.TrueForAll(store => store.Id == store.Code))
        {
            return id;
        }

        var found = $"orderFacilityId is {ErrorText.Quote(id)}";
        order.Fault(Field, $"cannot be told: {found}, HotWax's own id of a store whose code (facilityExternalId) no item names");
        return null;
    }
}
