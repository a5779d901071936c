using System.Text;
using Invoicing.Harness;
using RabbitMQ.Client;

namespace Invoicing.Benchmarks.Load;

/// <summary>Publishes as the OMS does: plain JSON, persistent, mandatory, confirmed.</summary>
internal sealed class BrokerLoad : ILoad
{
    private readonly IChannel _channel;

    private BrokerLoad(IChannel channel) => _channel = channel;

    public Completions Completions { get; } = new();

    public static async Task<ILoad> Open()
    {
        var connection = await Connect();
        var options = new CreateChannelOptions(
            publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true, new ThrottlingRateLimiter(8192));
        var load = new BrokerLoad(await connection.CreateChannelAsync(options));
        await load.Completions.Listen(connection);
        return load;
    }

    public static Task<IConnection> Connect()
    {
        var uri = Environment.GetEnvironmentVariable("RabbitMq__Uri") ?? throw new InvalidOperationException("RabbitMq__Uri is not set.");
        return new ConnectionFactory { Uri = new Uri(uri), AutomaticRecoveryEnabled = false }.CreateConnectionAsync();
    }

    public async Task Publish(SampleOrder order) => await _channel.BasicPublishAsync(
        Channel.OrderCompleted, "", mandatory: true, new BasicProperties { Persistent = true }, Encoding.UTF8.GetBytes(order.Json));
}
