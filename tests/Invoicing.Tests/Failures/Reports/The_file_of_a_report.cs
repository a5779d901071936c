using System.Text;
using Invoicing.Failures;
using Invoicing.Storage;

namespace Invoicing.Tests.Failures.Reports;

public sealed class The_file_of_a_report
{
    [Fact]
    public void has_a_row_for_each_failure_that_a_spreadsheet_can_read()
    {
        var csv = Csv(
            Reported.Failure(
                SomeNotice.OfInvoice() with { Message = "total is \"1\", not 2\nsecond line", Trace = SomeNotice.Trace }, -5.25m),
            Reported.Failure(SomeNotice.OfMessage(), null, null));

        csv.ShouldBe(
            "\uFEFForder,OMS order id,state,store,kind,step,attempt,total,currency,failed at,message,what to do first,queue or "
                + "feed,message id,trace\r\n"
            + "\"1042\",\"M1042\",\"Failed\",\"SVA40\",\"Refused\",\"invoice\",3,-5.25,\"USD\",2026-03-04T09:10:11Z,"
            + "\"total is \"\"1\"\", not 2\nsecond line\",\"Mend the cause: in Retail Pro, in the settings, or in the OMS (then publish "
            + "the order again).\",,,\"0af7651916cd43dd8448eb211c80319c\"\r\n"
            + ",,\"Failed\",,\"FaultedMessage\",,,,,2026-03-04T09:10:11Z,\"Order 1042 is known under another id.\","
            + "\"Look why it lies in `order-invoicing_error`: `invoicing errors list --entries --cause FaultedMessage` tells its ID, and "
            + "`invoicing errors show ID --full` what it is; the log tells more.\","
            + "\"order-invoicing\",\"0190c1f2-0000-7000-8000-00000000000d\",\r\n");
    }

    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("+1", "'+1")]
    [InlineData("-1", "'-1")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("\t=1", "'\t=1")]
    [InlineData("\r=1", "'\r=1")]
    [InlineData("a;=1", "a;'=1")]
    [InlineData("a; =1", "a; '=1")]
    [InlineData("a\n=1", "a\n'=1")]
    [InlineData("＝1", "'＝1")]
    [InlineData("1-1", "1-1")]
    [InlineData("slip/00000731", "slip/00000731")]
    public void never_begins_a_cell_with_a_formula(string text, string cell) => ReportFile.Text(text).ShouldBe($"\"{cell}\"");

    [Fact]
    public void protects_every_text_from_outside()
    {
        const string Formula = "=HYPERLINK(1)";
        var notice = SomeNotice.OfInvoice(orderNo: Formula) with { OrderId = Formula, Store = Formula, Step = Formula, Message = Formula };

        var row = Csv(notice with { OrderState = Formula, Total = 1, Currency = Formula }).Split("\r\n")[1];

        row.ShouldNotContain($"\"{Formula}");
        row.Split($"\"'{Formula}\"").Length.ShouldBe(8);
    }

    private static string Csv(params Notice[] failures)
    {
        using var file = new ReportFile(SomeNotice.Texts);
        foreach (var failure in failures)
        {
            file.Add(failure);
        }

        return Encoding.UTF8.GetString(file.Finish().Content.Span);
    }
}
