using Invoicing.Harness;
using Xunit.Abstractions;

namespace Invoicing.IntegrationTests.EndToEnd;

public sealed class When_all_queues_are_purged(ITestOutputHelper output)
{
    [Fact]
    public async Task once_every_order_is_stored_the_end_is_the_same()
    {
        await using var installation = await Installation.Create(output.WriteLine, settings: [("RetailPro__CallTimeout", "00:00:08"), ("RetailPro__CallMargin", "00:00:01"), ("Invoicing__AnswerTimeout", "00:00:10")]);
        var orders = OrderSet.Generated(Sizes.Orders, seed: 8);
        await installation.RetailPro.IsSlow();
        await installation.Serve();
        await installation.Publish(orders.Messages);

        await installation.EverythingIsStored(orders.Expected);
        await installation.PurgeAllQueues();

        await installation.Ends(orders.Expected, intakeErrors: 0);
        await installation.ShouldHaveInvoiced(orders.Expected);
    }
}
