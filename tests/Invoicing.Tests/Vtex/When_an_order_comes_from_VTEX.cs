using Invoicing.Contracts;
using Invoicing.Orders;
using Invoicing.Process;
using Invoicing.RetailPro;
using Invoicing.Tests.Process;
using Invoicing.Vtex;

namespace Invoicing.Tests.Vtex;

public class When_an_order_comes_from_VTEX
{
    private const string Invoice = $"vtex/invoice/acme~{SomeVtex.OrderId}~INV000001";
    private const string Invoiced = $"vtex/invoiced/acme~{SomeVtex.OrderId}~INV000001";
    private const string Handling = $"vtex/start-handling/acme~{SomeVtex.OrderId}";

    private readonly Flow _flow = SomeVtex.FlowOf();

    [Fact]
    public void it_is_told_of_the_invoice_when_that_is_made_and_asked_when_all_is_told()
    {
        _flow.Arrives(SomeVtex.Order());
        Names().ShouldBe(["invoice", Handling]);
        Done(Handling);

        _flow.Invoiced("INV000001");
        _flow.Row.State.ShouldBe(OrderState.Delivering);
        Sent().ShouldBe([Invoice]);
        Done(Invoice);
        Sent().ShouldBe([Invoiced]);
        Done(Invoiced);
        _flow.Row.State.ShouldBe(OrderState.Completed);
    }

    [Fact]
    public void an_order_from_elsewhere_has_no_step_there()
    {
        _flow.Arrives(SomeVtex.Order() with { Vtex = null }).Invoiced();

        Names().ShouldBe(["invoice"]);
    }

    [Fact]
    public void each_invoice_is_a_step_and_together_they_are_the_total()
    {
        var order = SomeVtex.Order() with
        {
            Total = 73.50m,
            Items = [SomeVtex.Line(1, "A", 1, 36.50m) with { InvoiceNumber = "INV000001" }, SomeVtex.Line(2, "B", 1, 33.51m) with { InvoiceNumber = "INV000002" }],
        };
        _flow.Arrives(order);
        Done(Handling);
        _flow.Invoiced("INV000001");

        SomeVtex.InvoicesOf(_flow.Row).Select(step => step.Name)
            .ShouldBe([Invoice, Invoice.Replace("INV000001", "INV000002", StringComparison.Ordinal)]);
        VtexParts.Of(_flow.Row, SomeVtex.Settings()).Select(part => part.Cents).ShouldBe([4000, 3350]);
        Sent().ShouldBe([Invoice]);
        Done(Invoice);
        Sent().Single().ShouldEndWith("INV000002");
    }

    [Fact]
    public void a_wrong_id_can_be_corrected_after_the_invoice_is_made()
    {
        _flow.Arrives(SomeVtex.Order() with { Vtex = new() { Account = "acme", OrderId = "wrong" } });
        var handling = _flow.Row.Steps.Single(step => step.Key.Operation == VtexSteps.StartHandling);
        _flow.Decide(new StepFailed(handling.Name, handling.Attempt, FailureKind.Refused, "OMS007", null)).Notified();
        _flow.Invoiced("INV000001");
        _flow.Row.State.ShouldBe(OrderState.Failed);

        _flow.Arrives(SomeVtex.Order() with { CompletedAt = Some.Now });

        _flow.Row.Steps.Single(step => step.Name == "invoice").Status.ShouldBe(StepStatus.Done);
        SomeVtex.InvoicesOf(_flow.Row).ShouldHaveSingleItem().Name.ShouldBe(Invoice);
        Sent().ShouldBe([Handling]);
    }

    [Fact]
    public void what_the_invoice_holds_cannot_be_changed_after_it_is_made()
    {
        _flow.Arrives(SomeVtex.Order()).Invoiced("INV000001");
        _flow.Arrives(SomeVtex.Order() with { CompletedAt = Some.Now, Total = 80 });

        _flow.Row.Content.Total.ShouldBe(73.50m);
        _flow.Row.Notices.ShouldHaveSingleItem().Kind.ShouldBe(FailureKind.InvoicedWithEarlierData);
    }

    [Fact]
    public void another_source_of_numbers_plans_anew_what_was_not_sent()
    {
        var settings = SomeVtex.Settings();
        var flow = SomeVtex.FlowOf(settings).Arrives(SomeVtex.Order());
        flow.Decide(new StepAccepted(Handling, null, flow.Now)).Invoiced("INV-1/2");
        var step = SomeVtex.InvoicesOf(flow.Row).Single();
        settings.Accounts["acme"].InvoiceNumber = InvoiceNumberSource.OrderNo;
        flow.Decide(new StepDeferred(step.Name, step.Attempt, "settings", null, false)).Resumes();

        SomeVtex.InvoicesOf(flow.Row).Single().Name.ShouldBe($"vtex/invoice/acme~{SomeVtex.OrderId}~{flow.Row.OrderNo}");
    }

