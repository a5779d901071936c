using System.Text;
using Invoicing.Failures;
using Invoicing.Harness;
using Some = Invoicing.IntegrationTests.Failures.Some;

namespace Invoicing.IntegrationTests.Failures.Reports;

public sealed class When_many_orders_fail : NoticeTest
{
    [Fact]
    public async Task one_report_tells_of_all_some_time_after_the_first()
    {
        for (var i = 1; i <= 1000; i++)
        {
            await Database.Put($"{i}", "Failed", """{"invoice":1}""", total: 2.5m);
            await Add(Some.Notice($"{i}"));
        }

        await Add(Some.Fault("order-invoicing"));
        (await Maker.MakeReport(CancellationToken.None)).ShouldBeNull("too early");

        await Database.PassReportAfter();
        var mail = (await Maker.MakeReport(CancellationToken.None)).ShouldNotBeNull();

        mail.Subject.ShouldBe("[Invoicing] 1,001 failures, 2 causes");
        mail.TextBody.ShouldStartWith("1,001 failures of 1,000 orders, 2,500.00 USD.\n");
        Encoding.UTF8.GetString(mail.Attachment!.Content.Span).Split("\r\n").Length.ShouldBe(1 + 1001 + 1);
        (await Maker.MakeReport(CancellationToken.None)).ShouldBeNull();
        (await Database.Count("mt_doc_notice where mail_id is null")).ShouldBe(0);
    }

    [Fact]
    public async Task the_report_is_sent_with_its_file_as_it_was_stored()
    {
        Settings.ReportAfter = TimeSpan.Zero;
        await Add(Some.Notice("1"));
        await Add(Some.Notice("2"));
        var made = (await Maker.MakeReport(CancellationToken.None)).ShouldNotBeNull();
        await StartDispatcher();
        await MailIsSent("2 orders failed");

        var sent = Gateway.Sent.ShouldHaveSingleItem();
        (sent with { Attachment = null }).ShouldBe(made with { Attachment = null });
        sent.Attachment!.Name.ShouldBe("failures.csv");
        sent.Attachment.Content.ToArray().ShouldBe(made.Attachment!.Content.ToArray());
        (await Database.Count("mt_doc_mail_file")).ShouldBe(0);
    }

    [Fact]
    public async Task instances_that_look_at_the_same_time_make_one_report()
    {
        for (var round = 1; round <= 20; round++)
        {
            await Add(Some.Notice($"{round}"));
            await Database.PassReportAfter();
            await Database.Sent();
            await Parallel.ForAsync(0, 16, async (_, _) => await Maker.MakeReport(CancellationToken.None));

            (await Database.Count("mt_doc_mail")).ShouldBe(round);
        }
    }

    [Fact]
    public async Task what_is_too_much_for_one_file_is_in_the_next_report()
    {
        var message = new string('x', 2000);
        await Database.Execute($"""
            insert into mt_doc_notice (id, order_no, data)
            select gen_random_uuid(), i::text, jsonb_build_object(
                'causeKey', 'Refused/invoice', 'kind', 'Refused', 'orderNo', i::text, 'step', 'invoice', 'attempt', 1, 'message', '{message}',
                'failedAt', now())
            from generate_series(1, 3000) i
            """);
        await Database.PassReportAfter();

        var first = (await Maker.MakeReport(CancellationToken.None)).ShouldNotBeNull();
        await Database.Sent();
        var second = (await Maker.MakeReport(CancellationToken.None)).ShouldNotBeNull();

        first.Subject.ShouldBe("[Invoicing] 2,500 orders failed: Retail Pro refused the invoice");
        second.Subject.ShouldBe("[Invoicing] 500 orders failed: Retail Pro refused the invoice");
    }

