using System.Globalization;
using Invoicing.Contracts;
using Invoicing.Orders;

namespace Invoicing.Process;

/// <summary>Another process has invoiced orders up to a time, and this one goes on from there: none is to be invoiced by both.</summary>
internal sealed partial class ProcessRules
{
    /// <summary>Who holds orders that were completed earlier.</summary>
    public const string GoLiveHolds = "go-live";

    /// <summary>
    /// Completed before the go-live, or at a time that nobody knows, the order may have been invoiced by the other process. One that a job
    /// of ours has chosen comes from nowhere else, and of one without lines nothing is sent.
    /// </summary>
    private OrderProcess HoldIfEarlier(OrderProcess row, DateTimeOffset now)
    {
        var order = row.Content;
        if (settings.GoLiveAt is not { } goLive || row.OnHold is not null || order.CompletedAt >= goLive || IsOpen(order)
            || !order.Lines.Any()
            || systems.Any(system => system.Channel is { } own && own == order.SalesChannel))
        {
            return row;
        }

        var when = order.CompletedAt is { } completed
            ? $"It was completed at {Local(completed)}, before the go-live at {Local(goLive)}"
            : $"It has no completedAt, so nobody can tell whether it was completed before the go-live at {Local(goLive)}";
        var reason = $"{when} (Invoicing:GoLive). If the process before this one has invoiced it, adopt it (`orders adopt`); if not, "
            + "release it (`orders release`).";
        return Held(row, new HoldOrder(GoLiveHolds, reason), now);

        string Local(DateTimeOffset time) =>
            TimeZoneInfo.ConvertTime(time, settings.Zone).ToString("yyyy-MM-dd HH:mm:sszzz", CultureInfo.InvariantCulture);
    }

    private OrderProcess Adopt(OrderProcess? known, AdoptOrder adopt, DateTimeOffset now)
    {
        var (orderNo, orderId, documentNo) = adopt.Order;
        if (known?.Dismissed is { InvoicedElsewhere: true })
        {
            return known;
        }

        var row = known ?? new OrderProcess { Content = new Order { OrderNo = orderNo, OrderName = orderNo, OrderId = orderId } };
        Refuse(
            row.HasStarted || row.IsCompleted,
            row,
            $"is not adopted: it is {row.State} here, and {PeersOf(row)} has it from us already. If somebody else has invoiced it, "
                + "too, one of the two invoices must be taken back there");
        Refuse(
            adopt.CallOpen || row.Steps.Any(step => step.OutcomeUnknown),
            row,
            $"is not adopted: it has a call to {PeersOf(row)} that is open or of unknown outcome. Wait, or settle it with `orders "
                + "confirm`, then adopt it again");
        Refuse(
            orderId is not null && row.OmsId is { } other && orderId != other && !row.OtherIds.Contains(orderId),
            row,
            $"is not adopted: it is the OMS's order {row.OmsId} here and {orderId} in the list. Find out which of the two was invoiced; "
                + "without its id in the list the number alone counts");
        return (row with
        {
            OtherIds = orderId is null || orderId == row.Content.OrderId || row.OtherIds.Contains(orderId)
                ? row.OtherIds
                : [.. row.OtherIds, orderId],
            Dismissed = new Dismissal(adopt.By, adopt.Reason, now) { InvoicedElsewhere = true, DocumentNo = documentNo },
        }).AddToTimeline(
            known is null ? "adopted before it came: invoiced elsewhere" : "adopted: invoiced elsewhere",
            ("documentNo", documentNo),
            ("by", adopt.By),
            ("reason", adopt.Reason));
    }
}
