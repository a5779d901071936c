using Invoicing.Contracts;
using Invoicing.Process;
using Invoicing.RetailPro;

namespace Invoicing.Tests.Process;

public class When_a_step_does_not_succeed
{
    private readonly Flow _flow = new();

    [Fact]
    public void the_first_deferral_is_two_seconds_and_then_it_doubles_up_to_the_limit()
    {
        _flow.Arrives(Some.Order());
        var waits = new List<TimeSpan>();
        for (var i = 0; i < 12; i++)
        {
            _flow.InvoiceDeferred();
            waits.Add(_flow.Row.DueAt!.Value - _flow.Now);
            _flow.Resumes();
        }

        waits[0].ShouldBe(TimeSpan.FromSeconds(2));
        waits.Zip(waits.Skip(1)).ShouldAllBe(pair => pair.Second >= pair.First);
        waits[^1].ShouldBeInRange(TimeSpan.FromMinutes(8), TimeSpan.FromMinutes(10));
    }

    [Fact]
    public void the_wait_that_retail_pro_asks_for_is_kept() =>
        _flow.Arrives(Some.Order()).InvoiceDeferred(retryAfter: TimeSpan.FromMinutes(3)).Row.DueAt
            .ShouldBe(_flow.Now + TimeSpan.FromMinutes(3));

    [Fact]
    public void a_deferred_step_is_sent_again_as_a_new_attempt() =>
        _flow.Arrives(Some.Order()).InvoiceDeferred().Resumes().Sent.ShouldBe([new InvoiceOrder("1042", 2)]);

    [Fact]
    public void an_answer_to_an_earlier_attempt_defers_nothing()
    {
        _flow.Arrives(Some.Order()).InvoiceDeferred().Resumes();
        _flow.Decide(new StepDeferred(RetailProSteps.Invoice, 1, "late", null, false)).Changed.ShouldBeFalse();
    }

    [Fact]
    public void a_failure_that_comes_after_the_deferral_of_its_second_delivery_waits_for_the_next_attempt()
    {
        _flow.Arrives(Some.Order()).InvoiceDeferred().InvoiceFails().Changed.ShouldBeFalse();
        _flow.Resumes().Sent.ShouldBe([new InvoiceOrder("1042", 2)]);
        _flow.InvoiceFails().Row.State.ShouldBe(OrderState.Failed);
    }

    [Fact]
    public void deferral_ends_by_age()
    {
        _flow.Arrives(Some.Order()).InvoiceDeferred();
        _flow.Resumes().Later(TimeSpan.FromDays(3)).InvoiceDeferred();
        _flow.Row.Invoice!.FailureKind.ShouldBe(FailureKind.GaveUp);
        _flow.Row.State.ShouldBe(OrderState.Failed);
    }

    [Fact]
    public void five_resumes_without_an_answer_fail_it()
    {
        _flow.Arrives(Some.Order());
        for (var i = 0; i < 5; i++)
        {
            _flow.Resumes().Sent.ShouldBe([new InvoiceOrder("1042", 1)]);
        }

        _flow.Resumes().Row.Invoice!.FailureKind.ShouldBe(FailureKind.NoAnswer);
    }

    [Fact]
    public void a_failure_is_told_until_the_notifier_has_it()
    {
        _flow.Arrives(Some.Order()).InvoiceFails();
        _flow.Sent.OfType<InvoicingFailed>().Single()
            .ShouldSatisfyAllConditions(f => f.Attempt.ShouldBe(1), f => f.Store.ShouldBe("SVA11"));
        _flow.Resumes().Sent.OfType<InvoicingFailed>().ShouldHaveSingleItem();

        _flow.Notified();

        _flow.Row.DueAt.ShouldBeNull();
        PendingMessages.Of(_flow.Row).ShouldBeEmpty();
    }

    [Fact]
    public void moving_the_entry_back_and_failing_again_tells_nothing_new() =>
        _flow.Arrives(Some.Order()).InvoiceFails().Notified().InvoiceFails().Sent.ShouldBeEmpty();

    [Fact]
    public void moving_the_entry_back_and_failing_for_another_reason_is_told() => _flow.Arrives(Some.Order()).InvoiceFails().Notified()
        .InvoiceFails(FailureKind.OutcomeUnknown).Sent.OfType<InvoicingFailed>().ShouldHaveSingleItem().Kind.ShouldBe(
            FailureKind.OutcomeUnknown);

    [Fact]
    public void a_notifier_that_is_down_is_told_ever_more_rarely()
    {
        _flow.Arrives(Some.Order()).InvoiceFails();
        var waits = Enumerable.Range(0, 10).Select(_ => _flow.Resumes().Row.DueAt!.Value - _flow.Now).ToList();

        waits.Zip(waits.Skip(1)).ShouldAllBe(pair => pair.Second >= pair.First);
        waits[^1].ShouldBe(TimeSpan.FromSeconds(30) * 128);
    }

    [Fact]
    public void moving_the_entry_back_and_succeeding_completes_it() =>
        _flow.Arrives(Some.Order()).InvoiceFails().Invoiced().Row.State.ShouldBe(OrderState.Completed);

    [Fact]
    public void a_failed_transfer_leaves_the_invoice_and_the_other_slips_alone()
    {
        _flow.Arrives(Some.Order(Some.Line(1, "SVA11"), Some.Line(2, "SVA40", hour: 9), Some.Line(3, "A27", hour: 10))).Invoiced()
            .TransferFails();
        _flow.Row.State.ShouldBe(OrderState.Failed);

        _flow.Transferred(1);

        _flow.Row.Invoice!.Status.ShouldBe(StepStatus.Done);
        _flow.Row.Transfers[1].Step.Status.ShouldBe(StepStatus.Done);
    }
}
