using System.Globalization;
using Invoicing.ReceivingOrders;
using Invoicing.RetailPro;

namespace Invoicing.ReceivingFeeds.HotWax;

/// <summary>One shipped item of a HotWax order: a line of ours. What cannot be told is null, and a fault.</summary>
internal sealed record HotWaxLine
{
    private HotWaxLine(HotWaxFields item, HotWaxFields shipment, string sequence) => (Item, Shipment, Sequence) = (item, shipment, sequence);

    public HotWaxFields Item { get; }

    public HotWaxFields Shipment { get; }

    /// <summary>The item's number within HotWax's order, such as <c>00101</c>; blank if it has none.</summary>
    public string Sequence { get; }

    public required int Index { get; init; }
    public int? LineNo { get; init; }
    public string? Status { get; private init; }
    public string? Upc { get; private init; }
    public decimal? Quantity { get; private init; }
    public decimal? OriginalPrice { get; private init; }

    /// <summary>Of a unit, after the discounts of the item; those of the order are still to be taken off.</summary>
    public decimal? Price { get; init; }

    /// <summary>Of a unit, after discounts.</summary>
    public decimal? Tax { get; private init; }

    /// <summary>Of the whole item, however many lines it has.</summary>
    public HotWaxAdjustments Adjustments { get; private init; }

    /// <summary>Units that were ordered, which <see cref="Adjustments"/> are for.</summary>
    public decimal? Ordered { get; private init; }

    public string? Store { get; private init; }
    public string? ShippedAt { get; private init; }

    /// <summary>How the customer wants to get it.</summary>
    public string? Method { get; private init; }

    /// <summary>False for an item that no place ships, such as a digital gift card.</summary>
    public bool Ships { get; private init; }

    public bool Counts => Status != Order.Cancelled;

    public string Field(string name) => $"items[{Index}].{name}";

    /// <summary>
    /// The lines of an order, sorted, as two exports of one order need not have the same sequence. An item that was shipped in parts is a line
    /// for each; further parts are numbered on from the highest.
    /// </summary>
    public static IReadOnlyList<HotWaxLine> AllOf(HotWaxFields order, FeedSettings settings)
    {
        var raw = order.Objects("shipments", "items")
            .SelectMany(shipment => shipment.Objects("shipmentItems", "items").Select(item => (Item: item, Shipment: shipment)))
            .OrderBy(pair => pair.Item.Code("orderItemSeqId") ?? "", StringComparer.Ordinal)
            .ThenBy(pair => pair.Item.Code("shipmentId") ?? "", StringComparer.Ordinal)
            .ThenBy(pair => pair.Item.Code("shipmentItemSeqId") ?? "", StringComparer.Ordinal)
            .ToList();
        if (raw.Count == 0)
        {
            order.Fault("items", $"are missing: {order.PathOf("shipments")} holds no shipmentItems");
            return [];
        }

        var orderStatus = order.Code("orderStatusId", "items");
        if (orderStatus is null)
        {
            order.Fault("items", $"may not all be there: {order.PathOf("orderStatusId")} is missing, which tells whether the order is completed");
        }

        var lines = new List<HotWaxLine>();
        var highest = 0;
        foreach (var (item, shipment) in raw)
        {
            var line = Read(new HotWaxLine(item, shipment, item.Code("orderItemSeqId") ?? "") { Index = lines.Count }, orderStatus, settings);
            highest = Math.Max(highest, line.LineNo ?? 0);
            lines.Add(line);
        }

        return Numbered(lines, highest);
    }

    private static List<HotWaxLine> Numbered(List<HotWaxLine> lines, int highest)
    {
        for (var i = 1; i < lines.Count; i++)
        {
            var (before, line) = (lines[i - 1], lines[i]);
            if (line.Sequence.Length == 0 || line.Sequence != before.Sequence)
            {
                continue;
            }

            if (line.Item.Code("shipmentId") == before.Item.Code("shipmentId") && line.Item.Code("shipmentItemSeqId") == before.Item.Code("shipmentItemSeqId"))
            {
                line.Item.Fault(line.Field("lineNo"), $"cannot be told: {line.Item.PathOf("orderItemSeqId")} is '{line.Sequence}' like that of {before.Item.Path}, and so are both shipments");
            }

            lines[i] = line with { LineNo = ++highest };
        }

        return lines;
    }

