using Invoicing.Contracts;
using Invoicing.Emporix;
using Invoicing.Process;
using Invoicing.Tests.Process;

namespace Invoicing.Tests.Emporix;

public class When_an_order_is_dismissed
{
    private static readonly EmporixPayment s_captured = new("t-1", 74.90m, 74.90m);

    [Fact]
    public void of_which_nothing_was_captured_nobody_is_asked() =>
        Dismiss(SomeEmporix.Recalculated()).Row.State.ShouldBe(OrderState.Dismissed);

    [Fact]
    public void what_was_captured_must_be_known_to_whoever_dismisses_it()
    {
        var flow = Captured("t-1");

        var behind = Should.Throw<LeavesBehindException>(() => Dismiss(flow));

        behind.Left.ShouldBe("74.90 EUR are captured.");
        behind.Message.ShouldBe("Order emporix/acme/o-1 would leave behind what nobody takes back by itself: 74.90 EUR are captured. Settle "
            + "that, then dismiss it with --yes.");
        flow.Row.State.ShouldBe(OrderState.Invoicing);
        Dismiss(flow, behind.Left).Row.State.ShouldBe(OrderState.Dismissed);
        flow.Row.NewTimelineEntries[^1].Details!["left"].ShouldBe(behind.Left);
    }

    [Fact]
    public void more_that_came_meanwhile_is_told_anew()
    {
        var flow = Captured("t-1");
        var before = Should.Throw<LeavesBehindException>(() => Dismiss(flow)).Left;
        flow.Decide(new StepAccepted("emporix/number", "INV-1", flow.Now));

        Should.Throw<LeavesBehindException>(() => Dismiss(flow, before)).Left
            .ShouldBe("74.90 EUR are captured. Its invoice has the number INV-1.");
    }

    [Fact]
    public void only_what_was_captured_counts()
    {
        EmporixPayment[] payments =
        [
            s_captured with { Amount = 20 }, s_captured with { TransactionId = "t-2", Amount = 30.5m },
            new(null, 10, 10, "status CAPTURE_SUCCESS"), new(null, 14.40m, 0, "provider INVOICE"),
        ];
        var flow = SomeEmporix.Recalculated(data => data with { Payments = payments });
        flow.Decide(new StepAccepted("emporix/capture/t-2", null, flow.Now));
        flow.Decide(new StepFailed("emporix/capture/t-1", 2, FailureKind.Refused, "card expired", null));

        Should.Throw<LeavesBehindException>(() => Dismiss(flow)).Left.ShouldBe("40.50 EUR are captured.");
    }

    private static Flow Captured(string transaction)
    {
        var flow = SomeEmporix.Recalculated();
        return flow.Decide(new StepAccepted($"emporix/capture/{transaction}", null, flow.Now));
    }

    private static Flow Dismiss(Flow flow, string? leaving = null) => flow.Decide(new DismissOrder("ops", "by hand", leaving));
}
