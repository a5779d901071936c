using Invoicing.Contracts;
using Invoicing.ElectingStores;
using Invoicing.ReceivingOrders;
using Invoicing.RetailPro;

namespace Invoicing.OrderInvoicing;

internal sealed partial class OrderDecisions
{
    private OrderRow Receive(Order order, DateTimeOffset now, IReadOnlyList<string> slipNos)
    {
        var row = new OrderRow { Content = order, Seen = [Fingerprints.OfContent(order)] };
        row = Plan(row, now, slipNos);
        return row.Tell("received", ("orderId", order.OrderId), ("orderName", order.OrderName));
    }

    private OrderRow ReceiveAgain(OrderRow row, OrderArrived arrived, DateTimeOffset now, IReadOnlyList<string> slipNos)
    {
        var order = arrived.Order;
        var fingerprint = Fingerprints.OfContent(order);
        if (row.Seen.Contains(fingerprint))
        {
            return row;
        }

        if (row.Content.OrderId is { } known && order.OrderId != known)
        {
            return Fingerprints.OfIdentity(order) == row.Identity
                ? (row with { Seen = [.. row.Seen, fingerprint] }).Tell("duplicate under another id ignored", ("orderId", order.OrderId))
                : throw new OrderNumberConflictException(row.OrderNo, row.Content.OrderId, order.OrderId);
        }

        row = row with { Seen = [.. row.Seen, fingerprint] };
        if (!IsNewer(order, row.Pending ?? row.Content))
        {
            return row.Tell("older content ignored", ("completedAt", order.CompletedAt));
        }

        if (row.Dismissed is not null)
        {
            return row.Tell("newer content of a dismissed order ignored");
        }

        if (row.HasStarted)
        {
            return TooLate(row, now);
        }

        return arrived.CallOpen
            ? (row with { Pending = order }).Tell("newer content kept until the open call is settled")
            : Plan(row with { Content = order, Pending = null }, now, slipNos).Tell("newer content taken over");
    }

    private static bool IsNewer(Order order, Order known)
    {
        var open = known.Items.Where(line => line.Status == Order.Open).Select(line => line.LineNo).ToHashSet();
        var goesBack = order.Items.Any(line => line.Status == Order.Open && !open.Contains(line.LineNo) && known.Items.Any(k => k.LineNo == line.LineNo));
        return !goesBack && (known.CompletedAt is null || order.CompletedAt >= known.CompletedAt);
    }

    private OrderRow TooLate(OrderRow row, DateTimeOffset now)
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

    private OrderRow AddNotice(OrderRow row, Notice notice)
    {
        if (row.Notices.Any(n => n.Step == notice.Step && n.Attempt == notice.Attempt && n.Kind == notice.Kind))
        {
            return row;
        }

        return (row with { Notices = [.. row.Notices, notice with { DueAt = notice.At + settings.AnswerTimeout }] })
            .Tell("person needed", ("step", notice.Step), ("kind", notice.Kind.ToString()), ("message", notice.Message), ("attempt", notice.Attempt));
    }

    /// <summary>Derives election and steps anew from the content; allowed only while nothing was started.</summary>
    private OrderRow Plan(OrderRow row, DateTimeOffset now, IReadOnlyList<string> slipNos)
    {
        var order = row.Content;
        row = row with { Identity = Fingerprints.OfIdentity(order), IsSendSale = ChannelOf(order) == ChannelKind.SendSale, Election = null, Invoice = null, Transfers = [] };
        if (order.Lines.Any(line => line.Status == Order.Open) || IsAllCancelled(order))
        {
            return row;
        }

        return row.IsSendSale
            ? PlanTransfers(row, order.SoldAtStore, now, slipNos)
            : SendStep(row with { Election = StoreElection.Elect(order, settings.Election), Invoice = Step.New }, Step.InvoiceName, now);
    }

    /// <summary>An item that cannot be read may be one that was not cancelled.</summary>
    private static bool IsAllCancelled(Order order) =>
        order.Items.Count > 0 && !order.Lines.Any() && !order.Unreadable.Any(fault => fault.Field.StartsWith("items", StringComparison.Ordinal));

    private OrderRow PlanTransfers(OrderRow row, string? toStore, DateTimeOffset now, IReadOnlyList<string> slipNos)
    {
        var unused = new Queue<string>(slipNos);
        var numbers = new Dictionary<string, string>(row.SlipNumbers);
        var transfers = new List<Transfer>();
        foreach (var fromStore in ShippingStores(row.Content, toStore))
        {
            if (!numbers.TryGetValue(fromStore, out var slipNo))
            {
                slipNo = numbers[fromStore] = unused.Dequeue();
            }

            transfers.Add(new Transfer(slipNo, fromStore.Length == 0 ? null : fromStore, toStore, Step.New));
        }

        row = row with { SlipNumbers = numbers, Transfers = transfers };
        return transfers.Aggregate(row, (r, t) => SendStep(r, Step.SlipName(t.SlipNo), now));
    }

    /// <summary>
    /// The stores that need a slip, ordinal. Where the data does not even say which (a send sale without its selling store, or a line
    /// without its shipping store), one slip without a store stands for them, so that its consumer reports every fault.
    /// </summary>
    private static IReadOnlyList<string> ShippingStores(Order order, string? toStore)
    {
        var stores = order.Lines.Select(line => line.ShippedFrom ?? "").Where(store => store != toStore).Distinct().Order(StringComparer.Ordinal).ToList();
        return order.Items.Count == 0 || TransferSlipBuilder.NeededButUnreadable(order, null).Count > 0 || string.IsNullOrEmpty(toStore) || stores.Contains("") ? [""] : stores;
    }

    /// <summary>How many unused slip numbers <see cref="Decide"/> may want for this message.</summary>
    public int SlipNumbersNeeded(OrderRow? row, object message)
    {
        Order?[] sources = message switch
        {
            OrderArrived arrived => [arrived.Order, row?.Pending],
            OrderInvoiced or InvoiceDeferred or TransferDeferred or StepFaulted or OrderDue or RetryOrder or ConfirmOutcome => [row?.Pending, row?.Content],
            _ => [],
        };
        return sources.OfType<Order>().Select(order => Needed(order)).DefaultIfEmpty().Max();

        int Needed(Order order)
        {
            var sendSale = ChannelOf(order) == ChannelKind.SendSale;
            if (!sendSale && message is not (OrderInvoiced or ConfirmOutcome))
            {
                return 0;
            }

            var toStore = sendSale ? order.SoldAtStore : row?.InvoicingStore;
            return ShippingStores(order, toStore).Count(store => row?.SlipNumbers.ContainsKey(store) != true);
        }
    }
}
