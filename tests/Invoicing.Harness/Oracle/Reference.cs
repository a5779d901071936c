using System.Globalization;

namespace Invoicing.Harness.Oracle;

/// <summary>
/// What must become of the messages of the OMS, computed from <c>domain.md</c>, the README of the samples and nothing of the program:
/// if both are wrong, then not in the same way.
/// </summary>
internal static class Reference
{
    /// <param name="messages">Texts in publishing order; what is said beside the orders is for <see cref="VtexReference"/>.</param>
    /// <param name="warehouses">Null: every store invoices.</param>
    public static ExpectedEnd Compute(IEnumerable<string> messages, Warehouses? warehouses = null)
    {
        var read = messages.Where(message => PublishedUpdate.Read(message) is null).Select(PublishedOrder.Read).ToList();
        var (taken, refused) = Identify(read.OfType<PublishedOrder>());
        return new ExpectedEnd(taken.ToDictionary(same => same.Key, same => EndOf(same.Value, warehouses)), read.Count(order => order is null)) {
            SecondNumbers = refused };
    }

    // An id of the OMS stands for one order: under a second number it is refused. What is refused for its number gives its id to nobody.
    private static (Dictionary<string, List<PublishedOrder>> Taken, List<string> Refused) Identify(IEnumerable<PublishedOrder> messages)
    {
        var (taken, refused) = (new Dictionary<string, List<PublishedOrder>>(), new List<string>());
        var numbers = new Dictionary<string, string>();
        foreach (var message in messages)
        {
            if (message.OrderId.Length > 0 && numbers.GetValueOrDefault(message.OrderId, message.OrderNo) != message.OrderNo)
            {
                refused.Add(message.OrderNo);
                continue;
            }

            taken.TryAdd(message.OrderNo, []);
            taken[message.OrderNo].Add(message);
            var first = taken[message.OrderNo][0];
            if (message.OrderId.Length > 0 && (message.OrderId == first.OrderId || message.IsTheSamePurchaseAs(first)))
            {
                numbers[message.OrderId] = message.OrderNo;
            }
        }

        return (taken, refused);
    }

    private static ExpectedOrder EndOf(IReadOnlyList<PublishedOrder> messages, Warehouses? warehouses)
    {
        var (content, conflicts) = Settle(messages);
        var end = EndOf(content, warehouses) with { Conflicts = conflicts.Count };
        return conflicts.Count == 0 ? end : end with { Rival = EndOf(conflicts[0], warehouses) with { Conflicts = conflicts.Count } };
    }

    private static (PublishedOrder Content, List<PublishedOrder> Conflicts) Settle(IReadOnlyList<PublishedOrder> messages)
    {
        var content = messages[0];
        var conflicts = new List<PublishedOrder>();
        foreach (var message in messages.Skip(1).Where(message => !message.SaysTheSameAs(content)))
        {
            if (message.OrderId != content.OrderId)
            {
                if (!message.IsTheSamePurchaseAs(content))
                {
                    conflicts.Add(message);
                }
            }
            else if (message.Outdates(content) && IsWaiting(content))
            {
                content = message;
            }
        }

        return (content, conflicts);
    }

    // What has been invoiced stays as it is.
    private static bool IsWaiting(PublishedOrder order) => EndOf(order).State is "Held" or "Failed";

    private static ExpectedOrder EndOf(PublishedOrder order, Warehouses? warehouses = null)
    {
        if (order.HasOpenLines || order.IsAllCancelled)
        {
            return new ExpectedOrder(order.OrderNo, order.HasOpenLines ? "Held" : "NothingToInvoice", null, null, []);
        }

        if (order.Faults.Count > 0)
        {
            return new ExpectedOrder(
                order.OrderNo,
                "Failed",
                null,
                null,
                [.. SlipsOf(order, order.SoldAtStore).Where(slip => CanMove(order, slip.From))])
            {
                Faults = order.Faults,
                IsSendSale = order.IsSendSale,
                Stock = [.. order.Shipped.Where(line => CanMove(order, line.ShippedFrom)).SelectMany(line => MovesOf(order, line))],
            };
        }

        var store = order.IsSendSale ? order.SoldAtStore : ElectedStore(order, warehouses);
        return new ExpectedOrder(
            order.OrderNo,
            "Completed",
            store,
            order.IsSendSale ? null : InvoiceOf(order, store),
            [.. SlipsOf(order, store)])
        {
            IsSendSale = order.IsSendSale,
            Stock = [.. order.Shipped.SelectMany(line => MovesOf(order, line))],
        };
    }

    // First to ship that is no warehouse; among equals who shipped more units of the whole order; then the code, ordinal.
    private static string ElectedStore(PublishedOrder order, Warehouses? warehouses) => order.Shipped
        .GroupBy(line => line.ShippedFrom)
        .OrderBy(store => store.Min(line => line.ShippedAt!.Value.UtcTicks))
        .ThenByDescending(store => store.Sum(line => line.Quantity))
        .ThenBy(store => store.Key, StringComparer.Ordinal)
        .Select(store => store.Key)
        .FirstOrDefault(store => warehouses?.Stores.Contains(store) != true) ?? warehouses!.InvoicedBy;

    private static ExpectedInvoice InvoiceOf(PublishedOrder order, string store) => new(
        store,
        order.OrderNo,
        order.CreatedAt!.Value.ToOffset(TimeSpan.FromHours(-6)).ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture),
        order.DeliveryType == "Store" ? 1 : 2,
        order.PaymentType == "Card" ? 1 : 2,
        order.Total,
        order.Discount,
        order.Shipping,
        order.Billing,
        order.DeliverTo,
        [.. order.Shipped.Select(line => new ExpectedRow(
            line.Upc, line.OriginalPrice, line.OriginalTax, line.Price, line.Tax, line.Quantity, line.ShippedFrom, line.PickupStore))]);

    private static IEnumerable<ExpectedSlip> SlipsOf(PublishedOrder order, string invoicingStore) =>
        from line in order.Shipped
        where line.ShippedFrom != invoicingStore
        group line by line.ShippedFrom into store
        select new ExpectedSlip(
            store.Key, invoicingStore, store.GroupBy(line => line.Upc)
                .ToDictionary(same => same.Key, same => same.Sum(line => line.Quantity)));

    // The slip of one store does not wait for the mending of another's.
    private static bool CanMove(PublishedOrder sendSale, string store) =>
        sendSale.IsSendSale && sendSale.IsHeadSound && sendSale.Shipped.Where(line => line.ShippedFrom == store).All(line => line.IsSound);

    // Whoever ships has less. A send sale was taken from the selling store's stock at the till; it gets that back from whoever shipped.
    private static IEnumerable<Movement> MovesOf(PublishedOrder order, Line line)
    {
        yield return new Movement(line.ShippedFrom, line.Upc, -line.Quantity);
        if (order.IsSendSale)
        {
            yield return new Movement(order.SoldAtStore, line.Upc, line.Quantity);
        }
    }
}

/// <param name="Stores">Codes of stores that invoice nothing.</param>
/// <param name="InvoicedBy">The store that invoices what they alone ship.</param>
internal sealed record Warehouses(IReadOnlyList<string> Stores, string InvoicedBy);
