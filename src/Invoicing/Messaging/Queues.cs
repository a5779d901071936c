namespace Invoicing.Messaging;

/// <summary>Names of the queues, in one place.</summary>
internal static class Queues
{
    public const string OrderInvoicing = "order-invoicing";
    public const string InvoiceOrder = "invoice-order";
    public const string TransferInventory = "transfer-inventory";
    public const string NotifyFailures = "notify-failures";

    public static readonly string[] All = [OrderInvoicing, InvoiceOrder, TransferInventory, NotifyFailures];

    public static string ErrorOf(string queue) => queue + "_error";

    /// <summary>By exchange: a <c>queue:</c> address would declare the queue anew, as a classic one.</summary>
    public static Uri AddressOf(string queue) => new("exchange:" + queue);
}
