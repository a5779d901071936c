using Invoicing.Contracts;
using Invoicing.Orders;
using Invoicing.Process;
using Invoicing.RetailPro;
using Invoicing.Systems;
using Invoicing.Tests.Process;
using Invoicing.Vtex;

namespace Invoicing.Tests.Vtex;

public class When_the_OMS_says_not_where_the_invoice_goes
{
    private static readonly VtexAddress s_home = new("Rua Um", "10", "", "Centro", "São Paulo", "BRA");
    private static readonly VtexAddress s_office = new("Avenida Dois", "20", "Andar 3", null, "Santos", "BRA");
    private static readonly VtexClient s_client = new(
        "Ana", "Lima", "ana@example.test", "00000000191", "cpf", "+5511900000000", true, "Lima Ltda.", null, "12345678000195");

    private readonly Flow _flow = SomeVtex.FlowOf();

    [Fact]
    public void VTEX_is_asked_before_the_invoice_is_made_and_what_the_OMS_says_stays()
    {
        _flow.Arrives(SomeVtex.Order() with { Billing = new Party { FirstName = "Rosa" } });
        _flow.Sent.OfType<InvoiceOrder>().ShouldBeEmpty();
        _flow.Row.State.ShouldBe(OrderState.Invoicing);
        Found(VtexCalls.Billing(InVtex(s_office)).Found!);

        _flow.Sent.OfType<InvoiceOrder>().ShouldHaveSingleItem();
        var billing = _flow.Row.Enriched!.Billing!;
        (billing.FirstName, billing.LastName, billing.Address1, billing.Address2, billing.City, billing.Country, billing.DocumentNo)
            .ShouldBe(("Rosa", "Lima", "Avenida Dois, 20", "Andar 3", "Santos", "BRA", "00000000191"));
        (_flow.Row.Enriched.FiscalCredit!.CompanyName, _flow.Row.Enriched.FiscalCredit.CompanyId).ShouldBe(("Lima Ltda.", "12345678000195"));
        _flow.Row.Planned.Billing.ShouldBe(billing);
        _flow.Row.Content.Billing!.Address1.ShouldBeNull();
    }

    [Fact]
    public void the_address_of_the_parcel_counts_where_there_is_no_other() =>
        VtexBilling.Of(InVtex(new(null, "20", null, null, null, null))).Known!.Billing.Address1.ShouldBe("Rua Um, 10");

    [Fact]
    public void newer_content_is_completed_with_what_was_found()
    {
        _flow.Arrives(SomeVtex.Order() with { Billing = null });
        Found(VtexCalls.Billing(InVtex(s_office)).Found!);
        _flow.InvoiceDeferred();
        _flow.Arrives(SomeVtex.Order() with { Billing = null, CompletedAt = Some.Now, Total = 74 });

        (_flow.Row.Planned.Total, _flow.Row.Planned.Billing!.City).ShouldBe((74, "Santos"));
    }

    [Fact]
    public void newer_content_that_came_meanwhile_is_invoiced_and_not_the_older()
    {
        _flow.Arrives(SomeVtex.Order() with { Billing = null });
        _flow.Arrives(SomeVtex.Order() with { Billing = null, CompletedAt = Some.Now, Total = 74 }, callOpen: true);
        _flow.Row.Pending.ShouldNotBeNull();
        Found(VtexCalls.Billing(InVtex(s_office)).Found!);

        _flow.Row.Pending.ShouldBeNull();
        _flow.Sent.OfType<InvoiceOrder>().ShouldHaveSingleItem();
        (_flow.Row.Planned.Total, _flow.Row.Planned.Billing!.City).ShouldBe((74, "Santos"));
    }

