using System.Text.Json.Serialization;
using Invoicing.Contracts;
using Invoicing.Process;
using Invoicing.Storage;

namespace Invoicing.Operations;

/// <summary>One order in a list.</summary>
/// <param name="FailureKind">Of the first failed step.</param>
/// <param name="Message">Why it failed, was deferred or was dismissed; null when nothing is wrong.</param>
/// <param name="DueAt">When the program looks at it again by itself; null: it waits for a message, for a person, or for nothing.</param>
internal sealed record OrderSummary(
    string OrderNo,
    string? OrderId,
    OrderState State,
    string? InvoicingStore,
    FailureKind? FailureKind,
    string? Message,
    DateTimeOffset? DueAt,
    DateTimeOffset UpdatedAt)
{
    public static OrderSummary Of(StoredOrder stored)
    {
        var row = stored.Row;
        var failed = row.Steps.FirstOrDefault(step => step.Status == StepStatus.Failed);
        var message = row.Dismissed is { } dismissed
            ? $"{dismissed.InWords} by {dismissed.By}: {dismissed.Reason}"
            : row.OnHold is { } hold && row.State == OrderState.Held
            ? $"on hold by {hold.By}: {hold.Reason}"
            : (failed ?? row.Steps.FirstOrDefault(step => step.Status == StepStatus.Deferred))?.Message;
        return new(
            row.OrderNo, row.Content.OrderId, row.State, row.Store, failed?.FailureKind, message, stored.DueAt, stored.UpdatedAt);
    }
}

/// <summary>Orders, newest first, and how many there are in each state.</summary>
/// <param name="Totals">Of all orders that the filter finds, whatever the states asked for.</param>
/// <param name="Next">Where the next page begins; absent: there are no more.</param>
/// <param name="TotalsExceeded">Finished states of which there are more than their total: history is not counted to its end.</param>
internal sealed record OrderList(
    IReadOnlyList<OrderSummary> Orders,
    IReadOnlyDictionary<OrderState, long> Totals,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Next = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<OrderState>? TotalsExceeded = null)
{
    public static OrderList Of(FoundOrders found) => new(
        [.. found.Orders.Select(OrderSummary.Of)],
        found.Totals,
        found.Next?.ToString(),
        found.Exceeded.Count > 0 ? found.Exceeded : null);
}
