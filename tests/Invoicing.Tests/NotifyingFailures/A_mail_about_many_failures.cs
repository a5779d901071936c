using Invoicing.NotifyingFailures;

namespace Invoicing.Tests.NotifyingFailures;

public sealed class A_mail_about_many_failures
{
    [Fact]
    public void says_once_what_to_do_and_lists_them()
    {
        var mail = SomeNotice.Mailed([SomeNotice.OfInvoice(orderNo: "1042"), SomeNotice.OfInvoice(orderNo: "1043")]);

        mail.Subject.ShouldBe("[Invoicing] 2 orders: Retail Pro refused the invoice");
        mail.TextBody.ShouldBe(
            """
            2 failures of one cause, of 2 orders.

            WHAT HAPPENED
            Retail Pro answered that it will not do it. Sending the same again gets the same answer.

            WHAT TO DO (NO is the order's number, as in the list below)
            1. Mend the cause: in Retail Pro, in the settings, or in the OMS (then publish the order again).
            2. Retry: move the entry back from `invoice-order_error` in the RabbitMQ console (Move messages), or run `invoicing orders retry NO --reason "…"`.

            WHICH
            - 1042 (OMS M1042), invoice at store SVA40, attempt 3, 2026-03-04 09:10:11 UTC
              Retail Pro answered 400: StoreOrig is not known
            - 1043 (OMS M1043), invoice at store SVA40, attempt 3, 2026-03-04 09:10:11 UTC
              Retail Pro answered 400: StoreOrig is not known

            """.ReplaceLineEndings("\n"));
    }

    [Fact]
    public void lists_200_and_counts_the_rest()
    {
        var mail = SomeNotice.Mailed([.. Enumerable.Range(1, 537).Select(i => SomeNotice.OfInvoice(orderNo: $"{i}"))]);

        mail.Subject.ShouldBe("[Invoicing] 537 orders: Retail Pro refused the invoice");
        mail.TextBody.Split('\n').Count(line => line.StartsWith("- ", StringComparison.Ordinal)).ShouldBe(200);
        mail.TextBody.ShouldEndWith("\nand 337 more: `invoicing orders list --state failed`\n");
    }

    [Fact]
    public void of_one_order_names_it_in_the_subject()
    {
        var mail = SomeNotice.Mailed([SomeNotice.OfSlip(), SomeNotice.OfSlip() with { Step = "slip/00000732" }]);

        mail.Subject.ShouldBe("[Invoicing] Order 1042, 2 times: Retail Pro refused the transfer slip");
        mail.TextBody.ShouldContain("2 failures of one cause, of 1 order.\n");
        mail.TextBody.ShouldContain("- 1042 (OMS M1042), transfer slip 00000732 from store SVA11, attempt 3, ");
    }

    [Fact]
    public void of_slips_leaves_a_place_for_the_slips_number() =>
        SomeNotice.Mailed([SomeNotice.OfSlip(NoticeKind.OutcomeUnknown), SomeNotice.OfSlip(NoticeKind.OutcomeUnknown)])
            .TextBody.ShouldContain("`invoicing orders confirm NO --step slip/NUMBER --not-invoiced --attempt N --reason \"…\"`");

    [Fact]
    public void about_messages_points_to_the_error_queue_for_the_rest()
    {
        var mail = SomeNotice.Mailed([.. Enumerable.Range(1, 201).Select(_ => SomeNotice.OfMessage(NoticeKind.UnreadableMessage))]);

        mail.Subject.ShouldBe("[Invoicing] 201 messages: unreadable in queue order-invoicing");
        mail.TextBody.ShouldStartWith("201 failures of one cause.\n");
        mail.TextBody.ShouldContain("- message 0190c1f2-0000-7000-8000-00000000000d, ");
        mail.TextBody.ShouldEndWith("\nand 1 more: see `order-invoicing_error`\n");
        mail.TextBody.ShouldNotContain("NO is the order's number");
    }

    [Fact]
    public void keeps_each_entry_on_its_lines() =>
        SomeNotice.Mailed([SomeNotice.OfInvoice() with { Message = "a\nb" }, SomeNotice.OfInvoice()]).TextBody.ShouldContain("\n  a b\n");
}
