using System.Globalization;
using Invoicing.Failures.Writing;
using Invoicing.Messaging;
using Invoicing.Storage;
using Invoicing.Systems;
using Microsoft.Extensions.Options;

namespace Invoicing.Failures;

internal sealed partial class MailComposer(
    FailureTexts texts, IOptions<MailSettings> options, IOptions<ConsoleSettings> console, bool isShadow = false)
{
    // Some dozen faults of one order; two hundred such entries are still a mail.
    private const int LongestListed = 1000;

    /// <summary>About a failure that is told at once, or several of its cause.</summary>
    public Mail AtOnce(Guid id, CauseTally failures) => Compose(
        id, Title(failures), failures.Count == 1 ? About(failures.First[0], withTotal: false) : AboutAll(failures));

    private Mail Compose(Guid id, string title, IEnumerable<Part> parts) =>
        Mail.Of(id, options.Value.From, $"[Invoicing] {(isShadow ? "[shadow] " : "")}{title}", new(title, [.. parts]));

    /// <summary>Whom it concerns and what happened.</summary>
    private string Title(CauseTally failures)
    {
        var headline = texts.Headline(failures.Cause);
        var (orderNo, count) = (failures.First[0].OrderNo, failures.Count);
        var who = (failures.Orders, count) switch
        {
            _ when failures.Cause.IsNoOrder => null,
            (0, 1) => "A message",
            (0, _) => Invariant($"{count:N0} messages"),
            (1, 1) => $"Order {orderNo}",
            (1, _) => Invariant($"Order {orderNo}, {count:N0} times"),
            _ => Counted(failures.Orders, "order"),
        };
        return who is null ? FailureTexts.Sentence(headline) : $"{who}: {headline}";
    }

    /// <summary>All that is known of one failure.</summary>
    private IEnumerable<Part> About(Notice notice, bool withTotal)
    {
        var time = ("Time", (string?)Time(notice.FailedAt));
        var facts = notice.Cause switch
        {
            { Kind: NoticeKind.FeedFaulted } feed => new Facts(("Feed", feed.Place), time),
            { Kind: NoticeKind.FileNotTaken } file => new Facts(("Folder", file.Place), time),
            { Kind: NoticeKind.SftpFaulted } => new Facts(("System", "SFTP server"), time),
            { IsNoOrder: true } cause => new Facts(("System", texts.SystemOf(cause).DisplayName), time),
            { IsMessage: true } cause => new Facts(
                ("Queue", Queues.ErrorOf(cause.Place)),
                ("Message id", notice.MessageId?.ToString()),
                time,
                ("Correlation id", notice.CorrelationId?.ToString()),
                ("Trace", Telemetry.IdOf(notice.Trace))),
            _ => new Facts(
                ("Order", notice.OrderNo),
                ("OMS order id", notice.OrderId),
                ("Store", notice.Store),
                ("Step", FailureTexts.Step(notice)),
                ("Attempt", Number(notice.Attempt)),
                ("Total", withTotal ? MoneyTotals.Of(notice.Total, notice.Currency) : null),
                time,
                ("Correlation id", notice.CorrelationId?.ToString()),
                ("Trace", Telemetry.IdOf(notice.Trace))),
        };
        return
        [
            facts,
            new Label("What happened"),
            new Paragraph(texts.Explanation(notice.Cause)),
            new Quotation(notice.Message),
            .. Todo(notice.Cause, notice),
        ];
    }

    /// <param name="notice">Null: of many, so that the commands have placeholders.</param>
    private IEnumerable<Part> Todo(Cause cause, Notice? notice)
    {
        var steps = texts.Remedies(cause, notice);
        var hasPlaceholder = notice is null && steps.Any(step => step.Contains(" NO ") || step.Contains(" NO`"));
        return
        [
            new Label("What to do"),
            .. If(hasPlaceholder, new Paragraph("NO is the order's number, as in the list below.")),
            new Steps(steps),
            .. Page(cause, notice) is { } page ? [page] : Array.Empty<Part>(),
        ];
    }

    /// <summary>Where all that is known stands, and what can be done with a button.</summary>
    private Link? Page(Cause cause, Notice? notice)
    {
        if (console.Value.PublicUrl?.TrimEnd('/') is not { } address)
        {
            return null;
        }

        return cause switch
        {
            _ when notice?.OrderNo is { } orderNo =>
                new($"Order {orderNo} in the console", address + ConsolePaths.Order(orderNo) + ConsolePaths.Attempt(notice.Attempt)),
            { IsMessage: true } => new("Messages in error queues in the console", $"{address}/messages"),
            { Kind: NoticeKind.FeedFaulted or NoticeKind.FileNotTaken or NoticeKind.SftpFaulted } =>
                new("Feeds in the console", $"{address}/feeds"),
            { IsNoOrder: true } => new("The console", address),
            _ => new("These failures in the console", $"{address}/failures#{ConsolePaths.Cause(cause.Key)}"),
        };
    }

    private IEnumerable<Part> Todo(CauseTally failures) => Todo(failures.Cause, failures.Count == 1 ? failures.First[0] : null);

    private IEnumerable<Part> AboutAll(CauseTally failures)
    {
        var cause = failures.Cause;
        var more = failures.Count - failures.First.Count;
        return
        [
            new Lead(Invariant($"{failures.Count:N0} failures of one cause")
                + (failures.Orders > 0 ? $", of {Counted(failures.Orders, "order")}." : ".")),
            new Label("What happened"),
            new Paragraph(texts.Explanation(cause)),
            .. Todo(cause, null),
            new Label("Which"),
            new Table(
                [new(cause.IsNoOrder ? "Of" : "Order"), new("Step"), new("Attempt", IsNumber: true), new("Since")],
                [.. failures.First.Select(notice => new Row(
                    [
                        notice.OrderNo ?? cause.Place,
                        notice.Step is null ? null : FailureTexts.Step(notice),
                        Number(notice.Attempt),
                        Time(notice.FailedAt),
                    ],
                    Listed(notice.Message)))],
                more > 0 ? Invariant($"and {more} more: `invoicing orders list --state failed`") : null),
        ];
    }

    private static IEnumerable<Part> If(bool holds, params IEnumerable<Part> parts) => holds ? parts : [];

    private static string Counted(long count, string what) => Invariant($"{count:N0} {what}{(count == 1 ? "" : "s")}");

    private static string Listed(string text) => TextSanitizer.Line(text, LongestListed);

    private static string? Number(int? number) => number?.ToString(CultureInfo.InvariantCulture);

    private static string Time(DateTimeOffset time) =>
        time.ToUniversalTime().ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
