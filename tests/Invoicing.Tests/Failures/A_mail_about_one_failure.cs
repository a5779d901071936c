using Invoicing.Contracts;
using Invoicing.Failures;
using Invoicing.Storage;

namespace Invoicing.Tests.Failures;

public sealed class A_mail_about_one_failure
{
    [Fact]
    public void says_everything_that_is_known()
    {
        var mail = SomeNotice.Mailed(SomeNotice.OfInvoice());

        mail.Subject.ShouldBe("[Invoicing] Order 1042: Retail Pro refused the invoice");
        mail.TextBody.ShouldBe(
            """
            Order:          1042
            OMS order id:   M1042
            Store:          SVA40
            Step:           invoice at store SVA40
            Attempt:        3
            Time:           2026-03-04 09:10:11 UTC
            Correlation id: 0190c1f2-0000-7000-8000-00000000000c

            WHAT HAPPENED
            Retail Pro answered that it will not do it. Sending the same again gets the same answer.
              Retail Pro answered 400: StoreOrig is not known

            WHAT TO DO
            1. Mend the cause: in Retail Pro, in the settings, or in the OMS (then publish the order again).
            2. Retry: run `invoicing errors retry --order 1042 --reason "…"`, or move the entry back from `invoice-order_error` in the RabbitMQ console (Move messages).

            """.ReplaceLineEndings("\n"));
    }

    [Fact]
    public void names_the_trace_where_one_was_recorded() => SomeNotice.Mailed(SomeNotice.OfInvoice() with { Trace = SomeNotice.Trace })
        .TextBody.ShouldContain("00000000000c\nTrace:          0af7651916cd43dd8448eb211c80319c\n\n");

    [Fact]
    public void has_an_id_made_of_the_mails_row_and_the_senders_domain() =>
        SomeNotice.Mailed(SomeNotice.OfInvoice()).MessageId.ShouldBe("<0190c1f2000070008000000000000001@shop.example>");

    [Fact]
    public void names_the_slip_and_the_store_it_leaves()
    {
        var mail = SomeNotice.Mailed(SomeNotice.OfSlip());

        mail.Subject.ShouldBe("[Invoicing] Order 1042: Retail Pro refused the transfer slip");
        mail.TextBody.ShouldContain("transfer slip 00000731 from store SVA11\n");
        mail.TextBody.ShouldContain("`transfer-inventory_error`");
    }

    [Fact]
    public void of_unknown_outcome_tells_to_check_Retail_Pro_and_to_confirm()
    {
        var mail = SomeNotice.Mailed(SomeNotice.OfInvoice(NoticeKind.OutcomeUnknown));

        mail.Subject.ShouldBe("[Invoicing] Order 1042: check whether Retail Pro has the invoice");
        mail.TextBody.ShouldContain("1. Check Retail Pro: does the invoice exist?");
        mail.TextBody.ShouldContain("`invoicing orders confirm 1042 --invoiced [DOCUMENT] --reason \"…\"`");
        mail.TextBody.ShouldContain("`invoicing orders confirm 1042 --not-invoiced --attempt 3 --reason \"…\"`");
        mail.TextBody.ShouldContain("Retrying the entry in `invoice-order_error` makes no call");
        // The program refuses a retry while the outcome is unknown.
        mail.TextBody.ShouldNotContain("orders retry");
        mail.TextBody.ShouldNotContain("errors retry");
    }

    [Fact]
    public void of_a_slip_of_unknown_outcome_names_the_step_in_the_command()
    {
        var mail = SomeNotice.Mailed(SomeNotice.OfSlip(NoticeKind.OutcomeUnknown));

        mail.TextBody.ShouldContain("does the transfer slip exist?");
        mail.TextBody.ShouldContain("`invoicing orders confirm 1042 --step slip/00000731 --invoiced --reason \"…\"`");
        mail.TextBody.ShouldContain("`invoicing orders confirm 1042 --step slip/00000731 --not-invoiced --attempt 3 --reason \"…\"`");
    }

    [Theory]
    [InlineData(nameof(NoticeKind.InvalidData), "Correct the order in the OMS and publish it again.")]
    [InlineData(nameof(NoticeKind.InvalidData), "`invoicing orders correct 1042 --patch FILE --reason \"…\"`")]
    [InlineData(nameof(NoticeKind.NumberTaken), "RetailPro:OrderNumbers")]
    [InlineData(nameof(NoticeKind.NoAnswer), "`invoicing serve` runs")]
    [InlineData(nameof(NoticeKind.GaveUp), "`RetailPro:BaseUrl`")]
    [InlineData(nameof(NoticeKind.InvoicedWithEarlierData), "There is nothing to retry")]
    [InlineData(nameof(NoticeKind.Unexpected), "Look into the log")]
    [InlineData(nameof(NoticeKind.Unexpected), "`invoicing errors retry --order 1042 --reason \"…\"`")]
    public void says_what_to_do(string kind, string advice) =>
        SomeNotice.Mailed(SomeNotice.OfInvoice(Notice.KindOf(kind))).TextBody.ShouldContain(advice);

