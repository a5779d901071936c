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
    public void it_is_asked_for_once_more_though_there_was_nothing_to_invoice(bool callOpen)
    {
        _flow.Arrives(s_newer, callOpen: true).Row.Pending.ShouldNotBeNull();
        var before = Attempt;

        _flow.Decide(Found(s_nothing, before) with { CallOpen = callOpen });

        _flow.Row.Pending.ShouldBeNull();
        _flow.Row.State.ShouldBe(OrderState.Invoicing);
        Attempt.ShouldBeGreaterThan(before);
        _flow.Decide(Found(SomeEmporix.Data, Attempt)).Row.StepNamed("emporix/capture/t-1").ShouldNotBeNull();
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