    [Fact]
    public async Task later_ones_wait_for_a_report_that_cannot_be_sent_but_not_for_ever()
    {
        Settings.ReportAfter = TimeSpan.Zero;
        await Add(Some.Notice("1"));
        (await Maker.MakeReport(CancellationToken.None)).ShouldNotBeNull();
        await Add(Some.Notice("2"));
        (await Maker.MakeReport(CancellationToken.None)).ShouldBeNull();

        await Database.Execute("update mt_doc_mail set mt_created_at = mt_created_at - interval '1 hour'");
        (await Maker.MakeReport(CancellationToken.None)).ShouldNotBeNull();
    }

    [Fact]
    public async Task the_next_report_tells_once_how_many_were_cured()
    {
        Settings.ReportAfter = TimeSpan.Zero;
        foreach (var no in new[] { "1", "2", "3", "4" })
        {
            await Database.Put(no, "Failed", """{"invoice":1}""");
            await Add(Some.Notice(no));
        }

        await Send();
        await Database.Put("1", "Completed");
        await Database.Put("2", "Dismissed");
        // Only being tried again: it may fail once more.
        await Database.Put("3", "Invoicing", """{"invoice":2}""");
        await Add(Some.Notice("5"));
        (await Send()).ShouldContain("\n2 of 4 reported earlier are cured since.\n");

        await Database.Put("3", "Completed");
        await Add(Some.Notice("6"));
        (await Send()).ShouldContain("\n1 of 2 reported earlier is cured since.\n");
        await Add(Some.Notice("7"));
        (await Send()).ShouldNotContain("reported earlier");
    }

    [Fact]
    public async Task each_goes_to_the_people_of_its_store_or_kind_and_to_nobody_else()
    {
        Settings.ReportAfter = TimeSpan.Zero;
        Settings.Routes =
        [
            new() { Kinds = ["FaultedMessage"], To = ["oms@example.com"] },
            new() { Stores = ["SVA40"], To = ["north@example.com", "deputy@example.com"] },
        ];
        await Add(Some.Notice("1"));
        await Add(Some.Notice("2") with { Store = "A9" });
        await Add(Some.Notice("3") with { Store = null });
        await Add(Some.Fault("order-invoicing"));
        await Add(Some.Unknown("4"));
        await Add(Some.Unknown("5") with { Store = "A9" });

        await StartDispatcher();
        await Wait.Until(async () => await Database.Count("mt_doc_mail where sent_at is not null") == 5, "all mails are sent");

        Gateway.Sent.Select(mail => $"{string.Join(' ', mail.Recipients ?? ["operations"])}: {mail.Subject}").ShouldBe(
            [
                "oms@example.com: [Invoicing] A message: failed in queue order-invoicing",
                "north@example.com deputy@example.com: [Invoicing] Order 1: Retail Pro refused the invoice",
                "operations: [Invoicing] 2 orders failed: Retail Pro refused the invoice",
                "north@example.com deputy@example.com: [Invoicing] Order 4: check whether Retail Pro has the invoice",
                "operations: [Invoicing] Order 5: check whether Retail Pro has the invoice",
            ],
            ignoreOrder: true);
    }

    [Fact]
    public async Task an_order_of_absurd_worth_does_not_stop_the_report()
    {
        Settings.ReportAfter = TimeSpan.Zero;
        await Database.Put("1", "Failed", """{"invoice":1}""", total: decimal.MaxValue);
        await Database.Put("2", "Failed", """{"invoice":1}""", total: decimal.MaxValue);
        await Database.Put("3", "Failed", """{"invoice":1}""", total: 3);
        foreach (var no in new[] { "1", "2", "3" })
        {
            await Add(Some.Notice(no));
        }

        (await Maker.MakeReport(CancellationToken.None))!.TextBody.ShouldStartWith("3 failures of 3 orders, 3.00 USD.\n");
    }

    private async Task<string> Send()
    {
        var mail = (await Maker.MakeReport(CancellationToken.None)).ShouldNotBeNull();
        await Database.Sent();
        return mail.TextBody;
    }
}
