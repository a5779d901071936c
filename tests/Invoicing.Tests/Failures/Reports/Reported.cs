using Invoicing.Failures;
using Invoicing.Failures.Reports;
using Invoicing.Storage;

namespace Invoicing.Tests.Failures.Reports;

/// <summary>Any report.</summary>
internal static class Reported
{
    public static ReportedFailure Failure(Notice notice, decimal? total = 96.5m, string? currency = "USD") => new(notice, "Failed", total, currency);

    public static Report Of(params IEnumerable<ReportedFailure> failures)
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

    public static Mail Mail(Report report) => ReportMail.Compose(SomeNotice.MailId, "invoicing@shop.example", report);

    public static Mail Mail(params IEnumerable<ReportedFailure> failures) => Mail(Of(failures));
}
