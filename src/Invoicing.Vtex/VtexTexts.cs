using Invoicing.Messaging;
using Invoicing.Systems;

namespace Invoicing.Vtex;

/// <summary>What mails and pages say of VTEX.</summary>
internal static class VtexTexts
{
    private static readonly string s_queue = Queues.StepsOf(VtexPlanner.SystemName);

    public static readonly SystemTexts Texts = new(VtexPlanner.SystemName, "VTEX")
    {
        Steps = new Dictionary<string, StepTexts>
        {
            [Place(VtexSteps.Invoice)] = new(
                "invoice notification",
                s_queue,
                "or send the order's number instead of the invoice's (setting `Vtex:Accounts:ACCOUNT:InvoiceNumber`; restart "
                    + "`invoicing serve`)"),
            [Place(VtexSteps.Billing)] = new("billing address", s_queue),
            [Place(VtexSteps.StartHandling)] = new("start of handling", s_queue),
            [Place(VtexSteps.Invoiced)] = new("end of VTEX's verification", s_queue),
            [Place(VtexSteps.Tracking)] = new("tracking number", s_queue),
            [Place(VtexSteps.Event)] = new("tracking event", s_queue),
            [Place(VtexSteps.Return)] = new("return notification", s_queue),
        },
        AddressSetting = "Vtex:Accounts",
        CredentialsRefused =
        [
            "Mend `Vtex:Accounts:ACCOUNT:AppKey` and `AppToken`, or give the key what it lacks in VTEX (Account settings > Access "
                + "management: View order, Change order workflow status, Notify invoice, and Notify refund for returns); restart "
                + "`invoicing serve` with new settings. "
                + "`invoicing check` tells whether they are taken.",
            "Run `invoicing resume vtex --reason \"…\"`. One call is made first; the others follow if it succeeds. Nothing else is to be "
                + "done: invoices in the ERP are not touched.",
        ],
    };

    private static string Place(string operation) => $"{VtexPlanner.SystemName}/{operation}";
}