    private static HotWaxLine Read(HotWaxLine line, string? orderStatus, FeedSettings settings)
    {
        var item = line.Item;
        var status = Needed("itemStatusId", "status", item.Code("itemStatusId", line.Field("status")));
        line = line with
        {
            LineNo = LineNoOf(line),
            Status = status is null || orderStatus is null ? null : HotWaxNames.StatusOf(status, orderStatus),
        };
        if (!line.Counts)
        {
            return line;
        }

        // Adjustments are for all that was ordered of the item; what was not shipped as goods has no quantity of its own.
        var ordered = Needed("itemQuantity", "quantity", item.Amount("itemQuantity", line.Field("quantity")));
        var quantity = item.Amount("shippedQuantity", line.Field("quantity")) ?? ordered;
        var facility = item.Code("facilityId");
        var ships = !HotWaxNames.IsVirtual(facility, item.Code("parentFacilityTypeId"));
        var method = item.Code("slaShipmentMethodTypeId", "deliveryType") ?? item.Code("shipmentMethodTypeId") ?? line.Shipment.Code("shipmentMethodTypeId");
        var adjustments = HotWaxAdjustments.Of(AdjustmentsOf(line), line.Field("price"), ofItem: true);
        var original = Needed("unitPrice", "originalPrice", item.Amount("unitPrice", line.Field("originalPrice")));
        // What is not even a ten-thousandth of a unit is none, and nothing can be divided by it.
        var units = ordered >= 0.0001m ? ordered : null;
        return line with
        {
            Upc = UpcOf(line, settings.HotWaxUpc),
            Quantity = quantity,
            Ordered = units,
            OriginalPrice = original,
            Adjustments = adjustments,
            Price = original + (adjustments.Discount / units),
            Tax = adjustments.Tax / units,
            Ships = ships,
            Method = method,
            Store = ships ? Needed("facilityExternalId", "shippedFrom", item.Code("facilityExternalId", line.Field("shippedFrom"))) : null,
            ShippedAt = item.Time("statusDatetime", line.Field("shippedAt")) is var time && ships ? Needed("statusDatetime", "shippedAt", time) : time,
        };

        T? Needed<T>(string name, string field, T? value) => line.Needed(name, field, value);
    }

    /// <summary>Older feeds call them <c>itemAdjustments</c>. An item may have none, but a feed that has none for any cannot tell tax and discounts.</summary>
    private static IReadOnlyList<HotWaxFields> AdjustmentsOf(HotWaxLine line)
    {
        var (item, field) = (line.Item, line.Field("tax"));
        if (!item.IsThere("orderItemAdjustments") && !item.IsThere("itemAdjustments"))
        {
            item.Fault(field, $"is missing: {item.PathOf("orderItemAdjustments")} is not there");
        }

        return [.. item.Objects("orderItemAdjustments", field), .. item.Objects("itemAdjustments", field)];
    }

    /// <summary>An absent value is a fault; one that could not be read has been told.</summary>
    private T? Needed<T>(string name, string field, T? value)
    {
        if (value is null && !Item.IsThere(name))
        {
            Item.Fault(Field(field), $"is missing: {Item.PathOf(name)} is not there");
        }

        return value;
    }

    private static int? LineNoOf(HotWaxLine line)
    {
        if (int.TryParse(line.Sequence, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return number;
        }

        line.Item.Fault(line.Field("lineNo"), $"cannot be told: {line.Item.PathOf("orderItemSeqId")} is {(line.Sequence.Length == 0 ? "missing" : "no whole number")}");
        return null;
    }

    /// <summary>Of the product's identifications, the one of the type that is Retail Pro's code. One with an end is a former one.</summary>
    private static string? UpcOf(HotWaxLine line, string type)
    {
        var field = line.Field("upc");
        var codes = line.Item.Objects("goodIdentifications", field)
            .Where(identification => identification.Code("goodIdentificationTypeId") == type && !identification.IsThere("thruDate"))
            .Select(identification => identification.Code("idValue", field))
            .OfType<string>()
            .Distinct()
            .ToList();
        if (codes is [var code])
        {
            return code;
        }

        var where = $"{line.Item.PathOf("goodIdentifications")} has {(codes.Count == 0 ? "no idValue" : $"{codes.Count} different values")} of the type {type}";
        line.Item.Fault(field, codes.Count == 0 ? $"is missing: {where} (Feeds:HotWaxUpc)" : $"cannot be told: {where}");
        return null;
    }
}
