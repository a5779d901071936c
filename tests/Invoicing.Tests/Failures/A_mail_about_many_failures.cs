using Invoicing.Failures;
using Invoicing.Storage;

namespace Invoicing.Tests.Failures;

/// <summary>Of those that are told at once; the others go into a report.</summary>
public sealed class A_mail_about_many_failures
{
    [Fact]
    public void says_once_what_to_do_and_lists_them()
    {
        var mail = SomeNotice.Mailed(
            [SomeNotice.OfInvoice(NoticeKind.OutcomeUnknown, "1042"), SomeNotice.OfInvoice(NoticeKind.OutcomeUnknown, "10433")]);

        mail.Subject.ShouldBe("[Invoicing] 2 orders: check whether Retail Pro has the invoice");
        mail.TextBody.ShouldBe(
            """
            2 failures of one cause, of 2 orders.

            WHAT HAPPENED
            Retail Pro may or may not have done it, and the program cannot find out. It sends nothing again by itself.

            WHAT TO DO
            NO is the order's number, as in the list below.
            1. Check Retail Pro: does the invoice exist?
            2. If it does, run `invoicing orders confirm NO --invoiced [DOCUMENT] --reason "…"`.
            3. If it does not, run `invoicing orders confirm NO --not-invoiced --attempt N --reason "…"`; it may then be sent again.
            4. Retrying the entry in `invoice-order_error` makes no call: only your answer goes on.

            WHICH
            Order  Step                    Attempt  Since
            1042   invoice at store SVA40        3  2026-03-04 09:10:11 UTC
                Retail Pro answered 400: StoreOrig is not known
            10433  invoice at store SVA40        3  2026-03-04 09:10:11 UTC
                Retail Pro answered 400: StoreOrig is not known

            """.ReplaceLineEndings("\n"));
    }

    [Fact]
    public void lists_200_and_counts_the_rest()
    {
        var mail = SomeNotice.Mailed([.. Enumerable.Range(1, 1537).Select(i => SomeNotice.OfInvoice(NoticeKind.OutcomeUnknown, $"{i}"))]);

        mail.Subject.ShouldBe("[Invoicing] 1,537 orders: check whether Retail Pro has the invoice");
        mail.TextBody.Split('\n').Count(line => line.Contains("invoice at store", StringComparison.Ordinal)).ShouldBe(200);
        mail.TextBody.ShouldEndWith("\nand 1337 more: `invoicing orders list --state failed`\n");
    }

    [Fact]
    public void of_one_order_names_it_in_the_subject()
    {
        var slip = SomeNotice.OfSlip(NoticeKind.OutcomeUnknown);
        var mail = SomeNotice.Mailed([slip, slip with { Step = "slip/00000732" }]);

        mail.Subject.ShouldBe("[Invoicing] Order 1042, 2 times: check whether Retail Pro has the transfer slip");
        mail.TextBody.ShouldContain("2 failures of one cause, of 1 order.\n");
        mail.TextBody.ShouldContain("1042   transfer slip 00000732 from store SVA11        3  ");
    }

    [Fact]
    public void of_slips_leaves_a_place_for_the_slips_number() =>
        SomeNotice.Mailed([SomeNotice.OfSlip(NoticeKind.OutcomeUnknown), SomeNotice.OfSlip(NoticeKind.OutcomeUnknown)])
            .TextBody.ShouldContain("`invoicing orders confirm NO --step slip/NUMBER --not-invoiced --attempt N --reason \"…\"`");

    [Fact]
    public void keeps_each_entry_on_its_lines()
    {
        var notice = SomeNotice.OfInvoice(NoticeKind.OutcomeUnknown);

        SomeNotice.Mailed([notice with { Message = "a\nb" }, notice]).TextBody.ShouldContain("\n    a b\n");
    }

    [Fact]
    public void about_the_credentials_names_no_order()
    {
        var mail = SomeNotice.Mailed([SomeNotice.OfCredentials(), SomeNotice.OfCredentials()]);

        mail.Subject.ShouldBe("[Invoicing] Retail Pro refuses the credentials: calls are paused");
        mail.TextBody.ShouldStartWith("2 failures of one cause.\n");
        mail.TextBody.ShouldNotContain("is the order's number", Case.Insensitive);
    }

    [Fact]
    public void links_to_their_cause_on_the_page_of_failures() => SomeNotice.MailedBy(
        SomeNotice.ComposerOf(new() { PublicUrl = "https://invoicing.example.com" }),
        [SomeNotice.OfInvoice(NoticeKind.OutcomeUnknown, "1042"), SomeNotice.OfInvoice(NoticeKind.OutcomeUnknown, "10433")])
        .TextBody.ShouldContain("These failures in the console: https://invoicing.example.com/failures#OutcomeUnknown-invoice\n");
}
