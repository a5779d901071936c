using Invoicing.Contracts;
using Invoicing.Orders;
using Invoicing.Process;
using Invoicing.RetailPro;

namespace Invoicing.Tests.Process;

public class When_the_database_was_restored
{
    private static readonly BackupRestore s_later = new(Some.Now.AddHours(1), 500);

    private static readonly Order s_sendSale = Some.SplitOrder with { SalesChannel = "POS", SoldAtStore = "SVA32" };

    [Fact]
    public void slips_of_an_order_whose_invoice_turned_out_to_exist_wait_for_a_person()
    {
        var flow = new Flow(restoration: s_later).Arrives(Some.SplitOrder)
            .Decide(new StepAccepted(RetailProSteps.Invoice, "INV1", s_later.At.AddHours(1), MayBeOlder: true));

        flow.Row.State.ShouldBe(OrderState.Failed);
        flow.Row.Transfers.ShouldAllBe(slip => slip.Step.FailureKind == FailureKind.OutcomeUnknown);
        flow.Sent.ShouldAllBe(message => message is InvoicingFailed);
        flow.Row.Notices[0].Message.ShouldContain("look for it in Retail Pro");
    }

    [Fact]
    public void an_answer_from_before_it_counts_as_one_that_turned_out_to_exist() =>
        new Flow(restoration: s_later).Arrives(Some.SplitOrder).Decide(new StepAccepted(RetailProSteps.Invoice, "INV1", s_later.At)).Row
            .State
            .ShouldBe(OrderState.Failed);

    [Fact]
    public void slips_follow_an_invoice_that_was_made_since() => new Flow(restoration: s_later).Arrives(Some.SplitOrder)
        .Decide(new StepAccepted(RetailProSteps.Invoice, "INV1", s_later.At
            .AddHours(1))).Sent.ShouldAllBe(message => message is TransferInventory);

    [Fact]
    public void an_order_completed_since_is_like_any_other() =>
        new Flow(restoration: s_later with { At = Some.Now.AddDays(-9) }).Arrives(Some.SplitOrder).Invoiced().Sent
            .ShouldAllBe(message => message is TransferInventory);

    [Fact]
    public void without_a_time_of_completion_it_counts_when_the_order_was_created()
    {
        var order = Some.SplitOrder with { CompletedAt = null };

        s_later.MayHaveCalledFor(order).ShouldBeTrue();
        s_later.MayHaveCalledFor(order with { CreatedAt = s_later.At.AddHours(1) }).ShouldBeFalse();
        s_later.MayHaveCalledFor(order with { CreatedAt = null }).ShouldBeTrue();
    }

    [Fact]
    public void a_slip_that_a_person_has_not_found_is_sent_and_one_that_was_found_is_done()
    {
        var flow = new Flow(restoration: s_later).Arrives(Some.SplitOrder)
            .Decide(new StepAccepted(RetailProSteps.Invoice, "INV1", s_later.At, MayBeOlder: true))
            .Notified();
        var slip = flow.Row.Transfers[0];

        flow.Decide(new ConfirmOutcome(RetailProSteps.SlipName(slip.SlipNo), false, null, slip.Step.Attempt, "ana", "not there")).Resumes()
            .Sent
            .ShouldHaveSingleItem()
            .ShouldBeOfType<TransferInventory>()
            .SlipNo
            .ShouldBe(slip.SlipNo);
    }

    [Fact]
    public void neither_newer_content_nor_a_dismissal_passes_over_the_doubt()
    {
        var flow = new Flow(restoration: s_later).Arrives(s_sendSale);
        flow.Row.Transfers.ShouldAllBe(slip => slip.Step.FailureKind == FailureKind.OutcomeUnknown);

        flow.Arrives(s_sendSale with { CompletedAt = Some.Now.AddMinutes(1) });
        flow.Row.Pending.ShouldNotBeNull();
        Should.Throw<CommandRefusedException>(() => flow.Decide(new DismissOrder("ana", "?")));
    }
}
