using Invoicing.Orders;
using Invoicing.Process;
using Invoicing.RetailPro;

namespace Invoicing.Intake;

/// <summary>A call that an order will lead to.</summary>
/// <param name="Step"><c>invoice</c> or <c>slip</c>.</param>
internal sealed record PlannedRequest(string Step, string? FromStore, string? ToStore, Prepared Built);

/// <summary>What an order will be sent as, should nothing change until then; built as the consumers build it.</summary>
internal static class PlannedRequests
{
    /// <summary>Stands for the number of a slip that has none yet.</summary>
    public const string SlipNo = "00000000";

    public static IReadOnlyList<PlannedRequest> Of(OrderProcess row, InvoicingSettings invoicing, RetailProSettings retailPro)
    {
        var order = row.Planned;
        if (row.Invoice is null)
        {
            return [.. row.Transfers.Select(slip => Slip(slip.SlipNo, slip.FromStore, slip.ToStore))];
        }

        var isKnown = SalesChannels.KindOf(order.SalesChannel, invoicing) == ChannelKind.Invoice;
        var invoice = new PlannedRequest("invoice", null, null, OrderToInvoiceBuilder.Build(order, row.Election, retailPro, isKnown));
        return row.Election is not { Store: var store } ? [invoice]
            : [invoice, .. StoreTransfers.Plan(order.Lines, store).Select(slip => Slip(SlipNo, slip.FromStore, store))];

        PlannedRequest Slip(string slipNo, string? from, string? to) => new("slip", from, to, TransferSlipBuilder.Build(order, slipNo, from, to, retailPro));
    }

    /// <summary>All that keeps an order from being sent, should nothing be known of it.</summary>
    public static IReadOnlyList<ValidationError> FaultsOf(Order order, InvoicingSettings invoicing, RetailProSettings retailPro) =>
        Faults(Of(Planned(order, invoicing, retailPro), invoicing, retailPro));

    /// <summary>The row that an order leads to that is not known; slips have <see cref="SlipNo"/>.</summary>
    public static OrderProcess Planned(Order order, InvoicingSettings invoicing, RetailProSettings retailPro)
    {
        var decisions = new ProcessRules(invoicing, retailPro, () => null);
        var message = new OrderArrived(order, CallOpen: false);
        return decisions.Decide(null, message, default, [.. Enumerable.Repeat(SlipNo, decisions.SlipNumbersNeeded(null, message))]);
    }

    /// <summary>All that keeps them from being sent.</summary>
    public static IReadOnlyList<ValidationError> Faults(IEnumerable<PlannedRequest> requests) => [.. requests.SelectMany(request => request.Built.Faults).Distinct()];
}
