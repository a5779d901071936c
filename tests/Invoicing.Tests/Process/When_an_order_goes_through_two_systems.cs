using Invoicing.Contracts;
using Invoicing.Process;
using Invoicing.RetailPro;
using Invoicing.ThirdSystem;

namespace Invoicing.Tests.Process;

public class When_an_order_goes_through_two_systems
{
    private readonly Flow _flow = With();

    [Fact]
    public void a_step_is_sent_when_those_before_it_are_done_in_both()
    {
        _flow.Arrives(Some.Order());
        _flow.Sent.Select(NameOf).ShouldBe(["invoice", LoyaltyPlanner.Member]);

        _flow.Invoiced().Sent.ShouldBeEmpty();
        _flow.Row.State.ShouldBe(OrderState.Delivering);

        Done(LoyaltyPlanner.Member).Sent.Select(NameOf).ShouldBe([LoyaltyPlanner.Points]);
        Done(LoyaltyPlanner.Points).Row.State.ShouldBe(OrderState.Completed);
        _flow.Sent.ShouldHaveSingleItem().ShouldBeOfType<InvoicingCompleted>();
    }

    [Fact]
    public void the_state_tells_the_first_phase_that_is_not_over()
    {
        _flow.Arrives(Some.SplitOrder);
        Done(LoyaltyPlanner.Member).Row.State.ShouldBe(OrderState.Invoicing);
        _flow.Invoiced().Row.State.ShouldBe(OrderState.Transferring);
        Done(LoyaltyPlanner.Points).Row.State.ShouldBe(OrderState.Transferring);
        _flow.Transferred().Row.State.ShouldBe(OrderState.Completed);
    }

    [Fact]
    public void a_failure_in_one_leaves_the_other_alone()
    {
        _flow.Arrives(Some.Order());
        Fails(LoyaltyPlanner.Member).Notified().Row.State.ShouldBe(OrderState.Failed);

        _flow.Invoiced().Row.Invoice!.Status.ShouldBe(StepStatus.Done);
        _flow.Decide(new RetryOrder(null, "ana", "mended")).Resumes().Sent.Select(NameOf).ShouldBe([LoyaltyPlanner.Member]);
    }

    [Fact]
    public void newer_content_is_taken_over_while_none_of_what_is_done_contradicts_it()
    {
        _flow.Arrives(Some.Order());
        Done(LoyaltyPlanner.Member).Arrives(Some.Order() with { CompletedAt = Some.Now, Total = 61 });

        _flow.Row.Content.Total.ShouldBe(61);
        _flow.Row.Steps.Single(step => step.Name == LoyaltyPlanner.Member).Status.ShouldBe(StepStatus.Done);
        _flow.Row.Warnings.ShouldBeEmpty();

        _flow.Invoiced().Arrives(Some.Order() with { CompletedAt = Some.Now, Total = 62 });
        _flow.Row.Content.Total.ShouldBe(61);
        _flow.Row.Notices.ShouldHaveSingleItem().Kind.ShouldBe(FailureKind.InvoicedWithEarlierData);
    }

    [Fact]
    public void other_settings_of_one_leave_the_steps_of_the_other_as_they_are()
    {
        var retailPro = new RetailProSettings { Stores = { ["SVA40"] = "S40" } };
        var flow = With(retailPro);
        flow.Arrives(Some.Order(Some.Line(1, "SVA40")));
        var member = flow.Row.Steps.Single(step => step.Name == LoyaltyPlanner.Member);
        flow.InvoiceDeferred();
        flow.Decide(new StepDeferred(LoyaltyPlanner.Member, member.Attempt, "503", TimeSpan.FromHours(1), false));
        var waiting = flow.Row.Steps.Single(step => step.Name == LoyaltyPlanner.Member);

        retailPro.Stores["SVA40"] = "X40";
        flow.Resumes();

        flow.Row.Store.ShouldBe("X40");
        flow.Row.Steps.Single(step => step.Name == LoyaltyPlanner.Member).ShouldBe(waiting);
        flow.Sent.Select(NameOf).ShouldBe(["invoice"]);
    }

