using Invoicing.Contracts;
using Invoicing.Process;
using Invoicing.RetailPro;

namespace Invoicing.Tests.Process;

/// <summary>After a crash all that was in flight comes again; what follows from it must not grow with every crash.</summary>
public class A_redelivered_message
{
    private readonly Flow _flow = new Flow().Arrives(Some.SplitOrder).Invoiced();

    [Fact]
    public void sends_again_what_can_have_followed_from_it() =>
        Sent(new StepAccepted(RetailProSteps.Invoice, "INV1", Some.Now)).Select(Flow.Sending)
            .ShouldAllBe(next => next is TransferInventory);

    [Fact]
    public void sends_nothing_else_that_is_outstanding()
    {
        Sent(new StepAccepted(RetailProSteps.SlipName(_flow.Row.Transfers[0].SlipNo), null, Some.Now)).ShouldBeEmpty();
        Sent(new StepDeferred(RetailProSteps.Invoice, 1, "503", null, false)).ShouldBeEmpty();
        Sent(new Notified(RetailProSteps.Invoice, 1, FailureKind.Refused)).ShouldBeEmpty();
    }

    [Fact]
    public void of_the_OMS_sends_all_that_is_outstanding() =>
        Sent(new OrderArrived(Some.SplitOrder)).ShouldBe(PendingMessages.Of(_flow.Row));

    private IEnumerable<PendingMessage> Sent(OrderEvent message) => PendingMessages.After(_flow.Row, message, _flow.Row, again: true);
}
