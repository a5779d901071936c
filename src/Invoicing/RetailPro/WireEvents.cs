using Invoicing.Contracts;
using Invoicing.Process;

namespace Invoicing.RetailPro;

/// <summary>What Retail Pro's messages of the wire mean for an order.</summary>
internal static class WireEvents
{
    public static object Of(object message) => message switch
    {
        OrderInvoiced m => new StepAccepted(RetailProSteps.Invoice, m.DocumentNo, m.InvoicedAt, m.MayBeOlder),
        InvoiceDeferred m => new StepDeferred(RetailProSteps.Invoice, m.Attempt, m.Reason, m.RetryAfter, m.OutcomeUnknown, m.Paused),
        InventoryTransferred m => new StepAccepted(RetailProSteps.SlipName(m.SlipNo), null, m.TransferredAt),
        TransferDeferred m => new StepDeferred(RetailProSteps.SlipName(m.SlipNo), m.Attempt, m.Reason, m.RetryAfter, m.OutcomeUnknown, m.Paused),
        _ => message,
    };
}