    [Fact]
    public void a_pause_of_one_makes_the_order_wait_for_it_only_when_nothing_else_is_to_be_done()
    {
        _flow.Arrives(Some.Order());
        Paused(LoyaltyPlanner.Member).Row.WaitsFor.ShouldBeNull();
        _flow.Row.DueAt.ShouldBe(_flow.Row.Invoice!.DueAt);

        _flow.Invoiced().Row.WaitsFor.ShouldBe("loyalty");
        _flow.Resumes().Sent.Select(NameOf).ShouldBe([LoyaltyPlanner.Member]);
        _flow.Row.WaitsFor.ShouldBeNull();
    }

    [Fact]
    public void a_pause_of_both_ends_for_each_alone()
    {
        _flow.Arrives(Some.Order());
        Paused(LoyaltyPlanner.Member);

        Paused("invoice").Row.WaitsFor.ShouldBe("retailpro loyalty");
    }

    [Theory]
    [InlineData("retailpro", true, false)]
    [InlineData("retailpro loyalty", true, true)]
    [InlineData("loyalty,retailpro/slip", false, true)]
    [InlineData("loyalty", false, true)]
    public void the_route_of_its_channel_says_which(string route, bool isInvoiced, bool isMember)
    {
        var settings = new InvoicingSettings { Routes = { ["ECOM"] = route } };
        var flow = new Flow(settings, others: new LoyaltyPlanner()).Arrives(Some.Order());

        (flow.Row.Invoice is not null).ShouldBe(isInvoiced);
        flow.Row.Steps.Any(step => step.Key.System == "loyalty").ShouldBe(isMember);
    }

    [Fact]
    public void a_route_that_only_names_Retail_Pro_makes_no_invoice_of_a_send_sale()
    {
        var settings = new InvoicingSettings { Routes = { ["POS"] = "retailpro loyalty" } };
        var flow = new Flow(settings, others: new LoyaltyPlanner()).Arrives(
            Some.SplitOrder with { SalesChannel = "POS", SoldAtStore = "SVA40" });

        flow.Row.Steps.Select(step => step.Name).ShouldBe(["slip/00000731", LoyaltyPlanner.Member, LoyaltyPlanner.Points]);
    }

    [Fact]
    public void an_operation_that_is_not_on_the_route_is_left_out()
    {
        var settings = new InvoicingSettings { Routes = { ["ECOM"] = "retailpro/invoice loyalty/points" } };
        var flow = new Flow(settings, others: new LoyaltyPlanner()).Arrives(Some.SplitOrder).Invoiced();

        flow.Row.Transfers.ShouldBeEmpty();
        flow.Sent.Select(NameOf).ShouldBe([LoyaltyPlanner.Points]);
    }

    [Fact]
    public void a_route_that_changes_takes_no_slips_from_an_order_under_way()
    {
        var settings = new InvoicingSettings();
        var flow = new Flow(settings, others: new LoyaltyPlanner()).Arrives(Some.SplitOrder);

        settings.Routes["ECOM"] = "loyalty";
        flow.Invoiced().Row.Transfers.ShouldHaveSingleItem();
    }

    [Fact]
    public void a_system_off_the_route_is_not_asked_whether_its_plan_is_outdated()
    {
        var settings = new InvoicingSettings { Routes = { ["ECOM"] = "loyalty" }, NeverShips = { Upcs = ["*1"] } };
        var flow = new Flow(settings, others: new LoyaltyPlanner()).Arrives(Some.Order());
        var member = flow.Row.Steps.Single(step => step.Name == LoyaltyPlanner.Member);

        flow.Decide(new StepDeferred(member.Name, member.Attempt, "503", null, false)).Resumes().Sent.Select(NameOf)
            .ShouldBe([LoyaltyPlanner.Member]);
    }

