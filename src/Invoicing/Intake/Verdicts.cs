using Invoicing.Intake.Parsing;
using Invoicing.Orders;
using Invoicing.Process;
using Invoicing.RetailPro;

namespace Invoicing.Intake;

/// <param name="Outcome">One of <see cref="FeedOutcome"/>.</param>
/// <param name="Detail">Why, or what else is to be known; free of personal data.</param>
internal sealed record Verdict(string Outcome, string? Detail = null);

/// <summary>Says what a decision about an order of a feed came to.</summary>
internal static class Verdicts
{
    private const int LongestDetail = 2000;

    /// <param name="before">The row before; null: the order was not known.</param>
    /// <param name="text">Where it stood.</param>
    public static Verdict Of(OrderProcess? before, Order arrived, OrderProcess after, OrderText text, InvoicingSettings invoicing, RetailProSettings retailPro)
    {
        if (ReferenceEquals(before, after))
        {
            return new(FeedOutcome.Duplicate);
        }

        if (before is null || ReferenceEquals(after.Content, arrived))
        {
            return Taken(after, text, invoicing, retailPro) is var taken && before is null ? taken
                : taken with { Detail = Cut(taken.Detail is null ? "newer content" : $"newer content; {taken.Detail}") };
        }

        return ReferenceEquals(after.Pending, arrived) ? new(FeedOutcome.Accepted, "newer content; kept until the open call is settled")
            : before.OmsId is { } known && arrived.OrderId != known ? new(FeedOutcome.Duplicate, "the same order under another orderId")
            : after.Notices.Count > before.Notices.Count ? new(FeedOutcome.TooLate, "newer content, but the order was invoiced before: it stays as it is")
            : after.Dismissed is not null ? new(FeedOutcome.Dismissed, "newer content of an order that was dismissed: nothing follows")
            : new(FeedOutcome.Older, "newer content is known");
    }

    private static Verdict Taken(OrderProcess row, OrderText text, InvoicingSettings invoicing, RetailProSettings retailPro)
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
            return new(FeedOutcome.Held, $"{row.Content.Lines.Count(line => line.Status == Order.Open)} of {row.Content.Lines.Count()} items are open");
        }

        var faults = PlannedRequests.Faults(PlannedRequests.Of(row, invoicing, retailPro));
        return faults.Count > 0 ? new(FeedOutcome.Invalid, Cut(string.Join("; ", faults.Select(text.Placed))))
            : row.IsSendSale ? new(FeedOutcome.AlreadyInvoiced, row.Transfers.Count == 0 ? "nothing to move" : $"{row.Transfers.Count} transfer slips")
            : new(FeedOutcome.Accepted);
    }

    private static string Cut(string detail) => detail.Length <= LongestDetail ? detail : TextLimit.Cut(detail, LongestDetail - 1) + "…";
}
