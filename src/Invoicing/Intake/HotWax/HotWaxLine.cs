using System.Globalization;
using Invoicing.Orders;

namespace Invoicing.Intake.HotWax;

/// <summary>One shipped item of a HotWax order: a line of ours. What cannot be told is null, and a fault.</summary>
internal sealed record HotWaxLine(HotWaxFields Item, HotWaxFields Shipment, int Index)
{
    /// <summary>What is less is none to Retail Pro, and nothing can be divided by it.</summary>
    public const decimal SmallestQuantity = 0.0001m;

    /// <summary>The item's number within HotWax's order, such as <c>00101</c>; blank if it has none.</summary>
    public string Sequence { get; } = Item.Code("orderItemSeqId") ?? "";

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
    public bool IsKnown => Price is not null && Tax is not null && Quantity >= SmallestQuantity && Adjustments.AreKnown;

    public string Field(string name) => $"items[{Index}].{name}";

    /// <summary>
    /// Those of an order, sorted, as two exports of one order need not have the same sequence. An item that was shipped in parts is a line
    /// for each; further parts are numbered on from the highest.
    /// </summary>
    public static IReadOnlyList<HotWaxLine> Of(HotWaxFields order, FeedSettings settings)
    {
        var items = order.Objects("shipments", "items")
            .SelectMany(shipment => shipment.Objects("shipmentItems", "items").Select(item => (Item: item, Shipment: shipment)))
            .OrderBy(pair => pair.Item.Code("orderItemSeqId"), StringComparer.Ordinal)
            .ThenBy(pair => pair.Item.Code("shipmentId"), StringComparer.Ordinal)
            .ThenBy(pair => pair.Item.Code("shipmentItemSeqId"), StringComparer.Ordinal)
            .ToList();
        if (items.Count == 0)
        {
            order.Fault("items", "are missing: shipments holds no shipmentItems");
            return [];
        }

        var status = order.Code("orderStatusId", "items");
        if (status is null)
        {
            order.Fault("items", "may not all be there: orderStatusId is missing, which tells whether the order is completed");
        }

        return Numbered([.. items.Select((pair, i) => new HotWaxLine(pair.Item, pair.Shipment, i).Read(status, settings.HotWaxUpc))]);
    }

    private static List<HotWaxLine> Numbered(List<HotWaxLine> lines)
    {
        var highest = lines.Max(line => line.LineNo) ?? 0;
        for (var i = 1; i < lines.Count; i++)
        {
            var (before, line) = (lines[i - 1], lines[i]);
            if (line.Sequence.Length == 0 || line.Sequence != before.Sequence)
            {
                continue;
            }

            if (IsSame("shipmentId") && IsSame("shipmentItemSeqId"))
            {
                var number = $"{line.Item.PathOf("orderItemSeqId")} is {ErrorText.Quote(line.Sequence)}";
                line.Item.Fault(line.Field("lineNo"), $"cannot be told: {number} like that of {before.Item.Path}, of the same shipment");
            }

            lines[i] = line with { LineNo = ++highest };

            bool IsSame(string name) => line.Item.Code(name) == before.Item.Code(name);
        }

        return lines;
    }

    /// <param name="orderStatus">Of the order; null: unknown.</param>
    /// <param name="upcType">Of the identification that is Retail Pro's code.</param>
    private HotWaxLine Read(string? orderStatus, string upcType)
    {
        var status = Item.NeededCode("itemStatusId", Field("status"));
        var line = this with
        {
            LineNo = FindLineNo(),
            Status = status is null ? null : HotWaxNames.StatusOf(status, orderStatus),
        };
        return (line.Counts ? line : line with { Item = Item.Tolerant }).ReadRest(upcType);
    }

    private HotWaxLine ReadRest(string upcType)
    {
        // Adjustments are for all that was ordered of the item. What is not shipped as goods has no quantity but that.
        var ordered = Item.NeededAmount("itemQuantity", Field("quantity"));
        var units = ordered >= SmallestQuantity ? ordered : null;
        var adjustments = HotWaxAdjustments.Of(FindAdjustments(), Field("price"), ofItem: true);
        var original = Item.NeededAmount("unitPrice", Field("originalPrice"));
        var ships = !HotWaxNames.IsVirtual(Item.Code("facilityId"), Item.Code("parentFacilityTypeId"));
        var shippedAt = Item.Time("statusDatetime", Field("shippedAt"));
        return this with
        {
            Upc = FindUpc(upcType),
            Quantity = Item.Amount("shippedQuantity", Field("quantity")) ?? ordered,
            Ordered = units,
            OriginalPrice = original,
            Adjustments = adjustments,
            Price = original + (adjustments.Discount / units),
            Tax = adjustments.Tax / units,
            Ships = ships,
            Method = Item.Code("slaShipmentMethodTypeId") ?? Item.Code("shipmentMethodTypeId") ?? Shipment.Code("shipmentMethodTypeId"),
            Store = ships ? Item.NeededCode("facilityExternalId", Field("shippedFrom")) : null,
            ShippedAt = ships ? Item.Needed("statusDatetime", Field("shippedAt"), shippedAt) : shippedAt,
        };
    }

    private int? FindLineNo()
    {
        if (int.TryParse(Sequence, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return number;
        }

        var found = Sequence.Length == 0 ? "missing" : "no whole number of at most 9 digits";
        Item.Fault(Field("lineNo"), $"cannot be told: {Item.PathOf("orderItemSeqId")} is {found}");
        return null;
    }

    /// <summary>
    /// Older feeds call them <c>itemAdjustments</c>. An item may have none, but a feed that has none for any cannot tell tax and discounts.
    /// </summary>
    private IReadOnlyList<HotWaxFields> FindAdjustments()
    {
        var field = Field("tax");
        if (!Item.IsThere("orderItemAdjustments") && !Item.IsThere("itemAdjustments"))
        {
            Item.Fault(field, $"is missing: {Item.PathOf("orderItemAdjustments")} is not there");
        }

        return [.. Item.Objects("orderItemAdjustments", field), .. Item.Objects("itemAdjustments", field)];
    }

    /// <summary>An identification with an end is a former one.</summary>
    private string? FindUpc(string type)
    {
        var field = Field("upc");
        var codes = Item.Objects("goodIdentifications", field)
            .Where(known => known.Code("goodIdentificationTypeId") == type && !known.IsThere("thruDate"))
            .Select(known => known.Code("idValue", field));
        return Item.Only("goodIdentifications", field, codes, $"the type {type}", $"no idValue of the type {type} (Feeds:HotWaxUpc)");
    }
}
