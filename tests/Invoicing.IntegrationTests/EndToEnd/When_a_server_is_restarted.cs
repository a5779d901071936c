using System.Text.RegularExpressions;
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

    [Fact]
    public async Task a_broker_that_refuses_the_password_for_a_while_is_used_again()
    {
        await using var installation = await Installation.Create(output.WriteLine, restartable.Servers.Addresses);
        await installation.Serve();
        var user = restartable.Servers.Addresses.RabbitMq.UserInfo.Split(':');

        await restartable.Servers.RabbitMqCtl("change_password", user[0], "another");
        await restartable.Servers.RabbitMqCtl("close_all_connections", "--global", "the password has changed");
        await Wait.Until(() => Regex.Count(installation.Logs, "ACCESS_REFUSED") >= 8, "every queue's connection is refused");
        await restartable.Servers.RabbitMqCtl("change_password", user[0], user[1]);

        await installation.Publish(Sample.Order("1042"));
        await installation.Is("Completed", "1042");
    }
}
