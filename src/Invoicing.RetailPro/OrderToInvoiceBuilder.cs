using System.Text.Json.Nodes;
using Invoicing.Orders;
using Invoicing.Process;

namespace Invoicing.RetailPro;

/// <summary>Builds the body of Order to Invoice: names, order and nesting as documented, every rule of the mapping table checked.</summary>
internal static class OrderToInvoiceBuilder
{
    public const int OrderNoLimit = 9;

    /// <param name="election">The invoicing store; null when none could be elected.</param>
    /// <param name="channelKnown">Whether the order's sales channel is one that is known to be invoiced.</param>
    /// <param name="totals">Null: as the settings say.</param>
    /// <param name="stores">What was known of its stores when it was planned.</param>
    public static Prepared Build(
        Order order, Election? election, RetailProSettings settings, bool channelKnown = true, TotalsPolicy? totals = null,
        IReadOnlyList<StoreEntry>? stores = null)
    {
        var findings = new Validation(order.Unreadable);
        var lines = order.Lines.ToList();
        CheckOrigin(findings, order, channelKnown);
        var delivery = DeliveryField.Of(findings, order, lines);
        var body = new JsonObject
        {
            ["InvoicingStore"] = election?.Store ?? "",
            ["OrderNo"] = OrderNo(findings, order, settings),
            ["CreatedDate"] = findings.LocalTime("createdAt", order.CreatedAt, settings.TimeZone),
            ["DeliveryType"] = (int)delivery,
            ["PaymentType"] = PaymentType(findings, order, settings),
            ["TotalAmt"] = findings.Amount("total", order.Total),
            ["TotalDiscAmt"] = findings.OptionalAmount("discount", order.Discount),
            ["ShippingAmt"] = findings.OptionalAmount("shipping", order.Shipping),
        };
        CustomerFields.AddCompany(body, findings, order.FiscalCredit, settings);
        body["CustomerShipping"] = CustomerFields.Of(findings, "deliverTo", order.DeliverTo, settings.Profile);
        body["CustomerBilling"] = CustomerFields.Of(findings, "billing", order.Billing, settings.Profile);
        body["Items"] = LineFields.Of(findings, order, delivery, election?.Store, settings);
        CheckTotals(findings, order, lines, settings.TaxMode, totals ?? (settings.RefuseTotalMismatch ? TotalsPolicy.Refuse : default));
        CheckStores(findings, election, lines, stores ?? []);
        CheckElection(findings, election, lines);
        return findings.Finish(body);
    }

    /// <summary>The number that Retail Pro knows the order by: never padded or cut, as two orders could come to share a number.</summary>
    /// <param name="orderNo">The order's number without a leading <c>#</c>; the mapping may be written with or without it.</param>
    public static string NumberOf(string orderNo, RetailProSettings settings)
    {
        var map = settings.OrderNumbers;
        return map.Count == 0 ? orderNo
            : map.GetValueOrDefault(orderNo) ?? map.GetValueOrDefault("#" + orderNo)
                ?? NamePatterns.Map(map, orderNo, StringComparison.Ordinal)
                ?? NamePatterns.Map(map, "#" + orderNo, StringComparison.Ordinal)
                ?? orderNo;
    }

    private static void CheckOrigin(Validation findings, Order order, bool channelKnown)
    {
        findings.Fault("orderId", order.OrderId is null ? "is missing" : null);
        // Taken for ECOM, a send sale would be invoiced a second time.
        findings.Fault("salesChannel", order.SalesChannel is null ? "is missing"
            : channelKnown ? null
            : $"is {ErrorText.Quote(order.SalesChannel)}, allowed are ECOM, POS and those named in Invoicing:Channels");
    }

    private static string OrderNo(Validation findings, Order order, RetailProSettings settings)
    {
        var number = NumberOf(order.OrderNo, settings);
        findings.Fault(OrderNumber.Field, number.Length is > 0 and <= OrderNoLimit ? null
            : order.OrderNo.Length == 0 ? "is missing"
            : number == order.OrderNo
                ? $"is {number.Length} characters long ({number}), at most {OrderNoLimit} are allowed; RetailPro:OrderNumbers can name "
                    + "another number for it"
                : $"is {order.OrderNo}, which RetailPro:OrderNumbers makes '{number}': {number.Length} characters, 1 to {OrderNoLimit} "
                    + "are allowed");
        return number;
    }

    private static int PaymentType(Validation findings, Order order, RetailProSettings settings)
    {
        if (order.PaymentType is { } name && settings.PaymentTypes.TryGetValue(name, out var number))
        {
            return number;
        }

        findings.Fault("paymentType", order.PaymentType is null
            ? "is missing"
            : $"is {ErrorText.Quote(order.PaymentType)}, allowed are those named in RetailPro:PaymentTypes "
                + $"({string.Join(", ", settings.PaymentTypes.Keys)})");
        return 0;
    }

    private static void CheckTotals(Validation findings, Order order, IReadOnlyList<OrderLine> lines, TaxMode taxMode, TotalsPolicy policy)
    {
        if (TotalCheck.Impossible(order, lines, taxMode) is { } impossible)
        {
            findings.Fault(impossible.Field, impossible.Problem);
            return;
        }

        foreach (var difference in TotalCheck.Of(order, lines, taxMode))
        {
            findings.Fault(difference.Field, policy == TotalsPolicy.Refuse ? difference.Problem : null);
            findings.Warn(policy == TotalsPolicy.Refuse ? null : $"{difference}: sent unchanged");
        }
    }

    /// <summary>What its slips would be refused for is told before the order is invoiced: afterwards it would be done by half.</summary>
    private static void CheckStores(
        Validation findings, Election? election, IReadOnlyList<OrderLine> lines, IReadOnlyList<StoreEntry> stores)
    {
        if (election is null)
        {
            var none = StoreElection.WhyNone(lines, stores);
            findings.Fault(none?.Field ?? "items", none?.Problem);
            return;
        }

        foreach (var slip in StoreTransfers.Plan(lines, election.Store))
        {
            var fault = StoreTransfers.AcrossSubsidiaries(lines, slip.FromStore, election.Store, stores);
            findings.Fault(fault?.Field ?? "items", fault?.Problem);
        }
    }

    /// <summary>Last, as the faults of the lines usually say already why there is no store, or none that Retail Pro takes.</summary>
    private static void CheckElection(Validation findings, Election? election, IReadOnlyList<OrderLine> lines)
    {
        findings.Fault("items", findings.Faults.Count > 0 ? null
            : election is null ? "do not tell which store invoices the order"
            : lines.Any(line => line.ShippedFrom == (election.For ?? election.Store)) ? null
            : $"name no line shipped from {ErrorText.Quote(election.For ?? election.Store)}, the store "
                + (election.For is null ? "elected to invoice the order" : $"for which {election.Store} was to invoice the order"));
    }
}
