using Invoicing.Contracts;
using Invoicing.Orders;
using Invoicing.Process;

namespace Invoicing.Tests.Process;

/// <summary>Another process has invoiced orders before: none is invoiced by both, and none by neither.</summary>
public class When_this_service_takes_over
{
    private static readonly AdoptOrder Adopt = new(new("1042", DocumentNo: "OLD7"), "ana", "list of the old process");

    /// <summary>Midnight in El Salvador.</summary>
    private static readonly DateTimeOffset GoLive = new(2026, 3, 6, 6, 0, 0, TimeSpan.Zero);

    private readonly Flow _flow = new(new() { GoLive = "2026-03-06T00:00" });

    [Fact]
    public void an_order_that_was_completed_earlier_waits_for_a_person()
    {
        _flow.Arrives(Some.SplitOrder with { CompletedAt = GoLive.AddSeconds(-1) });

        _flow.Row.State.ShouldBe(OrderState.Held);
        _flow.Sent.ShouldBeEmpty();
        _flow.Row.DueAt.ShouldBeNull();
        _flow.Row.OnHold.ShouldNotBeNull().ShouldSatisfyAllConditions(
            hold => hold.By.ShouldBe("go-live"),
            hold => hold.Reason.ShouldContain("2026-03-05 23:59:59-06:00"),
            hold => hold.Reason.ShouldContain("2026-03-06 00:00:00-06:00"),
            hold => hold.Reason.ShouldContain("orders adopt"),
            hold => hold.Reason.ShouldContain("orders release"));
    }

    [Fact]
    public void one_that_was_completed_then_goes_on() =>
        _flow.Arrives(Some.SplitOrder with { CompletedAt = GoLive }).Row.State.ShouldBe(OrderState.Invoicing);

    [Fact]
    public void one_without_a_time_waits_too() =>
        _flow.Arrives(Some.SplitOrder with { CompletedAt = null }).Row.OnHold.ShouldNotBeNull().Reason.ShouldContain("no completedAt");

    [Fact]
    public void an_offset_wins_over_the_zone() =>
        new Flow(new() { GoLive = "2026-03-06T00:00Z" }).Arrives(Some.SplitOrder with { CompletedAt = GoLive.AddHours(-6) })
            .Row.State.ShouldBe(OrderState.Invoicing);

    [Fact]
    public void newer_content_waits_with_it()
    {
        _flow.Arrives(Some.SplitOrder with { CompletedAt = GoLive.AddHours(-2) })
            .Arrives(Some.SplitOrder with { CompletedAt = GoLive.AddHours(2), Total = 61 });

        _flow.Row.State.ShouldBe(OrderState.Held);
        _flow.Row.Content.Total.ShouldBe(61);
    }

    [Fact]
    public void one_that_a_person_held_before_is_judged_when_it_is_released()
    {
        var open = Some.SplitOrder with { CompletedAt = null, Items = [Some.Line(1, "SVA11"), Some.Line(2, null, Order.Open)] };
        _flow.Arrives(open).Decide(new HoldOrder("ana", "customer called"))
            .Arrives(Some.SplitOrder with { CompletedAt = GoLive.AddHours(-2) });

        _flow.Decide(new ReleaseOrder("ana", "settled"));

        _flow.Row.OnHold.ShouldNotBeNull().By.ShouldBe("go-live");
        _flow.Sent.ShouldBeEmpty();
        _flow.Decide(new ReleaseOrder("ana", "the old process has not invoiced it")).Row.OnHold.ShouldBeNull();
    }

    [Fact]
    public void an_order_with_open_items_is_judged_once_they_are_settled()
    {
        var open = Some.SplitOrder with { CompletedAt = null, Items = [Some.Line(1, "SVA11"), Some.Line(2, null, Order.Open)] };

        _flow.Arrives(open).Row.OnHold.ShouldBeNull();
        _flow.Arrives(Some.SplitOrder with { CompletedAt = GoLive.AddHours(1) }).Row.State.ShouldBe(OrderState.Invoicing);

        var other = new Flow(new() { GoLive = "2026-03-06T00:00" }).Arrives(open);
        other.Arrives(Some.SplitOrder with { CompletedAt = GoLive.AddHours(-1) }).Row.OnHold.ShouldNotBeNull();
        other.Sent.ShouldBeEmpty();
    }

