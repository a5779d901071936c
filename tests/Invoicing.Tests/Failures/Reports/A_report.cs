using Invoicing.Failures;
using Invoicing.Storage;

namespace Invoicing.Tests.Failures.Reports;

public sealed class A_report
{
    [Fact]
    public void of_one_cause_says_how_many_how_much_since_when_and_what_to_do()
    {
        var late = SomeNotice.OfInvoice(orderNo: "1043") with { FailedAt = new(2026, 3, 4, 9, 40, 0, TimeSpan.Zero) };
        var mail = Reported.Mail(Reported.Failure(late, 1108m), Reported.Failure(SomeNotice.OfInvoice()));

        mail.Subject.ShouldBe("[Invoicing] 2 orders failed: Retail Pro refused the invoice");
        mail.TextBody.ShouldBe(
            """
            2 failures of 2 orders, 1,204.50 USD.

            Retail Pro refused the invoice
            ==============================
            Orders:         2
            Money:          1,204.50 USD
            The oldest:     1042, since 2026-03-04 09:10:11 UTC
            Retail Pro answered that it will not do it. Sending the same again gets the same answer.

            WHAT TO DO
            1. Mend the cause: in Retail Pro, in the settings, or in the OMS (then publish the order again).
            2. Retry: run `invoicing errors retry --cause Refused --reason "…"`, or move the entries back from `invoice-order_error` in the RabbitMQ console (Move messages).

            Which
            =====
            Order  Store  Step     Attempt         Total  Since (UTC)
            1043   SVA40  invoice        3  1,108.00 USD  2026-03-04 09:40
                Retail Pro answered 400: StoreOrig is not known
            1042   SVA40  invoice        3     96.50 USD  2026-03-04 09:10
                Retail Pro answered 400: StoreOrig is not known

            """.ReplaceLineEndings("\n"));
    }

    [Fact]
    public void of_one_failure_says_what_a_mail_about_it_alone_would()
    {
        var notice = SomeNotice.OfInvoice();
        var mail = Reported.Mail(Reported.Failure(notice));

        mail.Subject.ShouldBe(SomeNotice.Mailed(notice).Subject);
        mail.TextBody.Replace("Total:          96.50 USD\n", "").ShouldBe(SomeNotice.Mailed(notice).TextBody);
        mail.TextBody.ShouldContain("Total:          96.50 USD\n");
    }

    [Fact]
    public void of_several_causes_has_a_part_for_each_the_most_frequent_first()
    {
        var mail = Reported.Mail([
            Reported.Failure(SomeNotice.OfMessage(), null, null),
            Reported.Failure(SomeNotice.OfInvoice(NoticeKind.GaveUp, "1")), Reported.Failure(SomeNotice.OfInvoice(NoticeKind.GaveUp, "2")),
        ]);

        mail.Subject.ShouldBe("[Invoicing] 3 failures, 2 causes");
        mail.TextBody.IndexOf("\nRetail Pro could not be reached for the invoice\n", StringComparison.Ordinal)
            .ShouldBeInRange(0, mail.TextBody.IndexOf("\nFailed in queue order-invoicing\n", StringComparison.Ordinal));
        mail.TextBody.ShouldContain("0190c1f2-0000-7000-8000-00000000000d");
        mail.TextBody.ShouldContain("Order 1042 is known under another id.");
    }

    [Theory]
    [InlineData(10_000, NoticeKind.Refused, 0, "10,000 orders failed: Retail Pro refused the invoice")]
    [InlineData(12, NoticeKind.Refused, 3, "15 orders failed, 2 causes")]
    [InlineData(3, NoticeKind.InvoicedWithEarlierData, 0, "3 orders: invoiced with earlier data")]
    [InlineData(3, NoticeKind.InvoicedWithEarlierData, 1, "4 failures, 2 causes")]
    internal void has_a_short_subject(int count, NoticeKind kind, int others, string subject)
    {
        var report = Reported.Of(count, kind);
        for (var i = 0; i < others; i++)
        {
            report.Add(Reported.Failure(SomeNotice.OfInvoice(NoticeKind.GaveUp, $"G{i}")));
        }

        Reported.Mail(report).Subject.ShouldBe($"[Invoicing] {subject}");
    }

    [Fact]
    public void lists_200_in_all_and_none_of_a_rare_cause_is_crowded_out()
    {
        var report = Reported.Of(1500);
        report.Add(Reported.Failure(SomeNotice.OfInvoice(NoticeKind.GaveUp, "RARE1")));
        report.Add(Reported.Failure(SomeNotice.OfInvoice(NoticeKind.GaveUp, "RARE2")));
        var text = Reported.Mail(report).TextBody;

        text.Split('\n').Count(line => line.Contains("SVA40  invoice", StringComparison.Ordinal)).ShouldBe(200);
        text.ShouldContain("RARE1");
        text.ShouldContain("RARE2");
        text.ShouldContain("\nand 1,302 more: see the attached file failures.csv\n");
    }

    [Fact]
    public void counts_an_order_and_its_money_once()
    {
        var slip = SomeNotice.OfSlip();
        var report = Reported.Of(Reported.Failure(slip), Reported.Failure(slip with { Step = "slip/00000732" }));

        (report.Count, report.Orders, report.Money.ToString()).ShouldBe((2, 1, "96.50 USD"));
        Reported.Mail(report).Subject.ShouldBe("[Invoicing] Order 1042, 2 times: Retail Pro refused the transfer slip");
    }

    [Fact]
    public void adds_up_each_currency_by_itself() => Reported.Of(
        Reported.Failure(SomeNotice.OfInvoice(orderNo: "1"), 10, "USD"),
        Reported.Failure(SomeNotice.OfInvoice(orderNo: "2"), 2.5m, "EUR"),
        Reported.Failure(SomeNotice.OfInvoice(orderNo: "3"), 1, null),
        Reported.Failure(SomeNotice.OfInvoice(orderNo: "4"), null, null)).Money.ToString().ShouldBe("1.00 + 2.50 EUR + 10.00 USD");

    [Fact]
    public void tells_how_many_of_the_earlier_ones_were_cured()
    {
        var report = Reported.Of(2);
        (report.Earlier, report.Cured) = (1204, 1203);

        Reported.Mail(report).TextBody.ShouldContain("\n1,203 of 1,204 reported earlier are cured since.\n");
        Reported.Mail(Reported.Of(2)).TextBody.ShouldNotContain("reported earlier");
    }

    [Fact]
    public void of_every_kind_can_be_written()
    {
        foreach (var kind in Enum.GetValues<NoticeKind>())
        {
            var notice = SomeNotice.Of(kind);
            Reported.Mail(Reported.Failure(notice)).TextBody.ShouldContain(SomeNotice.Texts.Explanation(notice.Cause));
            Reported.Mail(Reported.Failure(notice), Reported.Failure(notice)).TextBody
                .ShouldContain(SomeNotice.Texts.Remedies(notice.Cause, null)[0]);
        }
    }
}
