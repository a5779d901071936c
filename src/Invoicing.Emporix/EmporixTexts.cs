using Invoicing.Messaging;
using Invoicing.Systems;

namespace Invoicing.Emporix;

/// <summary>What mails and pages say of Emporix.</summary>
internal static class EmporixTexts
{
    private static readonly string s_queue = Queues.StepsOf(EmporixPlanner.SystemName);

    public static readonly SystemTexts Texts = new(EmporixPlanner.SystemName, "Emporix")
    {
        Steps = new Dictionary<string, StepTexts>
        {
            [Place(EmporixSteps.Recalculate)] = new(
                "recalculation", s_queue, Cure: "Mend the order in Emporix (nothing was captured yet), then retry."),
            [Place(EmporixSteps.Capture)] = new(
                "payment capture", s_queue, Cure: "Look at the transaction in the payment gateway. Nothing was invoiced yet."),
            [Place(EmporixSteps.Number)] = new(
                "invoice number",
                s_queue,
                Cure: "The payment was captured, and stays so. Mend or replace the schema of the type invoiceNoSequence, then retry."),
            [Place(EmporixSteps.Pdf)] = new("invoice PDF", s_queue, Cure: "Retry. The number stays."),
            [Place(EmporixSteps.Mail)] = new(
                "mail to the customer",
                s_queue,
                Cure: "Payment, number and PDF stand. Mail the invoice to another address (`invoicing emporix mail`), send the customer "
                    + "its link, or retry when the address takes mails."),
        },
        AddressSetting = "Emporix:BaseUrl",
        CredentialsRefused =
        [
            "Mend `Emporix:Tenants:TENANT:ClientId` and `ClientSecret`, or give the client the scopes that it lacks (order.order_read, "
                + "order.order_update, payment-gateway.capture_manage, payment-gateway.paymenttransactions_read); restart "
                + "`invoicing serve` with new settings. `invoicing check` tells whether they are taken.",
            "Run `invoicing resume emporix --reason \"…\"`. One call is made first; the others follow if it succeeds.",
        ],
    };

    private static string Place(string operation) => $"{EmporixPlanner.SystemName}/{operation}";
}
