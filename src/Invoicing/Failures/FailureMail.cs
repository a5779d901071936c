using System.Globalization;
using Invoicing.Failures.Writing;
using Invoicing.Messaging;
using Invoicing.Storage;

namespace Invoicing.Failures;

/// <summary>Writes the mail about one failure, or about many of one cause, that are told at once.</summary>
internal static class FailureMail
{
    // Some dozen faults of one order; two hundred such entries are still a mail.
    public const int LongestListed = 1000;

    private const string Prefix = "[Invoicing] ";

    public static Mail Compose(Guid id, string from, MergedNotices notices)
    {
        var title = Title(notices.Cause, notices.Count, notices.Orders, notices.First[0].OrderNo);
        return Mail.Of(id, from, Prefix + title, new(title, [.. notices.Count == 1 ? About(notices.First[0]) : AboutMany(notices)]));
    }

    /// <summary>Of failures of one cause: whom it concerns and what happened.</summary>
    public static string Title(Cause cause, long count, long orders, string? orderNo)
    {
        var headline = FailureTexts.Headline(cause);
        var who = (orders, count) switch
        {
            _ when cause.IsNoOrder => null,
            (0, 1) => "A message",
            (0, _) => Invariant($"{count:N0} messages"),
            (1, 1) => $"Order {orderNo}",
            (1, _) => Invariant($"Order {orderNo}, {count:N0} times"),
            _ => Invariant($"{orders:N0} orders"),
        };
        return who is null ? FailureTexts.Sentence(headline) : $"{who}: {headline}";
    }

    /// <summary>All that is known of one failure.</summary>
    /// <param name="notice">The failure.</param>
    /// <param name="total">What the order is worth, where that is known.</param>
    public static IEnumerable<Part> About(Notice notice, string? total = null)
    {
        yield return notice.Cause switch
        {
            { Kind: NoticeKind.FeedFaulted } feed => new Facts(("Feed", feed.Place), When(notice)),
            { Kind: NoticeKind.FileNotTaken } file => new Facts(("Folder", file.Place), When(notice)),
            { Kind: NoticeKind.SftpFaulted } => new Facts(("System", "SFTP server"), When(notice)),
            { IsNoOrder: true } => new Facts(("System", "Retail Pro"), When(notice)),
            { IsMessage: true } cause => new Facts(
                ("Queue", Queues.ErrorOf(cause.Place)), ("Message id", notice.MessageId?.ToString()), When(notice), ("Correlation id", notice.CorrelationId?.ToString())),
            _ => new Facts(
                ("Order", notice.OrderNo),
                ("OMS order id", notice.OrderId),
                ("Store", notice.Store),
                ("Step", FailureTexts.Step(notice)),
                ("Attempt", notice.Attempt?.ToString(CultureInfo.InvariantCulture)),
                ("Total", total),
                When(notice),
                ("Correlation id", notice.CorrelationId?.ToString())),
        };
        yield return new Label("What happened");
        yield return new Paragraph(FailureTexts.Explanation(notice.Cause));
        yield return new Quotation(notice.Message);
        foreach (var part in Todo(notice.Cause, notice))
        {
            yield return part;
        }
    }

    /// <param name="cause">Which failure.</param>
    /// <param name="notice">Null: of many, so that the commands have placeholders.</param>
    public static IEnumerable<Part> Todo(Cause cause, Notice? notice)
    {
        var steps = Remedies.For(cause, notice);
        var hasPlaceholder = notice is null && steps.Any(step => step.Contains(" NO ") || step.Contains(" NO`"));
        yield return new Label("What to do");
        if (hasPlaceholder)
        {
            yield return new Paragraph("NO is the order's number, as in the list below.");
        }

        yield return new Steps(steps);
    }

    public static string Time(DateTimeOffset time) =>
        time.ToUniversalTime().ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    private static IEnumerable<Part> AboutMany(MergedNotices notices)
    {
        var cause = notices.Cause;
        yield return new Lead(Invariant($"{notices.Count:N0} failures of one cause")
            + (notices.Orders > 0 ? Invariant($", of {notices.Orders:N0} {(notices.Orders == 1 ? "order" : "orders")}.") : "."));
        yield return new Label("What happened");
        yield return new Paragraph(FailureTexts.Explanation(cause));
        foreach (var part in Todo(cause, null))
        {
            yield return part;
        }

        yield return new Label("Which");
        var more = notices.Count - notices.First.Count;
        yield return new Table(
            [new(cause.IsNoOrder ? "Of" : "Order"), new("Step"), new("Attempt", IsNumber: true), new("Since")],
            [.. notices.First.Select(notice => new Row(
                [notice.OrderNo ?? cause.Place, notice.Step is null ? null : FailureTexts.Step(notice), notice.Attempt?.ToString(CultureInfo.InvariantCulture), Time(notice.FailedAt)],
                TextSanitizer.Line(notice.Message, LongestListed)))],
            more > 0 ? Invariant($"and {more} more: `invoicing orders list --state failed`") : null);
    }

    private static (string, string?) When(Notice notice) => ("Time", Time(notice.FailedAt));

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
