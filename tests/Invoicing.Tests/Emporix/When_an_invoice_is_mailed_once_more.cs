using Invoicing.Contracts;
using Invoicing.Emporix;
using Invoicing.Process;
using Invoicing.Tests.Process;

namespace Invoicing.Tests.Emporix;

public class When_an_invoice_is_mailed_once_more
{
    private readonly Flow _flow = SomeEmporix.Recalculated();

    [Fact]
    public void it_is_a_further_step_of_an_order_that_was_completed_before_and_stays_so()
    {
        Done("capture/t-1", "number", "pdf", "mail/1");
        Completions().ShouldBe(1);

        Ask("ana@example.test");

        Sent().ShouldBe(["emporix/mail/2"]);
        (_flow.Row.State, _flow.Row.IsCompleted).ShouldBe((OrderState.Delivering, true));
        Request("mail/2").To.ShouldBe("ana@example.test");
        Done("mail/2");
        (_flow.Row.State, Completions()).ShouldBe((OrderState.Completed, 0));
        Ask(null);
        Sent().ShouldBe(["emporix/mail/3"]);
        (Request("mail/3").To, Request("mail/3").Email).ShouldBe((null, "rosa@example.test"));
    }

    [Fact]
    public void one_that_fails_leaves_the_order_invoiced_and_nobody_can_take_it_out()
    {
        Done("capture/t-1", "number", "pdf", "mail/1");
        Ask("ana@example.test");
        Fail("mail/2");

        (_flow.Row.State, _flow.Row.IsCompleted).ShouldBe((OrderState.Failed, true));
        Should.Throw<CommandRefusedException>(() => _flow.Decide(new DismissOrder("ops", "no mail"))).Message
            .ShouldBe("Order emporix/acme/o-1 is completed.");
        _flow.Decide(new ConfirmOutcome("emporix/mail/2", WasDone: true, null, null, "ops", "sent by hand")).Row.State
            .ShouldBe(OrderState.Completed);
    }

    [Fact]
    public void it_takes_the_place_of_one_that_has_failed()
    {
        Done("capture/t-1", "number", "pdf");
        Fail("mail/1");

        Ask("ana@example.test");

        Steps().ShouldBe(["emporix/mail/2"]);
        (_flow.Row.State, _flow.Row.IsCompleted).ShouldBe((OrderState.Delivering, false));
        Fail("mail/2");
        Ask("anna@example.test");
        Steps().ShouldBe(["emporix/mail/3"]);
        Request("mail/3").To.ShouldBe("anna@example.test");
        Done("mail/3");
        (_flow.Row.State, Completions()).ShouldBe((OrderState.Completed, 1));
    }

    [Fact]
    public void one_of_which_nobody_knows_what_became_of_it_stays_for_a_person()
    {
        Done("capture/t-1", "number", "pdf");
        Fail("mail/1", FailureKind.OutcomeUnknown);

        Ask("ana@example.test");

        Steps().ShouldBe(["emporix/mail/1", "emporix/mail/2"]);
        Done("mail/2");
        _flow.Row.State.ShouldBe(OrderState.Failed);
    }

    [Fact]
    public void the_same_key_is_the_same_mail_and_with_another_address_none()
    {
        Done("capture/t-1", "number", "pdf", "mail/1");
        Ask("ana@example.test", "k-1");

        Ask("ana@example.test", "k-1").Changed.ShouldBeFalse();
        Should.Throw<CommandRefusedException>(() => Ask("rosa@example.test", "k-1")).Message.ShouldContain("used for another mail");

        Ask("ana@example.test", "k-2");
        Ask("ana@example.test");
        Steps().ShouldBe(["emporix/mail/1", "emporix/mail/2", "emporix/mail/3", "emporix/mail/4"]);
    }

    [Fact]
    public void what_was_asked_for_is_forgotten_with_the_personal_data_and_its_numbers_are_not()
    {
        Done("capture/t-1", "number", "pdf", "mail/1");
        Ask("ana@example.test");
        Done("mail/2");
        var data = EmporixData.Of(_flow.Row)!;
        _flow.Take(_flow.Row.WithData("emporix", (data with { Personal = null }).Stored()));

        Ask("rosa@example.test");

        Sent().ShouldBe(["emporix/mail/3"]);
        Steps().ShouldBe(["emporix/mail/1", "emporix/mail/2", "emporix/mail/3"]);
    }

    [Fact]
    public void none_goes_out_before_the_first_is_planned_and_no_more_than_a_hundred()
    {
        var early = new Flow(others: new EmporixPlanner()).Arrives(SomeEmporix.Order);
        Should.Throw<CommandRefusedException>(() => early.Decide(Wish(null, null))).Message
            .ShouldBe("Order emporix/acme/o-1 is not at the point where this could be done.");

        Done("capture/t-1", "number", "pdf", "mail/1");
        for (var number = 2; number <= 100; number++)
        {
            Ask(null);
        }

        Should.Throw<CommandRefusedException>(() => Ask(null)).Message.ShouldContain("100 times at most");
    }

    private Flow Ask(string? to, string? key = null) => _flow.Decide(Wish(to, key));

    private static AskForMore Wish(string? to, string? key) => new("emporix", new MailWish(to, key), "shop", "");

    private void Done(params string[] steps)
    {
        foreach (var step in steps)
        {
            _flow.Decide(new StepAccepted($"emporix/{step}", step == "number" ? "INV-1" : null, _flow.Now));
        }
    }

    private void Fail(string step, FailureKind kind = FailureKind.Refused) => _flow.Decide(new StepFailed(
        $"emporix/{step}", _flow.Row.StepNamed($"emporix/{step}")!.Attempt, kind, "550", null));

    private EmporixRequest Request(string step)
    {
        var settings = new EmporixSettings { Tenants = { ["acme"] = new() } };
        return EmporixRequest.Parse(EmporixRequest.Prepare(StepKey.Parse($"emporix/{step}"), _flow.Row, settings).Body!);
    }

    private List<string> Steps() => [.. _flow.Row.Steps.Where(step => step.Key.Operation == EmporixSteps.Mail).Select(step => step.Name)];

    private List<string> Sent() => [.. _flow.Sent.OfType<RunStep>().Select(step => step.Step)];

    private int Completions() => _flow.Sent.OfType<InvoicingCompleted>().Count();
}
