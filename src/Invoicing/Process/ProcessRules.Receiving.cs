using Invoicing.Contracts;
using Invoicing.Orders;
using Invoicing.RetailPro;

namespace Invoicing.Process;

internal sealed partial class ProcessRules
{
    private OrderProcess Receive(Order order, DateTimeOffset now, IReadOnlyList<string> slipNos)
    {
        var row = new OrderProcess { Content = order, Seen = [Fingerprints.OfContent(order)] };
        row = Plan(row, now, slipNos);
        return row.AddToTimeline("received", ("orderId", order.OrderId), ("orderName", order.OrderName));
    }

    private OrderProcess ReceiveAgain(OrderProcess row, OrderArrived arrived, DateTimeOffset now, IReadOnlyList<string> slipNos)
    {
        var order = arrived.Order;
        var fingerprint = Fingerprints.OfContent(order);
        if (row.Seen.Contains(fingerprint))
        {
            return row;
        }

        var isOther = row.OmsId is { } known && order.OrderId != known;
        if (isOther && Fingerprints.OfIdentity(order) != row.Identity)
        {
            throw new OrderNumberConflictException(row.OrderNo, row.OmsId, order.OrderId);
        }

        // The id of a second import is this order's too: under another number it would be the same purchase once more.
        row = row with { Seen = [.. row.Seen, fingerprint] };
        row = order.OrderId is { } id && id != row.Content.OrderId && !row.OtherIds.Contains(id) ? row with { OtherIds = [.. row.OtherIds, id] } : row;
        if (isOther)
        {
            return row.AddToTimeline("duplicate under another id ignored", ("orderId", order.OrderId));
        }

        if (!IsNewer(order, row.Pending ?? row.Content))
        {
            return row.AddToTimeline("older content ignored", ("completedAt", order.CompletedAt));
        }

        if (row.Dismissed is not null)
        {
            return row.AddToTimeline("newer content of a dismissed order ignored");
        }

        if (!MayTakeOver(row, order))
        {
            return TooLate(row, now);
        }

        return arrived.CallOpen || row.WaitsForConfirmation
            ? LookAgain(row with { Pending = order }, now).AddToTimeline("newer content kept until the open call is settled")
            : Plan(WithNewest(row with { Pending = order }), now, slipNos).AddToTimeline("newer content taken over");
    }

    /// <summary>While nothing was started; and of a send sale while a slip is still to be made and those that were made stay as they are.</summary>
    private bool MayTakeOver(OrderProcess row, Order order)
    {
        if (!row.HasStarted)
        {
            return true;
        }

        if (!row.IsSendSale || ChannelOf(order) != ChannelKind.SendSale || row.Steps.All(step => step.Status == StepStatus.Done) || order.Lines.Any(line => line.Status == Order.Open))
        {
            return false;
        }

        var planned = PlannedOf(order);
        var stores = ShippingStores(planned, planned.SoldAtStore);
        return Made(row).All(slip =>
            slip.ToStore == planned.SoldAtStore && stores.Contains(slip.FromStore) && LinesOf(planned, slip).SequenceEqual(LinesOf(row.Planned, slip)));

        static IEnumerable<TransferLine> LinesOf(Order order, Transfer slip) =>
            StoreTransfers.Merge(StoreTransfers.Shipped(order.Lines).Where(line => line.ShippedFrom == slip.FromStore));
    }

    private static IReadOnlyList<Transfer> Made(OrderProcess row) => [.. row.Transfers.Where(transfer => transfer.Step.Status == StepStatus.Done)];

    private static bool IsNewer(Order order, Order known)
    {
        var open = known.Items.Where(line => line.Status == Order.Open).Select(line => line.LineNo).ToHashSet();
        var goesBack = order.Items.Any(line => line.Status == Order.Open && !open.Contains(line.LineNo) && known.Items.Any(k => k.LineNo == line.LineNo));
        return !goesBack && (known.CompletedAt is null || order.CompletedAt >= known.CompletedAt);
    }

    private OrderProcess TooLate(OrderProcess row, DateTimeOffset now)
    {
        const string Warning = "Newer content arrived after the invoice was made: the invoice holds the earlier content.";
        var step = row.Invoice is null ? Step.SlipName(row.Transfers[0].SlipNo) : Step.InvoiceName;
        return AddNotice(row with { Pending = null, Warnings = [.. row.Warnings, Warning] }, new Notice
        {
            Step = step,
            Attempt = row.Attempt + 1,
            Kind = FailureKind.InvoicedWithEarlierData,
            Store = StoreOf(row, step),
            Message = Warning,
            At = now,
        }) with { Attempt = row.Attempt + 1 };
    }

    private OrderProcess AddNotice(OrderProcess row, Notice notice)
    {
        if (row.Notices.Any(n => n.Step == notice.Step && n.Attempt == notice.Attempt && n.Kind == notice.Kind))
        {
            return row;
        }

        return (row with { Notices = [.. row.Notices, notice with { DueAt = notice.At + settings.AnswerTimeout }] })
            .AddToTimeline("person needed", ("step", notice.Step), ("kind", notice.Kind.ToString()), ("message", notice.Message), ("attempt", notice.Attempt));
    }
}
