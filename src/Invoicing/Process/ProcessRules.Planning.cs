using Invoicing.Contracts;
using Invoicing.Orders;
using Invoicing.RetailPro;

namespace Invoicing.Process;

internal sealed partial class ProcessRules
{
    /// <summary>Derives election and steps anew from the content, except slips that were made; allowed only if <see cref="MayTakeOver"/>.</summary>
    private OrderProcess Plan(OrderProcess row, DateTimeOffset now, IReadOnlyList<string> slipNos)
    {
        var identity = Fingerprints.OfIdentity(row.Original ?? row.Content);
        row = row with
        {
            Identity = identity, IsSendSale = ChannelOf(row.Content) == ChannelKind.SendSale, Goods = Goods.Of(row.Content, settings, retailPro),
            Election = null, Invoice = null, Transfers = Made(row),
        };
        var order = row.Planned;
        if (order.Lines.Any(line => line.Status == Order.Open) || IsAllCancelled(order))
        {
            return row;
        }

        return row.IsSendSale
            ? PlanTransfers(row, order.SoldAtStore, now, slipNos, restored()?.MayHaveCalledFor(order) == true)
            : SendStep(row with { Election = StoreElection.Elect(order, settings.Election), Invoice = Step.New }, Step.InvoiceName, now);
    }

    /// <summary>An item that cannot be read may be one that was not cancelled.</summary>
    private static bool IsAllCancelled(Order order) =>
        order.Items.Count > 0 && !order.Lines.Any() && !order.Unreadable.Any(fault => fault.Field.StartsWith("items", StringComparison.Ordinal));

    /// <param name="mayBeMade">The order may have slips under numbers that a restored backup has taken from the row.</param>
    private OrderProcess PlanTransfers(OrderProcess row, string? toStore, DateTimeOffset now, IReadOnlyList<string> slipNos, bool mayBeMade)
    {
        var unused = new Queue<string>(slipNos);
        var numbers = new Dictionary<string, string>(row.SlipNumbers);
        var transfers = new List<Transfer>(row.Transfers);
        foreach (var fromStore in ShippingStores(row.Planned, toStore).Except(row.Transfers.Select(made => made.FromStore ?? "")))
        {
            if (!numbers.TryGetValue(fromStore, out var slipNo))
            {
                slipNo = numbers[fromStore] = unused.Dequeue();
            }

            transfers.Add(new Transfer(slipNo, fromStore.Length == 0 ? null : fromStore, toStore, Step.New));
        }

        row = row with { SlipNumbers = numbers, Transfers = transfers };
        row = transfers.Where(t => t.Step.Status != StepStatus.Done).Aggregate(row, (r, t) => SendStep(r, Step.SlipName(t.SlipNo), now));
        return mayBeMade ? transfers.Where(t => slipNos.Contains(t.SlipNo)).Aggregate(row, (r, t) => DoubtSlip(r, t, now)) : row;
    }

    // Retail Pro cannot be asked for a number that nobody knows: only a person can look.
    private OrderProcess DoubtSlip(OrderProcess row, Transfer slip, DateTimeOffset now)
    {
        var name = Step.SlipName(slip.SlipNo);
        return Fail(row, new StepFailed(name, row.StepNamed(name)!.Attempt, FailureKind.OutcomeUnknown,
            $"The database was restored from a backup. Since then this order may have got a slip from store {slip.FromStore} to store {slip.ToStore} under a number that is lost: "
            + "look for it in Retail Pro by stores, date and goods.", null), now);
    }

    /// <summary>
    /// The stores that need a slip, ordinal. Where the data does not even say which (a send sale without its selling store, or a line
    /// without its shipping store), one slip without a store stands for them, so that its consumer reports every fault.
    /// </summary>
    private static IReadOnlyList<string> ShippingStores(Order order, string? toStore)
    {
        var shipping = order.Lines.Where(line => !line.NeverShips).Select(line => line.ShippedFrom ?? "");
        var stores = shipping.Where(store => store != toStore).Distinct().Order(StringComparer.Ordinal).ToList();
        return order.Items.Count == 0 || TransferSlipBuilder.NeededButUnreadable(order, null).Count > 0 || string.IsNullOrEmpty(toStore) || stores.Contains("") ? [""] : stores;
    }

    /// <summary>How many unused slip numbers <see cref="Decide"/> may want for this message.</summary>
    public int SlipNumbersNeeded(OrderProcess? row, object message)
    {
        Order?[] sources = message switch
        {
            OrderArrived arrived => [arrived.Order, row?.Pending],
            CorrectOrder correct => [correct.Corrected],
            OrderInvoiced or InvoiceDeferred or TransferDeferred or StepFailed or DueTimePassed or RetryOrder or ConfirmOutcome => [row?.Pending, row?.Content],
            _ => [],
        };
        // Of the present content by its plan, and by the one that the settings would make of it now.
        var planned = sources.OfType<Order>().Select(PlannedOf);
        return planned.Concat(row is not null && sources.Contains(row.Content) ? [row.Planned] : []).Select(Needed).DefaultIfEmpty().Max();

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
