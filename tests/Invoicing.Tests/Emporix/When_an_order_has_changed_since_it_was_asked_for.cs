using Invoicing.Contracts;
using Invoicing.Emporix;
using Invoicing.Orders;
using Invoicing.Process;
using Invoicing.Tests.Process;

namespace Invoicing.Tests.Emporix;

public class When_an_order_has_changed_since_it_was_asked_for
{
    private static readonly EmporixData s_nothing = SomeEmporix.Data with { IsNothing = true, Total = 0, Payments = [], Personal = null };

    private static readonly Order s_newer = SomeEmporix.Order with { CompletedAt = Some.Now.AddSeconds(5) };

    private readonly Flow _flow = new Flow(others: new EmporixPlanner()).Arrives(SomeEmporix.Order);

    private int Attempt => _flow.Row.StepNamed("emporix/recalculate")!.Attempt;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void it_is_asked_for_once_more_before_anything_is_made_of_what_was_found(bool isNothing)
    {
        _flow.Arrives(s_newer, callOpen: true).Row.Pending.ShouldNotBeNull();
        var before = Attempt;

        _flow.Decide(Found(isNothing ? s_nothing : SomeEmporix.Data, before) with { CallOpen = true });

        _flow.Row.Pending.ShouldBeNull();
        _flow.Row.Steps.ShouldHaveSingleItem().Status.ShouldBe(StepStatus.Sent);
        _flow.Row.State.ShouldBe(OrderState.Invoicing);
        Attempt.ShouldBeGreaterThan(before);
        _flow.Decide(Found(SomeEmporix.Data, Attempt)).Row.StepNamed("emporix/capture/t-1").ShouldNotBeNull();
    }

    [Fact]
    public void nothing_is_sent_for_it_while_it_is_on_hold()
    {
        _flow.Arrives(s_newer, callOpen: true);
        var before = Attempt;
        _flow.Decide(new HoldOrder("ana", "look first"));

        _flow.Decide(Found(SomeEmporix.Data, before));

        (_flow.Row.Pending, _flow.Row.State).ShouldBe((null, OrderState.Held));
        _flow.Sent.ShouldBeEmpty();
        _flow.Decide(new ReleaseOrder("ana", "looked")).Resumes().Sent.ShouldHaveSingleItem();
        _flow.Decide(Found(SomeEmporix.Data, Attempt)).Row.StepNamed("emporix/capture/t-1").ShouldNotBeNull();
    }

    [Fact]
    public void nobody_can_say_in_its_stead_what_it_finds_out()
    {
        _flow.Decide(new StepFailed("emporix/recalculate", Attempt, FailureKind.OutcomeUnknown, "no answer", null));

        Should.Throw<CommandRefusedException>(() => _flow.Decide(new ConfirmOutcome("emporix/recalculate", true, null, null, "ana", "looked")))
            .Message.ShouldContain("nobody can say it in its stead");
        _flow.Decide(new ConfirmOutcome("emporix/recalculate", false, null, Attempt, "ana", "looked")).Resumes().Sent.OfType<RunStep>()
            .ShouldHaveSingleItem().Attempt.ShouldBe(Attempt);
    }

    [Fact]
    public void what_was_found_before_that_is_no_answer()
    {
        var before = Attempt;
        _flow.Arrives(s_newer).Row.Pending.ShouldBeNull();
        Attempt.ShouldBeGreaterThan(before);

        _flow.Decide(Found(s_nothing, before)).Changed.ShouldBeFalse();

        _flow.Decide(Found(SomeEmporix.Data, Attempt)).Row.StepNamed("emporix/capture/t-1").ShouldNotBeNull();
    }

    private StepAccepted Found(EmporixData data, int attempt) =>
        new("emporix/recalculate", null, _flow.Now, Found: data.ToJson(), Attempt: attempt);
}
