using Invoicing.Process;
using Invoicing.Storage;

namespace Invoicing.Vtex.Intake;

/// <summary>How far an order of VTEX has come: what VTEX shows of it, and what became of it here.</summary>
internal static class Integration
{
    /// <param name="ours">Orders of the OMS that it is, or that are parts of it.</param>
    public static IntegrationStatus Of(MarketplaceOrder order, IReadOnlyCollection<OrderProcess> ours)
    {
        if (order.Status is null)
        {
            return IntegrationStatus.Unknown;
        }

        if (VtexStatuses.IsCancelled(order.Status))
        {
            return IntegrationStatus.Cancelled;
        }

        var invoices = ours.SelectMany(process => process.StepsIn(VtexPlanner.SystemName))
            .Where(step => step.Key.Operation == VtexSteps.Invoice).ToList();
        var showsOurs = invoices.Exists(step => order.Invoices.Contains(VtexDocument.Parse(step.Key.Number!).InvoiceNumber));
        if (VtexStatuses.IsInvoiced(order.Status))
        {
            return showsOurs || AreTold(invoices) ? IntegrationStatus.InvoicedHere : IntegrationStatus.InvoicedElsewhere;
        }

        return ours.Count == 0 ? IntegrationStatus.Seen
            // What was told a moment ago does not show yet; of what shows, a part may be left for another order of the OMS.
            : AreTold(invoices) && !(showsOurs && order.Invoiced < order.Value) ? IntegrationStatus.InvoicedHere
            : IntegrationStatus.Handling;
    }

    private static bool AreTold(List<Step> invoices) =>
        invoices.Count > 0 && invoices.TrueForAll(step => step.Status == StepStatus.Done);

    /// <summary>Nothing is final yet.</summary>
    public static bool IsOpen(IntegrationStatus status) => status is IntegrationStatus.Seen or IntegrationStatus.Handling;

    public static string Text(IntegrationStatus status) => status switch
    {
        IntegrationStatus.Seen => "seen, not sent by the OMS",
        IntegrationStatus.Handling => "handling",
        IntegrationStatus.InvoicedHere => "invoiced here",
        IntegrationStatus.InvoicedElsewhere => "invoiced elsewhere",
        IntegrationStatus.Cancelled => "cancelled",
        _ => "unknown",
    };
}