    [Fact]
    public void what_another_order_says_is_not_this_orders()
    {
        _flow.Arrives(SomeVtex.Order() with { Billing = null, Vtex = new() { Account = "acme", OrderId = "of-somebody-else" } });
        Found(VtexCalls.Billing(InVtex(s_office)).Found!);
        _flow.InvoiceDeferred();
        _flow.Arrives(SomeVtex.Order() with { Billing = null, CompletedAt = Some.Now });

        _flow.Row.Enriched.ShouldBeNull();
        _flow.Row.StepsIn("vtex").ShouldContain(step => step.Name == $"vtex/billing/acme~{SomeVtex.OrderId}");
        _flow.Sent.OfType<InvoiceOrder>().ShouldBeEmpty();
    }

    [Fact]
    public void a_wrong_id_can_be_corrected_after_the_invoice_is_made_as_without_it()
    {
        _flow.Arrives(SomeVtex.Order() with { Billing = null });
        Found(VtexCalls.Billing(InVtex(s_office)).Found!);
        _flow.Invoiced("INV000001");
        _flow.Arrives(SomeVtex.Order() with { Billing = null, CompletedAt = Some.Now, Vtex = new() { Account = "acme", OrderId = "v2" } });

        _flow.Row.Notices.ShouldBeEmpty();
        SomeVtex.InvoicesOf(_flow.Row).ShouldHaveSingleItem().Name.ShouldBe("vtex/invoice/acme~v2~INV000001");
    }

    [Fact]
    public void an_invoice_that_is_on_its_way_waits_for_no_address()
    {
        _flow.Arrives(SomeVtex.Order());
        _flow.Take(_flow.Row with { Content = SomeVtex.Order() with { Billing = null } });
        _flow.Decide(new StepAccepted(_flow.Row.StepsIn("vtex").Single().Name, null, _flow.Now));

        _flow.Row.StepsIn("vtex").ShouldNotContain(step => step.Key.Operation == VtexSteps.Billing);
    }

    [Fact]
    public void an_address_that_the_OMS_has_sent_is_not_asked_for()
    {
        _flow.Arrives(SomeVtex.Order());
        _flow.Row.StepsIn("vtex").ShouldHaveSingleItem().Key.Operation.ShouldBe(VtexSteps.StartHandling);
        _flow.Sent.OfType<InvoiceOrder>().ShouldHaveSingleItem();
    }

    [Fact]
    public void an_incomplete_address_is_named_and_can_be_corrected()
    {
        var result = VtexCalls.Billing(InVtex(s_office with { Country = null }));
        (result.Outcome, result.Refusal).ShouldBe((CallOutcome.Refused, FailureKind.InvalidData));
        result.Message.ShouldContain("invoiceData.address.country is missing");

        _flow.Arrives(SomeVtex.Order() with { Billing = null });
        var step = _flow.Row.StepsIn("vtex").Single(step => step.Key.Operation == VtexSteps.Billing);
        _flow.Decide(new StepFailed(step.Name, step.Attempt, FailureKind.InvalidData, result.Message, null)).Notified();
        _flow.Row.State.ShouldBe(OrderState.Failed);
        _flow.Decide(new CorrectOrder(
            _flow.Row.Content with { Billing = Some.Customer }, Fingerprints.OfContent(_flow.Row.Content), ["billing"], "ana", "asked"));

        _flow.Row.StepsIn("vtex").ShouldNotContain(other => other.Key.Operation == VtexSteps.Billing);
        _flow.Resumes().Sent.OfType<InvoiceOrder>().ShouldHaveSingleItem();
    }

    [Fact]
    public void what_was_found_is_no_answer_that_the_journal_keeps()
    {
        var result = VtexCalls.Billing(InVtex(s_office));
        result.Body.ShouldBeNull();
        result.Message.ShouldNotContain("Ana");
    }

    private void Found(string json)
    {
        var step = _flow.Row.StepsIn("vtex").Single(step => step.Key.Operation == VtexSteps.Billing);
        _flow.Decide(new StepAccepted(step.Name, null, _flow.Now, Found: json));
    }

    private static Invoicing.Vtex.VtexOrder InVtex(VtexAddress invoiceAddress) =>
        SomeVtex.InVtex() with { InvoiceData = new(invoiceAddress), ShippingData = new(s_home), ClientProfileData = s_client };
}
