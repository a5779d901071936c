using Invoicing.Contracts;
using Invoicing.Process;
using Invoicing.RetailPro;

namespace Invoicing.Tests.Process;

public class When_calls_are_paused
{
    private readonly Flow _flow = new();

    [Fact]
    public void the_step_waits_without_losing_patience()
    {
        _flow.Arrives(Some.Order()).InvoiceDeferred().Later(TimeSpan.FromDays(2)).Resumes();

        Paused().Later(TimeSpan.FromDays(2)).Resumes().InvoiceDeferred();

        _flow.Row.State.ShouldBe(OrderState.Invoicing);
        _flow.Row.Invoice!.Deferrals.ShouldBe(1);
    }

    [Fact]
    public void nobody_is_called() => Paused(_flow.Arrives(Some.Order())).Row.Notices.ShouldBeEmpty();

    [Fact]
    public void a_doubt_stays()
    {
        _flow.Arrives(Some.Order()).InvoiceDeferred(unknown: true).Resumes();

        Paused().Row.Invoice!.OutcomeUnknown.ShouldBeTrue();
    }

    [Fact]
    public void a_failed_step_that_was_moved_back_is_tried_afterwards()
    {
        _flow.Arrives(Some.Order()).InvoiceFails().Notified();

        Paused().Resumes().Sent.ShouldHaveSingleItem().ShouldBeOfType<InvoiceOrder>();
    }

    [Fact]
    public void an_unknown_outcome_stays_with_the_person_who_was_told()
    {
        _flow.Arrives(Some.Order()).InvoiceFails(FailureKind.OutcomeUnknown).Notified();

        Paused().Changed.ShouldBeFalse();
    }

    [Fact]
    public void the_order_that_showed_it_waits_behind_the_others()
    {
        _flow.Arrives(Some.Order()).Decide(
            new StepDeferred(RetailProSteps.Invoice, _flow.Row.Invoice!.Attempt, "401", TimeSpan.FromMinutes(10), false, Paused: true));

        _flow.Row.DueAt.ShouldBe(_flow.Now.AddMinutes(10));
    }

    [Fact]
    public void a_slip_waits_likewise()
    {
        _flow.Arrives(Some.SplitOrder).Invoiced();
        var slip = _flow.Row.Transfers[0];

        _flow.Decide(new StepDeferred(RetailProSteps.SlipName(slip.SlipNo), slip.Step.Attempt, "paused", null, false, Paused: true))
            .Resumes();

        _flow.Sent.ShouldHaveSingleItem().ShouldBeOfType<TransferInventory>();
    }

    private Flow Paused() => Paused(_flow);

    private static Flow Paused(Flow flow) =>
        flow.Decide(new StepDeferred(RetailProSteps.Invoice, flow.Row.Invoice!.Attempt, "paused", null, false, Paused: true));
}