    [Fact]
    public void the_start_of_handling_keeps_no_newer_content_away()
    {
        _flow.Arrives(SomeVtex.Order());
        Done(Handling);
        _flow.InvoiceDeferred();
        _flow.Arrives(SomeVtex.Order() with { CompletedAt = Some.Now, Items = [.. SomeVtex.Order().Items, Some.Line(2, null, "Open")] });

        _flow.Row.State.ShouldBe(OrderState.Held);
        _flow.Row.Notices.ShouldBeEmpty();

        _flow.Arrives(SomeVtex.Order() with { CompletedAt = Some.Now.AddMinutes(1), Items = [Some.Line(1, null, "Cancelled"), Some.Line(2, null, "Cancelled")] });
        _flow.Row.State.ShouldBe(OrderState.NothingToInvoice);
        _flow.Sent.ShouldBeEmpty();
    }

    [Fact]
    public void the_start_of_handling_keeps_no_id_of_the_OMS()
    {
        _flow.Arrives(SomeVtex.Order());
        Done(Handling);
        _flow.InvoiceFails().Notified();
        _flow.Decide(new DismissOrder("ana", "wrong number"));

        _flow.Row.OmsIds.ShouldBeEmpty();
    }

    [Fact]
    public void a_later_time_alone_plans_nothing_anew_after_the_invoice_is_made()
    {
        _flow.Arrives(SomeVtex.Order()).Invoiced("INV000001");
        _flow.Arrives(SomeVtex.Order() with { CompletedAt = Some.Now });

        _flow.Row.Content.CompletedAt.ShouldNotBe(Some.Now);
        _flow.Row.Notices.ShouldHaveSingleItem().Kind.ShouldBe(FailureKind.InvoicedWithEarlierData);
    }

    [Fact]
    public void content_that_says_nothing_of_VTEX_any_more_is_told_and_not_taken_over()
    {
        _flow.Arrives(SomeVtex.Order()).Invoiced("INV000001");
        _flow.Arrives(SomeVtex.Order() with { CompletedAt = Some.Now, Vtex = null });

        SomeVtex.InvoicesOf(_flow.Row).ShouldHaveSingleItem();
        _flow.Row.Notices.ShouldHaveSingleItem().Kind.ShouldBe(FailureKind.InvoicedWithEarlierData);
    }

    [Fact]
    public void a_corrected_id_elects_no_other_store_whatever_the_settings_have_become()
    {
        var settings = new InvoicingSettings();
        var flow = new Flow(settings, others: new VtexPlanner(SomeVtex.Settings(), SomeVtex.Zone));
        var order = Some.SplitOrder with { Vtex = new() { Account = "acme", OrderId = "wrong" } };
        flow.Arrives(order).Invoiced("INV000001");
        var (store, slip) = (flow.Row.Store, flow.Row.Transfers.Single());
        settings.Election = ElectionPolicy.LastToShip;

        flow.Arrives(order with { CompletedAt = Some.Now, Vtex = SomeVtex.Reference() });

        flow.Row.Content.Vtex.ShouldBe(SomeVtex.Reference());
        (flow.Row.Store, flow.Row.Transfers.Single().Step.Name).ShouldBe((store, slip.Step.Name));
        flow.Row.Steps.Single(step => step.Name == "invoice").Status.ShouldBe(StepStatus.Done);
    }

    [Fact]
    public void an_account_has_the_name_that_the_settings_spell()
    {
        _flow.Arrives(SomeVtex.Order() with { Vtex = SomeVtex.Reference() with { Account = "ACME" } }).Invoiced("INV000001");

        SomeVtex.InvoicesOf(_flow.Row).ShouldHaveSingleItem().Name.ShouldBe(Invoice);
    }

    [Fact]
    public void one_without_lines_or_with_an_impossible_total_is_stored_and_its_faults_are_told()
    {
        _flow.Arrives(SomeVtex.Order() with { Total = 1e27m, SalesChannel = "POS", SoldAtStore = "SVA40" });

        _flow.Row.Steps.ShouldNotBeEmpty();
        VtexParts.Of(_flow.Row with { Content = _flow.Row.Content with { Items = [] } }, SomeVtex.Settings())
            .ShouldHaveSingleItem().Cents.ShouldBeNull();
    }

    private void Done(string step) => _flow.Decide(new StepAccepted(step, null, _flow.Now));

    private IReadOnlyList<string> Names() => [.. _flow.Row.Steps.Select(step => step.Name)];

    private IReadOnlyList<string> Sent() => [.. _flow.Sent.OfType<RunStep>().Select(command => command.Step)];
}