    [Fact]
    public void a_retry_plans_anew_what_was_not_begun_in_each_system()
    {
        var retailPro = new RetailProSettings { Stores = { ["SVA40"] = "S40" } };
        var flow = With(retailPro).Arrives(Some.Order(Some.Line(1, "SVA40")));
        flow.Decide(new StepAccepted(LoyaltyPlanner.Member, null, flow.Now)).InvoiceFails();
        retailPro.Stores["SVA40"] = "X40";

        flow.Decide(new RetryOrder(null, "ana", "mended")).Row.Store.ShouldBe("X40");
        flow.Row.Steps.Single(step => step.Name == LoyaltyPlanner.Member).Status.ShouldBe(StepStatus.Done);
        flow.Row.Steps.Select(step => step.Name).Order().ShouldBe(["invoice", LoyaltyPlanner.Member, LoyaltyPlanner.Points]);
        flow.Resumes().Sent.Select(NameOf).ShouldContain("invoice");
    }

    [Fact]
    public void the_OMS_is_told_the_number_of_the_invoice_and_no_other()
    {
        _flow.Arrives(Some.Order()).Decide(new StepAccepted(LoyaltyPlanner.Member, "M-7", _flow.Now));
        _flow.Row.DocumentNo.ShouldBeNull();
        _flow.Invoiced("INV1").Row.DocumentNo.ShouldBe("INV1");
    }

    [Fact]
    public void a_paused_step_is_tried_once_in_a_while_beside_another_that_waits_for_long()
    {
        _flow.Arrives(Some.Order());
        _flow.Decide(new StepDeferred(LoyaltyPlanner.Member, AttemptOf(LoyaltyPlanner.Member), "503", TimeSpan.FromDays(1), false));

        Paused("invoice").Row.WaitsFor.ShouldBeNull();
        (_flow.Row.DueAt - _flow.Now).ShouldNotBeNull().ShouldBeInRange(TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(11));
    }

    [Fact]
    public void a_step_of_a_system_that_is_no_more_says_so() =>
        Should.Throw<InvalidOperationException>(() => new Flow().Take(_flow.Arrives(Some.Order()).Row)
                .Decide(new StepFailed(LoyaltyPlanner.Member, AttemptOf(LoyaltyPlanner.Member), FailureKind.Refused, "400", null))
                .Arrives(Some.Order() with { CompletedAt = Some.Now, Total = 61 }))
            .Message.ShouldBe("This program has no system loyalty, in which the order has the step loyalty/member.");

    [Fact]
    public void a_step_that_would_wait_for_ever_is_an_error() =>
        Should.Throw<InvalidOperationException>(() => new Flow(others: new AfterNothing()).Arrives(Some.Order()))
            .Message.ShouldContain("is to come after the step erp/invoice, which the order does not have");

    private static Flow With(RetailProSettings? retailPro = null) => new(retailPro: retailPro, others: new LoyaltyPlanner());

    private static string NameOf(object message) =>
        message is RunStep run ? run.Step : message is InvoiceOrder ? "invoice" : message.GetType().Name;

    private Flow Done(string step) => _flow.Decide(new StepAccepted(step, null, _flow.Now));

    private Flow Fails(string step) => _flow.Decide(new StepFailed(step, AttemptOf(step), FailureKind.Refused, "400", null));

    private Flow Paused(string step) => _flow.Decide(new StepDeferred(step, AttemptOf(step), "paused", null, false, Paused: true));

    private int AttemptOf(string name) => _flow.Row.Steps.Single(step => step.Name == name).Attempt;

    private sealed class AfterNothing : IStepPlanner
    {
        public string Name => "other";

        public string DisplayName => "Other";

        public SystemPlan Plan(PlanRequest request) => new(null, null,
        [
            new() { Key = new("other", "tell"), Name = "other/tell", After = ["erp/invoice"], Status = StepStatus.Waiting, Attempt = 0 },
        ]);
    }
}
