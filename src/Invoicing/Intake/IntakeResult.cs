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
    /// <param name="text">Where it stood.</param>
    public static IntakeResult Of(
        OrderProcess? before, Order arrived, OrderProcess after, OrderText text, IReadOnlyList<IStepPlanner> systems)
    {
        if (ReferenceEquals(before, after))
        {
            return new(FeedOutcome.Duplicate);
        }

        if (before is null)
        {
            return Taken(after, text, systems);
        }

        if (ReferenceEquals(after.Content, arrived))
        {
            var taken = Taken(after, text, systems);
            return taken with { Detail = Cut(taken.Detail is null ? "newer content" : $"newer content; {taken.Detail}") };
        }

        return ReferenceEquals(after.Pending, arrived) ? new(FeedOutcome.Accepted, "newer content; kept until the open call is settled")
            : before.OmsId is { } known && arrived.OrderId != known ? new(FeedOutcome.Duplicate, "the same order under another orderId")
            : after.Notices.Count > before.Notices.Count
            ? new(FeedOutcome.TooLate, "newer content, but the order was invoiced before: it stays as it is")
            : after.Dismissed is not null ? new(FeedOutcome.Dismissed, "newer content of an order that was dismissed: nothing follows")
            : new(FeedOutcome.Older, "newer content is known");
    }

    private static IntakeResult Taken(OrderProcess row, OrderText text, IReadOnlyList<IStepPlanner> systems)
    {
        if (row.State == OrderState.NothingToInvoice)
        {
            return new(
                FeedOutcome.NothingToInvoice,
                row.Content.Items.Count == 0 ? "it has no items: items is absent, null or empty" : "every item is cancelled");
        }

        if (row.OnHold is not null)
        {
            return new(FeedOutcome.Held, "on hold by a person");
        }

        if (row.State == OrderState.Held)
        {
            var open = row.Content.Lines.Count(line => line.Status == Order.Open);
            return new(FeedOutcome.Held, $"{open} of {row.Content.Lines.Count()} items are open");
        }

        var faults = PlannedRequests.Faults(PlannedRequests.Of(row, systems));
        return faults.Count > 0 ? new(FeedOutcome.Invalid, Cut(string.Join("; ", faults.Select(text.Placed))))
            : row.Steps.Any(step => step.Phase == StepPhase.Invoice) ? new(FeedOutcome.Accepted)
            : new(FeedOutcome.AlreadyInvoiced, row.Steps.Count == 0 ? "nothing to move" : $"{row.Steps.Count} transfer slips");
    }

    private static string Cut(string detail) => detail.Length <= LongestDetail ? detail : TextLimit.Cut(detail, LongestDetail - 1) + "…";
}

/// <summary>What became of an order of a feed when it was taken in; as results files and <c>feeds show</c> name it.</summary>
internal static class FeedOutcome
{
    /// <summary>Stored, and on its way to Retail Pro.</summary>
    public const string Accepted = "accepted";

    /// <summary>The same was taken before, from wherever: nothing happens.</summary>
    public const string Duplicate = "duplicate";

    /// <summary>Newer content is known: this one is ignored.</summary>
    public const string Older = "older";

    /// <summary>Newer content of an order that a person has taken out: it is noted, and nothing follows.</summary>
    public const string Dismissed = "dismissed";

    /// <summary>Newer content of an order that was invoiced already: the invoice stays as it is.</summary>
    public const string TooLate = "too-late";

    /// <summary>Items are still open: it waits for newer content.</summary>
    public const string Held = "held";

    /// <summary>Every item was cancelled.</summary>
    public const string NothingToInvoice = "nothing-to-invoice";

    /// <summary>A send sale: only its stock is moved.</summary>
    public const string AlreadyInvoiced = "already-invoiced-at-the-till";

    /// <summary>Stored, and cannot be sent as it is.</summary>
    public const string Invalid = "invalid";

    /// <summary>Not stored: its number belongs to another order, or its id of the OMS to another number.</summary>
    public const string Conflict = "conflict";

    /// <summary>Not stored: it cannot be told which order it is, or what it says.</summary>
    public const string Unreadable = "unreadable";

    /// <summary>Those that a person is told of by the feed's notice; what else goes wrong is told of as for every order.</summary>
    public static bool IsNotTaken(string outcome) => outcome is Conflict or Unreadable;
}
