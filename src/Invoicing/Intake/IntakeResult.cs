using Invoicing.Intake.Parsing;
using Invoicing.Orders;
using Invoicing.Process;

namespace Invoicing.Intake;

/// <summary>What an order of a feed came to when it was taken in.</summary>
/// <param name="Outcome">One of <see cref="FeedOutcome"/>.</param>
/// <param name="Detail">Why, or what else is to be known; free of personal data.</param>
internal sealed record IntakeResult(string Outcome, string? Detail = null)
{
    private const int LongestDetail = 2000;

    /// <param name="before">The row before; null: the order was not known.</param>
    public static IntakeResult Of(
        OrderProcess? before, Order arrived, OrderProcess after, OrderText text, IReadOnlyList<IStepPlanner> systems)
    {
        if (ReferenceEquals(before, after))
        {
            return new(FeedOutcome.Duplicate);
        }

        if (before is null || ReferenceEquals(after.Content, arrived))
        {
            var taken = Taken(after, text, systems);
            return before is null ? taken
                : taken with { Detail = Cut(taken.Detail is null ? "newer content" : $"newer content; {taken.Detail}") };
        }

        return ReferenceEquals(after.Pending, arrived) ? new(FeedOutcome.Accepted, "newer content; kept until the open call is settled")
            : before.OmsId is { } known && arrived.OrderId != known ? new(FeedOutcome.Duplicate, "the same order under another orderId")
            : after.Notices.Count > before.Notices.Count
            ? new(FeedOutcome.TooLate, "newer content, but the order was invoiced before: it stays as it is")
            : after.Dismissed is { } end ? new(FeedOutcome.Dismissed, $"content of an order that was {end.InWords}: nothing follows")
            : new(FeedOutcome.Older, "newer content is known");
    }

    private static IntakeResult Taken(OrderProcess row, OrderText text, IReadOnlyList<IStepPlanner> systems)
    {
        var content = row.Content;
        if (row.State == OrderState.NothingToInvoice)
        {
            return new(
                FeedOutcome.NothingToInvoice,
                content.Items.Count == 0 ? "it has no items: items is absent, null or empty" : "every item is cancelled");
        }

        if (row.OnHold is not null || row.State == OrderState.Held)
        {
            return new(FeedOutcome.Held, row.OnHold is { } hold ? Cut($"on hold by {hold.By}: {hold.Reason}")
                : $"{content.Lines.Count(line => line.Status == Order.Open)} of {content.Lines.Count()} items are open");
        }

        // What the order lacks may be what is asked for.
        var faults = row.Steps.Any(step => step.Phase == StepPhase.Gather) ? []
            : PlannedRequests.Faults(PlannedRequests.Of(row, systems));
        return faults.Count > 0 ? new(FeedOutcome.Invalid, Cut(string.Join("; ", faults.Select(text.Placed))))
            : row.Steps.Any(step => step.Phase != StepPhase.Transfer) ? new(FeedOutcome.Accepted)
            : new(FeedOutcome.AlreadyInvoiced, row.Steps.Count == 0 ? "nothing to move" : $"{row.Steps.Count} transfer slips");
    }

    private static string Cut(string detail) => detail.Length <= LongestDetail ? detail : TextLimit.Cut(detail, LongestDetail - 1) + "…";
}

/// <summary>What became of an order of a feed when it was taken in; as results files and <c>feeds show</c> name it.</summary>
internal static class FeedOutcome
{
    // Stored.
    public const string Accepted = "accepted";
    public const string Held = "held";
    public const string NothingToInvoice = "nothing-to-invoice";
    public const string AlreadyInvoiced = "already-invoiced-at-the-till";
    public const string Invalid = "invalid";

    // Of a parcel or a return: stored, and handed on to its order.
    public const string Update = "update";

    // Content that is known, older than what is known, or of an order that was invoiced or taken out before: nothing follows.
    public const string Duplicate = "duplicate";
    public const string Older = "older";
    public const string TooLate = "too-late";
    public const string Dismissed = "dismissed";

    // Not stored: its number belongs to another order or its id of the OMS to another number, or which order it is cannot be told.
    public const string Conflict = "conflict";
    public const string Unreadable = "unreadable";

    /// <summary>Those that a person is told of by the feed's notice; what else goes wrong is told of as for every order.</summary>
    public static readonly string[] NotTaken = [Conflict, Unreadable];

    public static bool IsNotTaken(string outcome) => NotTaken.Contains(outcome);
}
