using System.Globalization;
using Invoicing.Failures.Writing;
using Invoicing.Storage;

namespace Invoicing.Failures.Reports;

/// <summary>Writes the report of failures.</summary>
internal static class ReportMail
{
    /// <summary>The file that goes with a report of more than one failure.</summary>
    public const string FileName = "failures.csv";

    private const string Prefix = "[Invoicing] ";

    public static Mail Compose(Guid id, string from, Report report)
    {
        var title = Title(report);
        return Mail.Of(id, from, Prefix + title, new(title, [.. report.Count == 1 ? AboutOne(report) : AboutMany(report)]));
    }

    private static string Title(Report report)
    {
        var causes = report.Causes;
        if (causes is [{ } only])
        {
            return only.Orders > 1 && only.Cause.Kind != NoticeKind.InvoicedWithEarlierData
                ? Invariant($"{only.Orders:N0} orders failed: {FailureTexts.Headline(only.Cause)}")
                : FailureMail.Title(only.Cause, only.Count, only.Orders, only.First[0].Notice.OrderNo);
        }

        var areOrders = causes.All(tally => tally.Orders > 0 && tally.Cause.Kind != NoticeKind.InvoicedWithEarlierData);
        return Invariant($"{(areOrders ? Orders(report.Orders) + " failed" : $"{report.Count:N0} failures")}, {causes.Count:N0} causes");
    }

    private static IEnumerable<Part> AboutOne(Report report)
    {
        var only = report.Causes[0].First[0];
        return [.. FailureMail.About(only.Notice, only.Amount), .. Cures(report)];
    }

    private static IEnumerable<Part> AboutMany(Report report)
    {
        yield return new Lead(Invariant($"{report.Count:N0} {(report.Count == 1 ? "failure" : "failures")}")
            + (report.Orders > 0 ? $" of {Orders(report.Orders)}" : "")
            + (report.Money.ToString() is { } money ? $", {money}" : "") + ".");
        foreach (var part in Cures(report))
        {
            yield return part;
        }

        foreach (var part in report.Causes.SelectMany(About).Concat(Which(report)))
        {
            yield return part;
        }
    }

    private static IEnumerable<Part> About(Tally tally)
    {
        yield return new Section(Headline(tally.Cause));
        yield return Figures(tally);
        yield return new Paragraph(FailureTexts.Explanation(tally.Cause));
        foreach (var part in FailureMail.Todo(tally.Cause, tally.Count == 1 ? tally.First[0].Notice : null))
        {
            yield return part;
        }
    }

    private static IEnumerable<Part> Which(Report report)
    {
        yield return new Section("Which");
        var (causes, listed) = (report.Causes, report.Listed());
        for (var i = 0; i < causes.Count; i++)
        {
            if (causes.Count > 1)
            {
                yield return new Label(Headline(causes[i].Cause));
            }

            yield return Rows(causes[i], listed[i]);
        }
    }

    public static string Headline(Cause cause) => FailureTexts.Sentence(FailureTexts.Headline(cause));

    public static Facts Figures(Tally tally) => new(
        tally.Orders > 0 ? ("Orders", Invariant($"{tally.Orders:N0}")) : ("Count", Invariant($"{tally.Count:N0}")),
        ("Money", tally.Money.ToString()),
        ("The oldest", tally.Oldest is { } oldest
            ? $"{(oldest.Notice.OrderNo is { } orderNo ? $"{orderNo}, " : "")}since {FailureMail.Time(oldest.Notice.FailedAt)}"
            : null));

    private static Table Rows(Tally tally, int listed)
    {
        var more = tally.Count - listed;
        var rest = more > 0 ? Invariant($"and {more:N0} more: see the attached file {FileName}") : null;
        var rows = tally.First.Take(listed);
        return tally.Orders > 0
            ? new(
                [new("Order"), new("Store"), new("Step"), new("Attempt", IsNumber: true), new("Total", IsNumber: true), new("Since (UTC)")],
                [.. rows.Select(row => new Row(
                    [row.Notice.OrderNo, row.Notice.Store, StepOf(row.Notice), row.Notice.Attempt?.ToString(CultureInfo.InvariantCulture), row.Amount, Short(row.Notice.FailedAt)],
                    Message(row)))],
                rest)
            : new([new("Message id"), new("Since (UTC)")], [.. rows.Select(row => new Row([row.Notice.MessageId?.ToString(), Short(row.Notice.FailedAt)], Message(row)))], rest);
    }

    private static IEnumerable<Part> Cures(Report report)
    {
        if (report.Cured > 0)
        {
            yield return new Paragraph(Invariant($"{report.Cured:N0} of {report.Earlier:N0} reported earlier {(report.Cured == 1 ? "is" : "are")} cured since."));
        }
    }

    public static string Orders(long count) => Invariant($"{count:N0} {(count == 1 ? "order" : "orders")}");

    private static string? StepOf(Notice notice) => FailureTexts.SlipNo(notice) is { } slipNo ? $"slip {slipNo}" : notice.Step;

    private static string Message(ReportedFailure failure) => TextSanitizer.Line(failure.Notice.Message, FailureMail.LongestListed);

    private static string Short(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
