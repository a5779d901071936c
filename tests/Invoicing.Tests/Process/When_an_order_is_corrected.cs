using Invoicing.Contracts;
using Invoicing.Orders;
using Invoicing.Process;
using Invoicing.RetailPro;

namespace Invoicing.Tests.Process;

public class When_an_order_is_corrected
{
    private static readonly Order Wrong = Some.Order() with { Total = 1 };

    private readonly Flow _flow = new();

    [Fact]
    public void it_is_invoiced_with_the_correction_and_the_original_is_kept()
    {
        _flow.Arrives(Wrong).InvoiceFails().Notified().Decide(Correction(Wrong with { Total = 2 }));

        _flow.Row.State.ShouldBe(OrderState.Invoicing);
        _flow.Row.Content.Total.ShouldBe(2);
        _flow.Row.Original!.Total.ShouldBe(1);
        _flow.Resumes().Sent.ShouldHaveSingleItem().ShouldBeOfType<InvoiceOrder>();
    }

    [Fact]
    public void the_OMS_sending_the_same_again_does_not_undo_it()
    {
        _flow.Arrives(Wrong).InvoiceFails().Decide(Correction(Wrong with { Total = 2 })).Arrives(Wrong);

        _flow.Changed.ShouldBeFalse();
    }

    [Fact]
    public void newer_content_of_the_OMS_wins()
    {
        _flow.Arrives(Wrong).InvoiceFails().Decide(Correction(Wrong with { Total = 2 }))
            .Arrives(Wrong with { Total = 3, CompletedAt = Some.Now });

        _flow.Row.Content.Total.ShouldBe(3);
        _flow.Row.Original.ShouldBeNull();
    }

    [Fact]
    public void a_second_correction_keeps_what_the_OMS_sent()
    {
        _flow.Arrives(Wrong).InvoiceFails().Decide(Correction(Wrong with { Total = 2 })).Decide(Correction(Wrong with { Total = 3 }));

        _flow.Row.Original!.Total.ShouldBe(1);
    }

    [Fact]
    public void the_same_order_imported_under_another_id_is_still_a_duplicate()
    {
        _flow.Arrives(Wrong).InvoiceFails().Decide(Correction(Wrong with { Total = 2 })).Arrives(Wrong with { OrderId = "M2" });

        _flow.Row.NewTimelineEntries.Last().What.ShouldBe("duplicate under another id ignored");
    }

    [Fact]
    public void the_timeline_names_the_fields_and_no_value()
    {
        var entry = _flow.Arrives(Wrong).InvoiceFails().Decide(Correction(Wrong with { Total = 2 })).Row.NewTimelineEntries.Last();

        (entry.What, entry.Details!["fields"], entry.Details["by"]).ShouldBe(("corrected", "total", "ana"));
    }

    [Fact]
    public void it_is_refused_while_Retail_Pro_may_have_the_invoice() =>
        Refused(_flow.Arrives(Wrong).InvoiceFails(FailureKind.OutcomeUnknown)).ShouldContain("orders confirm");

    [Fact]
    public void it_is_refused_once_Retail_Pro_has_the_invoice() =>
        Refused(_flow.Arrives(Some.SplitOrder).Invoiced()).ShouldContain("contradict");

    [Fact]
    public void it_is_refused_if_the_order_has_changed_since_it_was_read()
    {
        var correction = Correction(_flow.Arrives(Wrong).Row.Content with { Total = 2 });

        Should.Throw<CommandRefusedException>(() => _flow.Arrives(Wrong with { Total = 3, CompletedAt = Some.Now }).Decide(correction))
            .Message
            .ShouldContain("changed since");
    }

    [Fact]
    public void the_number_and_the_id_stay()
    {
        _flow.Arrives(Wrong);

        Should.Throw<CommandRefusedException>(() => _flow.Decide(Correction(Wrong with { OrderId = "M2" }))).Message
            .ShouldContain("orderId");
    }

    private CorrectOrder Correction(Order corrected) =>
        new(corrected, Fingerprints.OfContent(_flow.Row.Content), ["total"], "ana", "typing error");

    private string Refused(Flow flow) =>
        Should.Throw<CommandRefusedException>(() => flow.Decide(Correction(flow.Row.Content with { Total = 9 }))).Message;
}
