using Invoicing.Harness;
using Invoicing.Messaging;
using RabbitMQ.Client;
using Xunit.Abstractions;

namespace Invoicing.IntegrationTests.Host;

[Collection(EndToEnd.EndToEnd.Name)]
public sealed class When_dependencies_are_checked(ITestOutputHelper output) : IAsyncLifetime
{
    private Installation _installation = null!;

    public async Task InitializeAsync() => _installation = await Installation.Create(output.WriteLine);

    public async Task DisposeAsync() => await _installation.DisposeAsync();

    [Fact]
    public async Task all_are_well_after_migrate()
    {
        var check = await _installation.Run("check");

        check.ExitCode.ShouldBe(0, check.ToString());
        check.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line[..17].TrimEnd())
            .ShouldBe(["PostgreSQL  ok", "RabbitMQ    ok", "Retail Pro  ok", "Mail        ok"]);
    }

    [Fact]
    public async Task each_says_what_is_wrong_and_which_setting_to_mend()
    {
        _installation.Set(
            ("Postgres__ConnectionString", "Host=127.0.0.1;Port=1;Username=u;Password=hidden1;Database=d"), ("RabbitMq__Uri", "amqp://u:hidden2@127.0.0.1:1/"),
            ("RetailPro__BaseUrl", "http://127.0.0.1:1"), ("Mail__Smtp__Host", "127.0.0.1"), ("Mail__Smtp__Port", "1"), ("Mail__To", "operations@example.com"),
            ("Mail__Smtp__UserName", "u"), ("Mail__Smtp__Password", "hidden3"));

        var check = await _installation.Run("check");

        check.ExitCode.ShouldBe(1);
        check.ToString().ShouldNotContain("hidden");
        var lines = check.Output.Split('\n');
        lines[0].ShouldMatch("^PostgreSQL  WRONG .*Postgres:ConnectionString");
        lines[1].ShouldMatch("^RabbitMQ    WRONG .*RabbitMq:Uri");
        lines[2].ShouldMatch("^Retail Pro  WRONG .*RetailPro:BaseUrl");
        lines[3].ShouldMatch("^Mail        WRONG .*Mail:Smtp:Host");
    }

    [Fact]
    public async Task queues_that_are_missing_or_of_another_kind_are_told()
    {
        // An error queue: RabbitMQ 3.10 may lose the others' dead-lettering for good when one of them is deleted.
        var queue = Queues.ErrorOf(Queues.NotifyFailures);
        await using var connection = await BrokerAddress.Parse(_installation.Broker.Uri.ToString()).ToConnectionFactory("test").CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();

        await channel.QueueDeleteAsync(queue);
        var missing = await _installation.Run("check");
        await channel.QueueDeclareAsync(queue, durable: true, exclusive: false, autoDelete: false);
        var different = await _installation.Run("check");

        missing.ExitCode.ShouldBe(1);
        missing.Output.ShouldContain($"missing: queue {queue}. Run `invoicing migrate`.");
        different.ExitCode.ShouldBe(1);
        different.Output.ShouldContain($"queue {queue} is not as this program declares it (inequivalent arg 'x-");
    }
}
