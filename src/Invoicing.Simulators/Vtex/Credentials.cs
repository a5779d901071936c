using Microsoft.AspNetCore.Http;

namespace Invoicing.Simulators.Vtex;

/// <summary>VTEX's names for what a role may do.</summary>
internal static class Resources
{
    public const string ViewOrder = "View order";
    public const string NotifyInvoice = "Notify invoice";
    public const string NotifyRefund = "Notify refund";
    public const string ChangeStatus = "Change order workflow status";
    public const string FeedAndHook = "Feed v3 and Hook Admin";
    public const string CancelOrder = "Cancel order";

    public static IReadOnlyList<string> All { get; } = [ViewOrder, NotifyInvoice, NotifyRefund, ChangeStatus, FeedAndHook, CancelOrder];
}

/// <summary>Who calls: an application with its key and token, or a person's session.</summary>
/// <param name="AppKey">Empty for a person.</param>
internal sealed record Caller(string AppKey, bool IsKnown)
{
    public static Caller Of(HttpRequest request, AccountSettings account)
    {
        var key = request.Headers["X-VTEX-API-AppKey"].ToString();
        var token = request.Headers["X-VTEX-API-AppToken"].ToString();
        var isApplication = key.Length > 0 && token.Length > 0;
        var isExpected = (account.AppKey ?? key) == key && (account.AppToken ?? token) == token;
        return new(key, isApplication ? isExpected : request.Headers["VtexIdclientAutCookie"].ToString().Length > 0);
    }
}
