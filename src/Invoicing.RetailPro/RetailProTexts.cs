using Invoicing.Messaging;
using Invoicing.Systems;

namespace Invoicing.RetailPro;

/// <summary>What mails and pages say of Retail Pro.</summary>
internal static class RetailProTexts
{
    public static readonly SystemTexts Texts = new("retailpro", "Retail Pro")
    {
        Steps = new Dictionary<string, StepTexts>
        {
            [RetailProSteps.Invoice] = new(
                "invoice",
                Queues.InvoiceOrder,
                "or map the order's number to a free one (setting `RetailPro:OrderNumbers`; restart `invoicing serve`)"),
            ["slip"] = new("transfer slip", Queues.TransferInventory),
        },
        AddressSetting = "RetailPro:BaseUrl",
        CredentialsRefused =
        [
            "Mend `RetailPro:Headers`, `RetailPro:UserName` or `RetailPro:Password`, or the account in Retail Pro; restart "
                + "`invoicing serve` with the new settings.",
            "Run `invoicing resume retailpro --reason \"…\"`. One call is made first; the others follow if it succeeds. Nothing else "
                + "is to be done.",
            "If only the order that is named gets this answer, put it on hold (`invoicing orders hold`) before you resume, or leave "
                + "403 out of `RetailPro:CredentialStatuses`.",
        ],
    };
}
