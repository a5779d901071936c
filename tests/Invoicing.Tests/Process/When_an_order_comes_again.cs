using Invoicing.Contracts;
using Invoicing.Orders;
using Invoicing.Process;
using Invoicing.RetailPro;

namespace Invoicing.Tests.Process;

public class When_an_order_comes_again
{
    private static readonly Order First = Some.SplitOrder;
    private static readonly Order Newer = First with { CompletedAt = First.CompletedAt!.Value.AddMinutes(1), Total = 61 };
    private readonly Flow _flow = new();

    [Fact]
    public void a_copy_changes_nothing() => _flow.Arrives(First).Arrives(First with { OrderName = "1042" }).Changed.ShouldBeFalse();

    [Fact]
    public void amounts_are_compared_by_value() =>
        _flow.Arrives(First with { Total = 60m }).Arrives(First with { Total = 60.00m }).Changed.ShouldBeFalse();

    [Fact]
    public void newer_content_is_taken_over_while_nothing_was_started()
    {
        _flow.Arrives(First).Arrives(Newer);

        _flow.Row.Content.ShouldBe(Newer);
        _flow.Sent.ShouldBe([new InvoiceOrder("1042", 2)]);
    }

    [Fact]
    public void newer_content_waits_while_a_call_is_open_and_is_taken_over_when_it_had_no_effect()
    {
        _flow.Arrives(First).Arrives(Newer, callOpen: true);
        _flow.Row.Content.ShouldBe(First);

        _flow.InvoiceDeferred().Resumes();

        _flow.Row.Content.ShouldBe(Newer);
        _flow.Row.Pending.ShouldBeNull();
    }

    [Fact]
    public void newer_content_stays_waiting_while_the_outcome_is_unknown() =>
        _flow.Arrives(First).Arrives(Newer, callOpen: true).InvoiceDeferred(unknown: true).Resumes(callOpen: true).Row.Content
            .ShouldBe(First);

    [Fact]
    public void after_the_invoice_it_is_only_told()
    {
        _flow.Arrives(First).Arrives(Newer, callOpen: true).Invoiced();

        _flow.Row.Content.ShouldBe(First);
        _flow.Row.Warnings.ShouldHaveSingleItem().ShouldContain("earlier content");
        _flow.Sent.OfType<InvoicingFailed>().Single().Kind.ShouldBe(FailureKind.InvoicedWithEarlierData);
        _flow.Row.State.ShouldBe(OrderState.Transferring);
    }

    [Fact]
    public void newer_content_of_a_send_sale_whose_slip_was_made_meanwhile_is_told()
    {
        var sale = First with { SalesChannel = "POS", SoldAtStore = "SVA32", Items = [First.Items[0]] };
        _flow.Arrives(sale).Arrives(sale with { CompletedAt = Newer.CompletedAt, Total = 61 }, callOpen: true).Transferred();

        _flow.Sent.OfType<InvoicingFailed>().Single().Kind.ShouldBe(FailureKind.InvoicedWithEarlierData);
        _flow.Row.Pending.ShouldBeNull();
    }

    [Fact]
    public void newer_content_of_a_send_sale_keeps_the_slip_that_was_made_and_sends_the_other()
    {
        _flow.Arrives(SendSale).Transferred(0).TransferFails(transfer: 1).Arrives(Corrected(SendSale, "SVA40"));

        _flow.Row.Transfers.Select(transfer => (transfer.SlipNo, transfer.Step.Status))
            .ShouldBe([("00000731", StepStatus.Done), ("00000732", StepStatus.Sent)]);
        _flow.Sent.ShouldBe([new TransferInventory("1042", "00000732", _flow.Row.Transfers[1].Step.Attempt)]);
        _flow.Row.Warnings.ShouldBeEmpty();
    }

    [Fact]
    public void newer_content_that_changes_a_slip_that_was_made_is_only_told()
    {
        _flow.Arrives(SendSale).Transferred(0).TransferFails(transfer: 1).Arrives(Corrected(SendSale, "SVA11"));

        _flow.Row.Content.ShouldBe(SendSale);
        _flow.Sent.OfType<InvoicingFailed>().Single().Kind.ShouldBe(FailureKind.InvoicedWithEarlierData);
    }

