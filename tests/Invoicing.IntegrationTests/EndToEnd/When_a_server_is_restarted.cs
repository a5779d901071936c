using Invoicing.Harness;
using Xunit.Abstractions;

namespace Invoicing.IntegrationTests.EndToEnd;

public sealed class When_a_server_is_restarted(RestartableServers restartable, ITestOutputHelper output) : IClassFixture<RestartableServers>
{
    [Theory]
    [InlineData("rabbitmq", 6)]
    [InlineData("postgres", 7)]
    public async Task and_later_cut_off_the_end_is_the_same(string server, int seed)
    {
        await using var installation = await Installation.Create(output.WriteLine, restartable.Servers.Addresses, Installation.Hurried);
        var orders = OrderSet.Generated(Sizes.Orders, seed);
        await installation.RetailPro.IsSlow();
        await installation.Publish(orders.Messages);
        await installation.Serve();

        await installation.RetailPro.WaitForCalls(orders.ExpectedCalls / 4);
        await restartable.Servers.Restart(server);
        await installation.RetailPro.WaitForCalls(orders.ExpectedCalls / 2);
        await restartable.Servers.Crash(server);

        await installation.Ends(orders.Expected);
        await installation.ShouldHaveInvoiced(orders.Expected);
        await installation.ShouldHaveReported(orders.Expected, perhapsTwice: true);
    }

    [Fact]
    public async Task what_an_OMS_published_before_the_first_start_is_kept()
    {
        await using var installation = await Installation.Create(output.WriteLine, restartable.Servers.Addresses);
        var order = Sample.Order("1042");
        await restartable.Servers.Restart("rabbitmq");
        await installation.Publish(order);
        await restartable.Servers.Crash("rabbitmq");

        await installation.Serve();

        await installation.Is("Completed", "1042");
    }
}