    [Fact]
    public void of_every_kind_has_words_of_its_own()
    {
        var kinds = Enum.GetValues<NoticeKind>();
        var mails = kinds.Select(kind => SomeNotice.Mailed(SomeNotice.Of(kind))).ToList();

        mails.Select(mail => (mail.Subject, mail.TextBody)).Distinct().Count().ShouldBe(kinds.Length);
        mails.Select(mail => mail.Subject).Distinct().Count().ShouldBe(kinds.Length);
    }

    [Fact]
    public void every_kind_of_the_contract_is_known_here() =>
        Enum.GetNames<FailureKind>().ShouldBeSubsetOf(Enum.GetNames<NoticeKind>());

    [Fact]
    public void about_a_message_names_the_error_queue_and_the_message()
    {
        var mail = SomeNotice.Mailed(SomeNotice.OfMessage());

        mail.Subject.ShouldBe("[Invoicing] A message: failed in queue order-invoicing");
        mail.TextBody.ShouldStartWith("Queue:          order-invoicing_error\nMessage id:     0190c1f2-0000-7000-8000-00000000000d\n");
        mail.TextBody.ShouldContain("  Order 1042 is known under another id.\n");
        mail.TextBody.ShouldContain("or move the entry back to `order-invoicing` in the RabbitMQ console");
    }

    [Fact]
    public void about_an_unreadable_message_asks_its_sender() =>
        SomeNotice.Mailed(SomeNotice.OfMessage(NoticeKind.UnreadableMessage)).TextBody
            .ShouldContain("Have its sender correct it and publish it again");

    [Fact]
    public void about_the_credentials_names_the_system_and_no_message()
    {
        var mail = SomeNotice.Mailed(SomeNotice.OfCredentials());

        mail.Subject.ShouldBe("[Invoicing] Retail Pro refuses the credentials: calls are paused");
        mail.TextBody.ShouldStartWith("System:         Retail Pro\nTime:           2026-03-04 12:00:00 UTC\n");
        mail.TextBody.ShouldNotContain("_error");
        mail.TextBody.ShouldNotContain("0190c1f2");
    }

    [Fact]
    public void about_a_feed_names_its_file()
    {
        var mail = SomeNotice.Mailed(SomeNotice.OfFeed());

        mail.Subject.ShouldBe("[Invoicing] Orders of feed orders-0304.jsonl were not taken");
        mail.TextBody.ShouldStartWith("Feed:           orders-0304.jsonl\n");
        mail.TextBody.ShouldContain("\n  3 of 400 orders were not taken\n");
        mail.TextBody.ShouldNotContain("_error");
    }

    [Fact]
    public void keeps_the_lines_of_a_message_apart_from_its_own() =>
        SomeNotice.Mailed(SomeNotice.OfInvoice() with { Message = "items[0].upc is missing\nWHAT TO DO" })
            .TextBody.ShouldContain("\n  items[0].upc is missing\n  WHAT TO DO\n");

    [Fact]
    public void quotes_a_number_that_a_shell_would_obey() =>
        SomeNotice.Mailed(SomeNotice.OfInvoice(orderNo: "1'; rm -rf /;'")).TextBody
            .ShouldContain("""`invoicing errors retry --order '1'\''; rm -rf /;'\''' --reason "…"`""");

    [Theory]
    [InlineData(nameof(NoticeKind.Refused), "Order 10/42 in the console: https://shop.example/orders/10%2F42#attempt-3")]
    [InlineData(nameof(NoticeKind.UnreadableMessage), "Messages in error queues in the console: https://shop.example/messages")]
    [InlineData(nameof(NoticeKind.FeedFaulted), "Feeds in the console: https://shop.example/feeds")]
    [InlineData(nameof(NoticeKind.CredentialsRefused), "The console: https://shop.example")]
    public void links_to_the_page_where_something_can_be_done(string kind, string link)
    {
        var notice = SomeNotice.Of(Enum.Parse<NoticeKind>(kind));
        var composer = SomeNotice.ComposerOf(new() { PublicUrl = "https://shop.example/" });

        var mail = SomeNotice.MailedBy(composer, notice.OrderNo is null ? notice : notice with { OrderNo = "10/42" });

        mail.TextBody.ShouldContain(link + "\n");
        mail.HtmlBody!.ShouldContain($"<a href=\"{link.Split(": ")[1]}\"");
    }

    [Fact]
    public void has_no_link_where_nobody_said_at_which_address_people_reach_the_console() =>
        SomeNotice.Mailed(SomeNotice.OfInvoice()).HtmlBody!.ShouldNotContain("href");
}
