using Invoicing.Contracts;
using Invoicing.Process;
using Invoicing.Tests.Process;

namespace Invoicing.Tests.Emporix;

public class What_a_person_does_by_hand
{
    [Fact]
    public void lets_an_order_whose_card_was_declined_go_on_to_its_number()
    {
        var flow = Refuse(SomeEmporix.Recalculated(), "emporix/capture/t-1");

        Confirm(flow, "emporix/capture/t-1");

        flow.Row.StepNamed("emporix/number")!.Status.ShouldBe(StepStatus.Sent);
    }

    [Fact]
    public void completes_an_order_whose_mail_was_refused()
    {
        var flow = SomeEmporix.Recalculated();
        foreach (var step in new[] { "emporix/capture/t-1", "emporix/number", "emporix/pdf" })
        {
            flow.Decide(new StepAccepted(step, null, flow.Now));
        }

        Confirm(Refuse(flow, "emporix/mail/1"), "emporix/mail/1");

        flow.Row.State.ShouldBe(OrderState.Completed);
    }

    /// <summary>Nobody else draws a number or makes the PDF.</summary>
    [Fact]
    public void is_no_number()
    {
        var flow = SomeEmporix.Recalculated();
        flow.Decide(new StepAccepted("emporix/capture/t-1", null, flow.Now));
        Refuse(flow, "emporix/number");

        Should.Throw<CommandRefusedException>(() => Confirm(flow, "emporix/number")).Message.ShouldContain("nothing to confirm");
    }

    private static Flow Refuse(Flow flow, string step) =>
        flow.Decide(new StepFailed(step, flow.Row.StepNamed(step)!.Attempt, FailureKind.Refused, "no", null));

    private static Flow Confirm(Flow flow, string step) =>
        flow.Decide(new ConfirmOutcome(step, WasDone: true, null, null, "ops", "paid in cash"));
}