    [Fact]
    public void newer_content_of_a_send_sale_waits_for_the_open_call_and_is_taken_over_after_the_other_slip_was_made()
    {
        _flow.Arrives(SendSale).TransferFails(transfer: 1).Arrives(Corrected(SendSale, "SVA40"), callOpen: true).Transferred(0).Resumes();

        _flow.Row.Content.Items[1].Quantity.ShouldBe(2);
        _flow.Row.Transfers.Select(transfer => transfer.Step.Status).ShouldBe([StepStatus.Done, StepStatus.Sent]);
    }

    private static Order SendSale => First with { SalesChannel = "POS", SoldAtStore = "SVA32" };

    private static Order Corrected(Order order, string store) => order with
    {
        CompletedAt = Newer.CompletedAt,
        Items = [.. order.Items.Select(line => line.ShippedFrom == store ? line with { Quantity = 2 } : line)],
    };

    [Fact]
    public void a_correction_that_adds_the_missing_id_is_taken_over() => _flow
        .Arrives(First with { OrderId = null }).InvoiceFails(FailureKind.InvalidData).Arrives(First).Row.Content.OrderId.ShouldBe("M1");

    [Fact]
    public void while_it_waits_for_an_open_call_the_order_is_looked_at_now_and_then_and_not_all_the_time()
    {
        _flow.Arrives(First).Arrives(Newer, callOpen: true).InvoiceFails().Notified().Resumes(callOpen: true);
        _flow.Row.DueAt.ShouldBe(_flow.Now + TimeSpan.FromSeconds(30));

        _flow.Resumes().Row.Content.ShouldBe(Newer);
    }

    [Fact]
    public void when_only_a_person_can_settle_the_open_call_one_is_told_and_the_order_is_no_longer_looked_at()
    {
        _flow.Arrives(First).Arrives(Newer, callOpen: true).InvoiceFails().Notified();
        for (var looks = 0; looks < 10 && !_flow.Row.WaitsForConfirmation; looks++)
        {
            _flow.Resumes(callOpen: true);
        }

        _flow.Sent.ShouldHaveSingleItem().ShouldBeOfType<InvoicingFailed>().ShouldSatisfyAllConditions(
            failed => failed.Kind.ShouldBe(FailureKind.OutcomeUnknown), failed => failed.Message
                .ShouldContain("A corrected order has arrived"));
        _flow.Notified().Row.DueAt.ShouldBeNull();
        _flow.Row.Pending.ShouldBe(Newer);
        _flow.Decide(new ConfirmOutcome(RetailProSteps.Invoice, false, null, _flow.Row.Invoice!.Attempt, "ana", "looked")).Row.Content
            .ShouldBe(Newer);
    }

    [Fact]
    public void a_correction_that_waits_for_one_slip_is_taken_over_when_that_is_made()
    {
        var sendSale = Some.SplitOrder with { SalesChannel = "POS", SoldAtStore = "SVA32" };
        var flow = new Flow().Arrives(sendSale);
        var (failed, open) = (flow.Row.Transfers[0], flow.Row.Transfers[1]);
        flow.Decide(new StepFailed(RetailProSteps.SlipName(failed.SlipNo), failed.Step.Attempt, FailureKind.InvalidData, "no price", null))
            .Notified();
        var corrected = sendSale with { CompletedAt = sendSale.CompletedAt + TimeSpan.FromMinutes(1) };

        flow.Arrives(corrected, callOpen: true).Row.Pending.ShouldBe(corrected);
        flow.Resumes(callOpen: true).Decide(new StepAccepted(RetailProSteps.SlipName(open.SlipNo), null, flow.Now));

        flow.Row.DueAt.ShouldBe(flow.Now);
        flow.Resumes().Row.Content.ShouldBe(corrected);
    }

    [Fact]
    public void older_content_is_ignored()
    {
        _flow.Arrives(Newer).Arrives(First);
        _flow.Row.Content.ShouldBe(Newer);
    }

    [Fact]
    public void an_item_that_goes_back_to_open_is_ignored()
    {
        var held = First with { CompletedAt = Newer.CompletedAt, Items = [First.Items[0], First.Items[
            1] with { Status = "Open", ShippedFrom = null, ShippedAt = null }] };
        _flow.Arrives(First).Arrives(held).Row.Content.ShouldBe(First);
    }