    [Fact]
    public void released_it_is_invoiced() =>
        _flow.Arrives(Some.SplitOrder with { CompletedAt = GoLive.AddHours(-1) }).Decide(new ReleaseOrder("ben", "was forgotten")).Resumes()
            .Sent.ShouldHaveSingleItem().ShouldBeOfType<InvoiceOrder>();

    [Fact]
    public void of_an_order_with_nothing_to_do_the_OMS_is_told_when_it_is_released()
    {
        var sold = Some.Order() with { SalesChannel = "POS", SoldAtStore = "SVA11", CompletedAt = GoLive.AddHours(-1) };
        _flow.Arrives(sold).Sent.ShouldBeEmpty();
        _flow.Row.State.ShouldBe(OrderState.Held);

        _flow.Decide(new ReleaseOrder("ben", "was forgotten")).Row.State.ShouldBe(OrderState.Completed);
        _flow.Resumes().Sent.ShouldHaveSingleItem().ShouldBeOfType<InvoicingCompleted>();
    }

    [Fact]
    public void adopted_it_is_finished_and_never_sent()
    {
        _flow.Arrives(Some.SplitOrder with { CompletedAt = GoLive.AddHours(-1) }).Decide(Adopt);

        _flow.Row.State.ShouldBe(OrderState.Dismissed);
        _flow.Row.Dismissed.ShouldNotBeNull().InWords.ShouldBe("invoiced elsewhere as OLD7, adopted");
        _flow.Row.ExpectedAttempts.ShouldBeEmpty();
        Should.Throw<CommandRefusedException>(() => _flow.Decide(new ReleaseOrder("ben", "mistake")).Resumes().Decide(
            new RetryOrder(null, "ben", "mistake"))).Message.ShouldContain("invoiced elsewhere as OLD7");
        PendingMessages.Of(_flow.Row).ShouldBeEmpty();
    }

    [Fact]
    public void adopted_before_it_came_it_is_recognised_and_its_id_is_its_own()
    {
        _flow.Decide(Adopt).Row.State.ShouldBe(OrderState.Dismissed);

        _flow.Arrives(Some.SplitOrder).Sent.ShouldBeEmpty();

        _flow.Row.State.ShouldBe(OrderState.Dismissed);
        _flow.Row.OmsIds.ShouldBe([Some.SplitOrder.OrderId!]);
        _flow.Row.Content.Billing.ShouldBeNull("nothing of the customer is kept for what is never invoiced");
        _flow.Arrives(Some.SplitOrder).Changed.ShouldBeFalse();
    }

    [Fact]
    public void adopted_once_more_nothing_changes()
    {
        _flow.Decide(Adopt).Decide(Adopt);

        _flow.Changed.ShouldBeFalse();
    }

    [Fact]
    public void a_number_that_Retail_Pro_has_already_is_settled_by_it() =>
        _flow.Arrives(Some.SplitOrder).InvoiceFails(FailureKind.NumberTaken).Decide(Adopt)
            .Row.State.ShouldBe(OrderState.Dismissed);

    [Fact]
    public void one_that_was_dismissed_is_adopted_and_takes_its_ids_again() =>
        _flow.Arrives(Some.SplitOrder).Decide(new DismissOrder("ana", "test")).Decide(Adopt).Row.OmsIds.ShouldNotBeEmpty();

    [Fact]
    public void what_was_begun_here_is_refused_by_its_number()
    {
        Refusal(flow => flow.Arrives(Some.SplitOrder).Invoiced()).ShouldStartWith("Order 1042 is not adopted: it is Transferring here");
        Refusal(flow => flow.Arrives(Some.SplitOrder).InvoiceFails(FailureKind.OutcomeUnknown)).ShouldContain("orders confirm");
        Refusal(flow => flow.Arrives(Some.SplitOrder).InvoiceDeferred(unknown: true)).ShouldContain("orders confirm");
        Refusal(flow => flow.Arrives(Some.SplitOrder), Adopt with { CallOpen = true }).ShouldContain("open or of unknown outcome");
        Refusal(flow => flow.Arrives(Some.SplitOrder), new AdoptOrder(new("1042", "M9"), "ana", "test")).ShouldContain("M9 in the list");
    }

    private static string Refusal(Func<Flow, Flow> make, AdoptOrder? adopt = null)
    {
        var flow = make(new());
        return Should.Throw<CommandRefusedException>(() => flow.Decide(adopt ?? Adopt)).Message;
    }
}
