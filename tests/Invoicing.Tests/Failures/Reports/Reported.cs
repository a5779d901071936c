using Invoicing.Failures;
using Invoicing.Storage;

namespace Invoicing.Tests.Failures.Reports;

/// <summary>Any report.</summary>
internal static class Reported
{
    public static Notice Failure(Notice notice, decimal? total = 96.5m, string? currency = "USD") =>
        notice with { OrderState = "Failed", Total = total, Currency = currency };

    public static Report Of(params IEnumerable<Notice> failures)
    {
        var report = new Report();
        foreach (var failure in failures)
        {
            report.Add(failure);
        }

        return report;
    }

    public static Report Of(int count, NoticeKind kind = NoticeKind.Refused, int first = 1) =>
        Of(Enumerable.Range(first, count).Select(i => Failure(SomeNotice.OfInvoice(kind, $"{i}"))));

    public static Mail Mail(Report report)
    {
        using var file = new ReportFile(SomeNotice.Texts);
        return SomeNotice.Composer.Report(SomeNotice.MailId, report, file);
    }

    public static Mail Mail(params IEnumerable<Notice> failures) => Mail(Of(failures));
}
