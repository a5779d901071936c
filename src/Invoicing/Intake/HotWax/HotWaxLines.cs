using Invoicing.RetailPro;

namespace Invoicing.Intake.HotWax;

/// <summary>
/// The lines of a HotWax order, sorted, as two exports of one order need not have the same sequence. An item that was shipped in parts is a
/// line for each; further parts are numbered on from the highest.
/// </summary>
internal static class HotWaxLines
{
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
            order.Fault("items", $"are missing: {order.PathOf("shipments")} holds no shipmentItems");
            return [];
        }

        var status = order.Code("orderStatusId", "items");
        if (status is null)
        {
            var where = order.PathOf("orderStatusId");
            order.Fault("items", $"may not all be there: {where} is missing, which tells whether the order is completed");
        }

        var lines = items.Select((pair, index) => new HotWaxLine(pair.Item, pair.Shipment, index));
        return Numbered([.. lines.Select(line => line.Read(status, settings.HotWaxUpc))]);
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
                var number = $"{line.Item.PathOf("orderItemSeqId")} is {Validation.Quote(line.Sequence)}";
                line.Item.Fault(line.Field("lineNo"), $"cannot be told: {number} like that of {before.Item.Path}, of the same shipment");
            }

            lines[i] = line with { LineNo = ++highest };

            bool IsSame(string name) => line.Item.Code(name) == before.Item.Code(name);
        }

        return lines;
    }
}
