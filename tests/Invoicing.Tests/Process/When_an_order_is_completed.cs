using Invoicing.Contracts;
using Invoicing.Process;
using Invoicing.RetailPro;

namespace Invoicing.Tests.Process;

public class When_an_order_is_completed
{
    private readonly Flow _flow = new();

    [Fact]
    public void the_first_shipping_store_is_invoiced()
    {
        _flow.Arrives(Some.SplitOrder);

        _flow.Row.Store.ShouldBe("SVA11");
        _flow.Sent.ShouldBe([new InvoiceOrder("1042", 1)]);
        _flow.Row.State.ShouldBe(OrderState.Invoicing);
    }

    [Fact]
    public void nothing_is_transferred_before_the_invoice_is_accepted()
    {
        _flow.Arrives(Some.SplitOrder);
        _flow.Row.Transfers.ShouldBeEmpty();

        _flow.Invoiced();

        _flow.Sent.ShouldBe([new TransferInventory("1042", "00000731", 2)]);
        _flow.Row.Transfers.Single().ShouldSatisfyAllConditions(t => t.FromStore.ShouldBe("SVA40"), t => t.ToStore.ShouldBe("SVA11"));
        _flow.Row.State.ShouldBe(OrderState.Transferring);
    }

    [Fact]
    public void it_is_completed_when_every_slip_is_accepted()
    {
        _flow.Arrives(Some.Order(Some.Line(1, "SVA11"), Some.Line(2, "SVA40", hour: 9), Some.Line(3, "A27", hour: 10))).Invoiced()
            .Transferred(1);
        _flow.Row.State.ShouldBe(OrderState.Transferring);

        _flow.Transferred(0);

        _flow.Row.State.ShouldBe(OrderState.Completed);
        _flow.Sent.OfType<InvoicingCompleted>().Single().SlipNos.ShouldBe(["00000731", "00000732"]);
        _flow.Row.DueAt.ShouldBeNull();
    }

    [Fact]
    public void a_single_store_needs_no_slip() => _flow.Arrives(Some.Order()).Invoiced().Row.State.ShouldBe(OrderState.Completed);

    [Fact]
    public void an_open_item_holds_it() => _flow.Arrives(Some.Order(Some.Line(1, "SVA11"), Some.Line(2, null, "Open")))
        .ShouldSatisfyAllConditions(
            f => f.Row.State.ShouldBe(OrderState.Held), f => f.Sent.ShouldBeEmpty(), f => f.Row.DueAt.ShouldBeNull());

    [Fact]
    public void all_cancelled_leaves_nothing_to_invoice() => _flow.Arrives(Some.Order(Some.Line(1, null, "Cancelled")))
        .ShouldSatisfyAllConditions(
            f => f.Row.State.ShouldBe(OrderState.NothingToInvoice), f => f.Sent.ShouldBeEmpty());

    [Fact]
    public void a_send_sale_moves_stock_only()
    {
        _flow.Arrives(Some.SplitOrder with { SalesChannel = "POS", SoldAtStore = "SVA32" });

        _flow.Row.Invoice.ShouldBeNull();
        _flow.Row.Transfers.Select(t => (t.FromStore, t.ToStore)).ShouldBe([("SVA11", "SVA32"), ("SVA40", "SVA32")]);
        _flow.Transferred(0).Transferred(1).Row.State.ShouldBe(OrderState.Completed);
    }

    [Fact]
    public void a_send_sale_shipped_by_its_own_store_is_complete() => _flow
        .Arrives(Some.Order(Some
            .Line(1, "SVA32")) with { SalesChannel = "POS", SoldAtStore = "SVA32" }).Row.State.ShouldBe(OrderState.Completed);

    [Fact]
    public void a_send_sale_without_stores_is_reported_by_its_one_slip() => _flow
        .Arrives(
            Some.SplitOrder with { SalesChannel = "POS", SoldAtStore =
                null }).Sent.ShouldHaveSingleItem().ShouldBeOfType<TransferInventory>();

    [Fact]
    public void data_that_cannot_be_sent_is_left_to_the_consumer_to_report() => _flow
        .Arrives(Some.Order(Some.Line(1, null) with { ShippedFrom = null })).ShouldSatisfyAllConditions(
            f => f.Row.Election.ShouldBeNull(), f => f.Sent.ShouldHaveSingleItem().ShouldBeOfType<InvoiceOrder>());

    [Fact]
    public void an_unreadable_e_mail_address_does_not_keep_the_stock_of_a_send_sale_wrong() => _flow
        .Arrives(Some.Order(Some
            .Line(1, "SVA11")) with { SalesChannel = "POS", SoldAtStore = "SVA32", Unreadable = [new("billing.email", "is no text")] })
        .Row.Transfers.Single().FromStore.ShouldBe("SVA11");

    [Fact]
    public void an_item_that_cannot_be_read_may_not_be_cancelled() => _flow
        .Arrives(Some.Order(Some.Line(1, null, "Cancelled")) with { Unreadable = [new("items[1]", "is no object")] })
        .Row.State.ShouldBe(OrderState.Invoicing);

    [Fact]
    public void an_open_item_holds_it_however_bad_the_rest_is() => _flow
        .Arrives(Some.Order(Some.Line(1, null, "Open")) with { Unreadable = [new("billing.email", "is no text")] })
        .Row.State.ShouldBe(OrderState.Held);
}
