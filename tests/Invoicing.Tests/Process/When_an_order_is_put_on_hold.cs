using Invoicing.Contracts;
using Invoicing.Process;
using Invoicing.RetailPro;

namespace Invoicing.Tests.Process;

public class When_an_order_is_put_on_hold
{
    private static readonly HoldOrder Hold = new("ana", "customer called");
    private static readonly ReleaseOrder Release = new("ben", "settled");

    private readonly Flow _flow = new();

    [Fact]
    public void nothing_is_sent_and_no_command_that_is_out_can_be_carried_out()
    {
        var attempt = _flow.Arrives(Some.SplitOrder).Row.Invoice!.Attempt;

        _flow.Decide(Hold);

        _flow.Row.State.ShouldBe(OrderState.Held);
        _flow.Row.DueAt.ShouldBeNull();
        PendingMessages.Of(_flow.Row).ShouldBeEmpty();
        _flow.Row.ExpectedAttempts[RetailProSteps.Invoice].ShouldNotBe(attempt);
    }

    [Fact]
    public void an_answer_that_was_on_its_way_is_taken_and_its_slips_wait()
    {
        _flow.Arrives(Some.SplitOrder).Decide(Hold).Invoiced("INV1");

        _flow.Row.DocumentNo.ShouldBe("INV1");
        _flow.Row.State.ShouldBe(OrderState.Held);
        PendingMessages.Of(_flow.Row).ShouldBeEmpty();

        _flow.Decide(Release).Resumes().Sent.ShouldHaveSingleItem().ShouldBeOfType<TransferInventory>();
    }

    [Fact]
    public void a_failure_that_was_on_its_way_is_told()
    {
        _flow.Arrives(Some.SplitOrder).Decide(Hold).InvoiceFails();

        _flow.Sent.ShouldHaveSingleItem().ShouldBeOfType<InvoicingFailed>();
        _flow.Decide(Release).Row.State.ShouldBe(OrderState.Failed);
    }

    [Fact]
    public void newer_content_is_taken_over_and_waits_too()
    {
        _flow.Arrives(Some.SplitOrder).Decide(Hold).Arrives(Some.SplitOrder with { CompletedAt = Some.Now, Total = 61 });

        _flow.Row.Content.Total.ShouldBe(61);
        PendingMessages.Of(_flow.Row).ShouldBeEmpty();
        _flow.Decide(Release).Resumes().Sent.ShouldHaveSingleItem().ShouldBeOfType<InvoiceOrder>();
    }

    [Fact]
    public void released_it_goes_on_where_it_stood()
    {
        _flow.Arrives(Some.Order()).InvoiceDeferred().Decide(Hold).Later(TimeSpan.FromDays(4)).Decide(Release);

        _flow.Row.State.ShouldBe(OrderState.Invoicing);
        _flow.Resumes().Sent.ShouldHaveSingleItem().ShouldBeOfType<InvoiceOrder>();
    }

    [Fact]
    public void who_and_why_stand_in_the_timeline()
    {
        _flow.Arrives(Some.Order()).Decide(Hold).Row.NewTimelineEntries.Last().ShouldSatisfyAllConditions(
            entry => entry.What.ShouldBe("put on hold"),
            entry => entry.Details!["by"].ShouldBe("ana"),
            entry => entry.Details!["reason"].ShouldBe("customer called"));
    }

    [Fact]
    public void what_is_not_on_hold_cannot_be_released_and_what_is_over_cannot_be_held()
    {
        Should.Throw<CommandRefusedException>(() => _flow.Arrives(Some.Order()).Decide(Release));
        Should.Throw<CommandRefusedException>(() => _flow.Invoiced().Decide(Hold)).Message.ShouldContain("Completed");
    }

    [Fact]
    public void it_is_not_retried_before_it_is_released() =>
        Should.Throw<CommandRefusedException>(
            () => _flow.Arrives(Some.Order()).InvoiceFails().Decide(Hold).Decide(new RetryOrder(null, "ben", "mended")))
            .Message.ShouldContain("release it first");
}
