using Invoicing.Orders;

namespace Invoicing.Vtex;

/// <summary>What an order's status in VTEX allows. It is no closed list: what is not known is waited for.</summary>
internal static class VtexStatuses
{
    public const string ReadyForHandling = "ready-for-handling";
    public const string Verifying = "invoice";
    public const string Invoiced = "invoiced";

    private static readonly string[] s_invoiceable = ["handling", "ready-for-invoicing", "waiting-seller-handling"];

    private static readonly string[] s_cancelled = ["request-cancel", "cancellation-requested", "cancel", "canceled"];

    public static bool IsCancelled(string? status) => s_cancelled.Contains(status);

    public static bool IsInvoiced(string? status) => status is Verifying or Invoiced;

    /// <summary>Between two parts an order falls back to <c>payment-approved</c>.</summary>
    public static bool MayBeInvoiced(VtexOrder order) => s_invoiceable.Contains(order.Status)
        || (order.Status == "payment-approved" && order.ValueOf(VtexPackage.Sale) > 0);

    /// <summary>Handling has begun, or is over.</summary>
    public static bool IsHandled(VtexOrder order) => MayBeInvoiced(order) || IsInvoiced(order.Status);

    public static string Text(VtexOrder order) => ErrorText.Quote(order.Status!);

    public static string CancelledText(VtexOrder order) =>
        $"The order is cancelled in VTEX (status {order.Status}): VTEX is told nothing more of it. An invoice in the ERP stands: take it "
            + "back there, or settle it with whoever cancelled.";
}
