using Invoicing.Contracts;
using Invoicing.Process;
using Invoicing.RetailPro;

namespace Invoicing.Tests.Process;

public class When_a_person_decides
{
    private readonly Flow _flow = new();

    [Fact]
    public void a_retry_sends_nothing_itself_and_makes_the_old_entry_stale()
    {
        _flow.Arrives(Some.Order()).InvoiceFails().Notified().Decide(new RetryOrder(null, "ana", "mended"));
        _flow.Sent.ShouldBeEmpty();
        _flow.Row.DueAt.ShouldBe(_flow.Now);

        _flow.Resumes().Sent.OfType<InvoiceOrder>().Single().Attempt.ShouldBeGreaterThan(1);
    }

    [Fact]
    public void a_retry_is_refused_while_the_outcome_is_unknown() => Refused(
        _flow.Arrives(Some.Order()).InvoiceFails(FailureKind.OutcomeUnknown), new RetryOrder(null, "ana", "?") {
            CallOpen = true }).ShouldContain("orders confirm");

    [Fact]
    public void a_retry_of_what_did_not_fail_is_refused() =>
        Refused(_flow.Arrives(Some.Order()), new RetryOrder(null, "ana", "?")).ShouldContain("no failed");

    [Fact]
    public void confirmed_as_invoiced_the_transfers_follow()
    {
        _flow.Arrives(Some.SplitOrder).InvoiceFails(FailureKind.OutcomeUnknown).Notified();
        _flow.Decide(new ConfirmOutcome(RetailProSteps.Invoice, true, "INV9", null, "ana", "seen in Retail Pro"));

        _flow.Row.DocumentNo.ShouldBe("INV9");
        _flow.Resumes().Sent.ShouldHaveSingleItem().ShouldBeOfType<TransferInventory>();
    }

    [Fact]
    public void the_last_step_confirmed_the_row_is_written_once_more_and_waits_for_nothing()
    {
        _flow.Arrives(Some.Order()).InvoiceFails(FailureKind.OutcomeUnknown).Notified();
        _flow.Decide(new ConfirmOutcome(RetailProSteps.Invoice, true, "INV9", null, "ana", "seen in Retail Pro"));

        _flow.Resumes().Changed.ShouldBeTrue();

        _flow.Row.DueAt.ShouldBeNull();
        _flow.Sent.ShouldHaveSingleItem().ShouldBeOfType<InvoicingCompleted>();
    }

    [Fact]
    public void the_last_step_confirmed_another_message_does_not_keep_the_completion_from_being_told()
    {
        _flow.Arrives(Some.Order()).InvoiceFails(FailureKind.OutcomeUnknown).Notified();
        _flow.Decide(new ConfirmOutcome(RetailProSteps.Invoice, true, "INV9", null, "ana", "seen in Retail Pro"));

        _flow.Arrives(Some.Order() with { CompletedAt = Some.Now.AddDays(-1) }).Changed.ShouldBeTrue();

        _flow.Row.DueAt.ShouldBe(_flow.Now);
        _flow.Resumes().Sent.ShouldHaveSingleItem().ShouldBeOfType<InvoicingCompleted>();
    }

    [Fact]
    public void confirmed_as_not_invoiced_it_is_sent_again() => _flow.Arrives(Some.Order()).InvoiceFails(FailureKind.OutcomeUnknown)
        .Notified()
        .Decide(
            new ConfirmOutcome(RetailProSteps.Invoice, false, null, 1, "ana", "not there"))
        .Resumes()
        .Sent
        .ShouldHaveSingleItem()
        .ShouldBeOfType<InvoiceOrder>();

    [Fact]
    public void a_look_at_an_earlier_attempt_denies_nothing() => Refused(
        _flow.Arrives(Some.Order()).InvoiceDeferred(unknown: true).Resumes().InvoiceFails(FailureKind.OutcomeUnknown),
        new ConfirmOutcome(RetailProSteps.Invoice, false, null, 1, "ana", "not there")).ShouldContain(
            "is at attempt 2 of the step invoice, not at 1: look into Retail Pro again");

    [Fact]
    public void an_unknown_call_can_be_confirmed_though_a_later_one_was_refused() => _flow.Arrives(Some.Order())
        .InvoiceDeferred(unknown: true)
        .Resumes()
        .InvoiceFails()
        .Decide(
            new ConfirmOutcome(RetailProSteps.Invoice, true, "INV9", null, "ana", "seen") { CallOpen = true })
        .Row
        .State
        .ShouldBe(OrderState.Completed);

    [Fact]
    public void a_number_that_is_taken_by_this_very_order_is_confirmed_and_the_transfers_follow() => _flow.Arrives(Some.SplitOrder)
        .InvoiceFails(FailureKind.NumberTaken)
        .Notified()
        .Decide(
            new ConfirmOutcome(RetailProSteps.Invoice, true, "INV9", null, "ana", "it is ours"))
        .Resumes()
        .Sent
        .ShouldHaveSingleItem()
        .ShouldBeOfType<TransferInventory>();

    [Fact]
    public void that_a_number_is_taken_cannot_be_denied() => Refused(
        _flow.Arrives(Some.SplitOrder).InvoiceFails(FailureKind.NumberTaken), new ConfirmOutcome(
            RetailProSteps.Invoice,
            false,
            null,
            1,
            "ana",
            "?")).ShouldContain("nothing to confirm");

    [Fact]
    public void there_is_nothing_to_confirm_where_the_outcome_is_known() => Refused(
        _flow.Arrives(Some.Order()).InvoiceFails(), new ConfirmOutcome(RetailProSteps
            .Invoice, true, null, null, "ana", "?")).ShouldContain("nothing to confirm");

    [Fact]
    public void a_dismissed_order_sends_nothing_any_more()
    {
        _flow.Arrives(Some.Order()).InvoiceFails().Notified().Decide(new DismissOrder("ana", "test order"));

        _flow.Row.State.ShouldBe(OrderState.Dismissed);
        _flow.Row.ExpectedAttempts.ShouldBeEmpty();
        _flow.Row.DueAt.ShouldBeNull();
    }

    [Fact]
    public void a_dismissal_is_refused_while_a_call_is_open() =>
        Refused(_flow.Arrives(Some.Order()), new DismissOrder("ana", "?") { CallOpen = true }).ShouldContain("open or of unknown outcome");

    [Fact]
    public void an_invoice_is_a_fact_even_for_a_dismissed_order() => _flow.Arrives(Some.SplitOrder).Decide(new DismissOrder("ana", "test"))
        .Invoiced().ShouldSatisfyAllConditions(f => f.Row.Invoice!.Status.ShouldBe(StepStatus.Done), f => f.Sent.ShouldBeEmpty());

    private static string Refused(Flow flow, OrderEvent command) =>
        Should.Throw<CommandRefusedException>(() => flow.Decide(command)).Message;
}
