using Invoicing.Harness;
using Xunit.Abstractions;

namespace Invoicing.IntegrationTests.EndToEnd;

public sealed class When_orders_of_every_kind_are_published(ITestOutputHelper output)
{
    [Fact]
    public async Task everything_ends_as_the_reference_says_and_every_bad_order_is_reported_with_all_its_faults()
    {
        await using var installation = await Installation.Create(output.WriteLine);
        var orders = OrderSet.Generated(2000, seed: 1, withLater: true);

        await installation.Publish(orders.Messages);
        await installation.Serve();

        await installation.Ends(orders.Expected);
        await installation.ShouldHaveInvoiced(orders.Expected);
        await installation.ShouldHaveReported(orders.Expected);
    }

    [Fact]
    public async Task two_services_at_once_do_the_same_as_one()
    {
        await using var installation = await Installation.Create(output.WriteLine);
        var orders = OrderSet.Generated(Sizes.Orders, seed: 2);

        await installation.Publish(orders.Messages);
        await Task.WhenAll(installation.Serve(), installation.Serve());

        await installation.Ends(orders.Expected);
        await installation.ShouldHaveInvoiced(orders.Expected);
        await installation.ShouldHaveReported(orders.Expected);
    }

    [Fact]
    public async Task they_are_also_taken_in_an_envelope()
    {
        await using var installation = await Installation.Create(output.WriteLine);
        var order = Sample.Order("1042");
        await installation.Serve();

        await installation.PublishEnvelope("Invoicing.Contracts:OrderCompleted", order);

        await installation.Is("Completed", "1042");
        await installation.ShouldHaveInvoiced(OrderSet.Of(order).Expected);
    }
}
