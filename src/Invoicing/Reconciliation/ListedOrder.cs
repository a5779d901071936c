using System.Text.Json;
using Invoicing.Intake.Parsing;
using Invoicing.Orders;

namespace Invoicing.Reconciliation;

/// <summary>What the list of the OMS, or of whoever invoiced before, says of one order. Number and total are enough.</summary>
/// <param name="Place">Where it stands, such as <c>completed.csv:17</c>.</param>
/// <param name="Store">That has invoiced it, as the OMS calls it.</param>
/// <param name="IsCancelled">It has items, and all are cancelled.</param>
/// <param name="IsOpen">It is not completed: some of its items are open.</param>
internal sealed record ListedOrder(
    string Place, string OrderNo, string? OrderId, decimal? Total, string? Currency, string? Channel, string? Store,
    DateTimeOffset? CompletedAt, bool IsCancelled, bool IsOpen)
{
    private static readonly string[] s_compared = ["orderId", "total", "currency", "completedAt", "store"];

    /// <returns>The entry; or what keeps it, or a field that is compared, from being read.</returns>
    public static (ListedOrder? Entry, string? Problem) Read(OrderText text, TimeZoneInfo zone, DateTimeOffset now)
    {
        var (order, update, problem) = text.Read(zone, now);
        if (order is null)
        {
            return (null, problem ?? $"it is no order but says that something has happened to {update!.OrderNo}");
        }

        using var json = JsonDocument.Parse(text.Json);
        var faults = order.Unreadable.ToList();
        var store = new JsonFields(json.RootElement, "", faults).Text("store");
        var unread = faults.Where(fault => s_compared.Contains(fault.Field)).Select(text.Placed).ToList();
        return (
            new(
                text.Place, order.OrderNo, order.OrderId, order.Total, order.Currency, order.SalesChannel, store, order.CompletedAt,
                order.Items.Count > 0 && !order.Lines.Any(), order.Lines.Any(line => line.Status == Order.Open)),
            unread.Count == 0 ? null : string.Join("; ", unread));
    }
}
