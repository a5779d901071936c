using Invoicing.Intake.Parsing;
using Invoicing.Orders;
using Invoicing.Process;

namespace Invoicing.Intake.Queries;

/// <summary>What would become of an order if nothing were known of it.</summary>
/// <param name="Requests">What would be sent; those with faults have no body.</param>
internal sealed record OrderPreview(
    long Line,
    string? OrderNo,
    string Outcome,
    string? Reason,
    string? Store,
    string? StoreReason,
    IReadOnlyList<PlannedRequest> Requests)
{
    /// <summary>The OMS's id; null where it cannot be read.</summary>
    public string? OrderId { get; init; }

    public bool IsWrong => FeedOutcome.IsNotTaken(Outcome) || Outcome == FeedOutcome.Invalid;

    public IReadOnlyList<ValidationError> Faults => [.. PlannedRequests.Faults(Requests).Select(Placed)];

    private Func<ValidationError, ValidationError> Placed { get; init; } = fault => fault;

    public IReadOnlyList<string> Warnings => [.. Requests.SelectMany(request => request.Built.Warnings).Distinct()];

    public static OrderPreview Of(OrderText text, InvoicingSettings invoicing, IReadOnlyList<IStepPlanner> systems, DateTimeOffset now)
    {
        var (order, update, problem) = text.Read(invoicing.Zone, now);
        if (update is not null)
        {
            return new(text.Line, update.OrderNo, FeedOutcome.Update, update.Kind.ToString(), null, null, []);
        }

        if (order is null)
        {
            return new(text.Line, null, FeedOutcome.Unreadable, problem, null, null, []);
        }

        var row = OrderProcessor.Preview(order, invoicing, systems);
        var result = IntakeResult.Of(null, order, row, text, systems);
        var choice = systems.Select(system => system.ChoiceOf(row)).FirstOrDefault(choice => choice is not null);
        var isHeld = row.State is OrderState.Held or OrderState.NothingToInvoice;
        return new(
            text.Line, order.OrderNo, result.Outcome, result.Detail, row.Store,
            choice is { HasSold: true, Reason: null } ? "where it was sold" : choice?.Reason,
            isHeld ? [] : PlannedRequests.Of(row, systems))
        {
            OrderId = order.OrderId, Placed = text.Placed,
        };
    }

    /// <param name="numbers">Under which number the ids of the orders before stand; this one's is noted.</param>
    public OrderPreview Among(Dictionary<string, string> numbers)
    {
        if (OrderNo is null || OrderId is null || numbers.TryAdd(OrderId, OrderNo) || numbers[OrderId] == OrderNo)
        {
            return this;
        }

        var conflict = new OrderIdConflictException(OrderNo, OrderId, numbers[OrderId]);
        return this with { Outcome = FeedOutcome.Conflict, Reason = conflict.Message, Store = null, Requests = [] };
    }
}
