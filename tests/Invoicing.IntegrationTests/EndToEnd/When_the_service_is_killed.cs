using Invoicing.Harness;
using Xunit.Abstractions;

namespace Invoicing.IntegrationTests.EndToEnd;

public sealed class When_the_service_is_killed(ITestOutputHelper output)
{
    private const int Kills = 5;

    [Fact]
    public async Task five_times_in_the_middle_nothing_is_lost_and_nothing_done_twice()
    {
        await using var installation = await Installation.Create(output.WriteLine, settings: Installation.Hurried);
        var orders = OrderSet.Generated(Sizes.Orders, seed: 3);
        await installation.RetailPro.IsSlow();
        await installation.Publish(orders.Messages);

        for (var kill = 1; kill <= Kills; kill++)
        {
            var service = await installation.Serve();
            await installation.RetailPro.WaitForCalls(orders.ExpectedCalls * kill / (Kills + 1));
            await service.Kill();
        }

        await installation.Serve();
        await installation.Ends(orders.Expected);
        await installation.ShouldHaveInvoiced(orders.Expected);
        await installation.ShouldHaveReported(orders.Expected, perhapsTwice: true);
        output.WriteLine(
            $"{orders.Messages.Count} messages, {orders.ExpectedCalls} calls needed, {await installation.RetailPro.AllCalls()} made");
    }

    [Fact]
    public async Task one_of_two_takes_over_what_the_other_leaves()
    {
        await using var installation = await Installation.Create(output.WriteLine, settings: Installation.Hurried);
        var orders = OrderSet.Generated(Sizes.Orders, seed: 4);
        await installation.RetailPro.IsSlow();
        await installation.Publish(orders.Messages);

        var (first, _) = (await installation.Serve(), await installation.Serve());
        await installation.RetailPro.WaitForCalls(orders.ExpectedCalls / 2);
        await first.Kill();

        await installation.Ends(orders.Expected);
        await installation.ShouldHaveInvoiced(orders.Expected);
    }

    [Fact]
    public async Task stopped_in_order_it_ends_by_itself_and_leaves_no_call_open()
    {
        await using var installation = await Installation.Create(output.WriteLine);
        var orders = OrderSet.Sound(Sizes.Orders / 2, seed: 5);
        await installation.RetailPro.IsSlow();
        await installation.Publish(orders.Messages);

        var service = await installation.Serve();
        await installation.RetailPro.WaitForCalls(orders.ExpectedCalls / 3);
        await service.Stop();
        (await installation.Database.Count("calls where state not in ('done', 'no_effect')")).ShouldBe(0);

        await installation.Serve();
        await installation.Ends(orders.Expected);
        await installation.ShouldHaveInvoiced(orders.Expected);
    }
}