    [Fact]
    public void a_held_order_is_invoiced_once_it_is_completed()
    {
        var held = First with { CompletedAt = null, Items = [First.Items[0], First.Items[
            1] with { Status = "Open", ShippedFrom = null, ShippedAt = null }] };
        _flow.Arrives(held).Arrives(First).Sent.ShouldBe([new InvoiceOrder("1042", 1)]);
    }

    [Fact]
    public void the_same_order_under_another_id_is_a_duplicate() =>
        _flow.Arrives(First).Arrives(First with { OrderId = "M2" })
            .ShouldSatisfyAllConditions(f => f.Sent.ShouldBeEmpty(), f => f.Row.Content.OrderId.ShouldBe("M1"));

    [Fact]
    public void another_order_under_the_same_number_is_a_conflict() =>
        Should.Throw<OrderNumberConflictException>(() => _flow.Arrives(First).Arrives(First with { OrderId = "M2", Total = 1 })).Message
            .ShouldContain("1042");

    [Fact]
    public void another_order_without_an_id_is_told_as_such() =>
        Should.Throw<OrderNumberConflictException>(() => _flow.Arrives(First).Arrives(First with { OrderId = null, Total = 1 })).Message
            .ShouldContain("; one without an orderId came");

    [Fact]
    public void under_another_number_both_are_named_however_long_the_id_is() =>
        new OrderIdConflictException("NN1042", new string('x', 2000), "1042").Message[..150]
            .ShouldStartWith("Order NN1042 has the orderId of order 1042 (xxx");

    [Theory]
    [InlineData("older")]
    [InlineData("too late")]
    [InlineData("waits")]
    public void the_id_under_which_it_comes_later_is_its_own_whatever_becomes_of_the_content(string content)
    {
        _flow.Arrives(First with { OrderId = null });
        if (content == "too late")
        {
            _flow.Invoiced();
        }

        _flow.Arrives(
            content == "older" ? First with { CompletedAt = First.CompletedAt!.Value.AddHours(-1) } : Newer,
            callOpen: content == "waits");

        _flow.Row.Content.OrderId.ShouldBeNull();
        (_flow.Row.OmsId, _flow.Row.OmsIds).ShouldSatisfyAllConditions(ids => ids.OmsId.ShouldBe("M1"), ids => ids.OmsIds.ShouldBe(["M1"]));
        Should.Throw<OrderNumberConflictException>(
            () => _flow.Arrives(Newer with { OrderId = "M2", Total = 70, CompletedAt = First.CompletedAt!.Value.AddDays(1) }));
    }

    [Fact]
    public void the_id_of_a_second_import_is_its_own_too_and_that_of_another_order_is_not()
    {
        _flow.Arrives(First).Arrives(First with { OrderId = "M2" });
        Should.Throw<OrderNumberConflictException>(() => _flow.Arrives(First with { OrderId = "M3", Total = 1 }));

        _flow.Row.OmsIds.ShouldBe(["M2", "M1"], ignoreOrder: true);
        _flow.Arrives(First with { OrderId = "M2", Total = 60.0m }).Changed.ShouldBeFalse();
    }

    [Fact]
    public void its_ids_are_free_once_it_is_taken_out_and_not_if_something_of_it_was_accepted()
    {
        _flow.Arrives(First).Decide(new DismissOrder("ana", "wrong number")).Row.OmsIds.ShouldBeEmpty();
        _flow.Arrives(Newer).Row.OmsIds.ShouldBeEmpty();

        var invoiced = new Flow().Arrives(First).Invoiced().Decide(new DismissOrder("ana", "slips by hand"));
        (invoiced.Row.State, invoiced.Row.OmsIds).ShouldSatisfyAllConditions(
            row => row.State.ShouldBe(OrderState.Dismissed),
            row => row.OmsIds.ShouldBe(["M1"]));
        // What turns out later is a fact as well.
        _flow.Invoiced().Row.OmsIds.ShouldBe(["M1"]);
    }

    [Fact]
    public void corrected_content_cures_a_refused_order() => _flow.Arrives(First).InvoiceFails().Arrives(Newer).ShouldSatisfyAllConditions(
        f => f.Row.State.ShouldBe(OrderState.Invoicing), f => f.Sent.ShouldBe([new InvoiceOrder("1042", 2)]));
}
