using System.Globalization;
using Invoicing.Failures.Writing;
using Invoicing.Storage;

namespace Invoicing.Failures;

internal sealed partial class MailComposer
{
    /// <param name="file">Goes with a report of more than one failure.</param>
    public Mail Report(Guid id, Report report, ReportFile file) => report.Count == 1
        ? Compose(id, Title(report), [.. About(report.Causes[0].First[0], withTotal: true), .. Cures(report)])
        : Compose(id, Title(report), AboutAll(report)) with { Attachment = file.Finish() };

    private string Title(Report report)
    {
        var causes = report.Causes;
        if (causes is [{ } only])
        {
            return only.Orders > 1 && only.Cause.Kind != NoticeKind.InvoicedWithEarlierData
                ? $"{Counted(only.Orders, "order")} failed: {texts.Headline(only.Cause)}"
                : Title(only);
        }

        var areOrders = causes.All(tally => tally.Orders > 0 && tally.Cause.Kind != NoticeKind.InvoicedWithEarlierData);
        return (areOrders ? $"{Counted(report.Orders, "order")} failed" : Invariant($"{report.Count:N0} failures"))
            + Invariant($", {causes.Count:N0} causes");
    }

    private IEnumerable<Part> AboutAll(Report report) =>
    [
        new Lead(Invariant($"{report.Count:N0} failures")
            + (report.Orders > 0 ? $" of {Counted(report.Orders, "order")}" : "")
            + (report.Money.ToString() is { } money ? $", {money}" : "") + "."),
        .. Cures(report),
        .. report.Causes.SelectMany(About),
        new Section("Which"),
        .. report.Causes.Zip(report.Listed(), (failures, listed) => Which(failures, listed, isOnly: report.Causes.Count == 1))
            .SelectMany(parts => parts),
    ];

    private IEnumerable<Part> About(CauseTally failures) =>
    [
        new Section(Headline(failures.Cause)), Figures(failures), new Paragraph(texts.Explanation(failures.Cause)), .. Todo(failures),
    ];

    private string Headline(Cause cause) => FailureTexts.Sentence(texts.Headline(cause));

    private static Facts Figures(CauseTally failures) => new(
        failures.Orders > 0 ? ("Orders", Invariant($"{failures.Orders:N0}")) : ("Count", Invariant($"{failures.Count:N0}")),
        ("Money", failures.Money.ToString()),
        ("The oldest", failures.Oldest is { } oldest
            ? $"{(oldest.OrderNo is { } orderNo ? $"{orderNo}, " : "")}since {Time(oldest.FailedAt)}"
            : null));

    private IEnumerable<Part> Which(CauseTally failures, int listed, bool isOnly)
    {
        var more = failures.Count - listed;
        var rest = more > 0 ? Invariant($"and {more:N0} more: see the attached file {ReportFile.Name}") : null;
        var notices = failures.First.Take(listed);
        var table = failures.Orders > 0
            ? new Table(
                [
                    new("Order"),
                    new("Store"),
                    new("Step"),
                    new("Attempt", IsNumber: true),
                    new("Total", IsNumber: true),
                    new("Since (UTC)"),
                ],
                [.. notices.Select(notice => new Row(
                    [
                        notice.OrderNo,
                        notice.Store,
                        FailureTexts.SlipNo(notice) is { } slipNo ? $"slip {slipNo}" : notice.Step,
                        Number(notice.Attempt),
                        MoneyTotals.Of(notice.Total, notice.Currency),
                        Short(notice.FailedAt),
                    ],
                    Listed(notice.Message)))],
                rest)
            : new Table(
                [new("Message id"), new("Since (UTC)")],
                [.. notices.Select(notice => new Row([notice.MessageId?.ToString(), Short(notice.FailedAt)], Listed(notice.Message)))],
                rest);
        return [.. If(!isOnly, new Label(Headline(failures.Cause))), table];
    }

    private static IEnumerable<Part> Cures(Report report) => If(report.Cured > 0, new Paragraph(Invariant(
        $"{report.Cured:N0} of {report.Earlier:N0} reported earlier {(report.Cured == 1 ? "is" : "are")} cured since.")));

    private static string Short(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
}
