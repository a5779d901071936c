using System.Text;
using Invoicing.Harness.Oracle;
using RabbitMQ.Client;

namespace Invoicing.Harness;

/// <summary>A channel with publisher confirms: what was published is in a queue, or the publishing throws.</summary>
internal sealed class Channel : IAsyncDisposable
{
    public const string OrderCompleted = "Invoicing.Contracts:OrderCompleted";

    private readonly IConnection _connection;
    private readonly IChannel _channel;

    private Channel(IConnection connection, IChannel channel) => (_connection, _channel) = (connection, channel);

    public static async Task<Channel> Open(Uri uri)
    {
        var connection = await new ConnectionFactory { Uri = uri, AutomaticRecoveryEnabled = false }.CreateConnectionAsync();
        var options = new CreateChannelOptions(
            publisherConfirmationsEnabled: true,
            publisherConfirmationTrackingEnabled: true,
            new ThrottlingRateLimiter(512));
        return new Channel(connection, await connection.CreateChannelAsync(options));
    }

    /// <summary>As the OMS does: plain JSON without headers, persistent, mandatory.</summary>
    public async Task Publish(IEnumerable<string> bodies, string exchange = OrderCompleted, string routingKey = "")
    {
        foreach (var batch in bodies.Chunk(200))
        {
            await Task.WhenAll(batch.Select(async body => await _channel.BasicPublishAsync(
                exchange, routingKey, mandatory: true, new BasicProperties { Persistent = true }, Encoding.UTF8.GetBytes(body))));
        }
    }

    /// <summary>Orders and updates, each to its own exchange.</summary>
    public async Task PublishAll(IEnumerable<string> bodies)
    {
        foreach (var same in bodies.GroupBy(PublishedUpdate.ExchangeOf))
        {
            await Publish(same, same.Key);
        }
    }

    public async Task Publish(string body, string exchange, BasicProperties properties) =>
        await _channel.BasicPublishAsync(exchange, "", mandatory: true, properties, Encoding.UTF8.GetBytes(body));

    /// <summary>As another client does, to where orders go.</summary>
    public async Task Publish(byte[] body, BasicProperties properties)
    {
        properties.Persistent = true;
        await _channel.BasicPublishAsync(OrderCompleted, "", mandatory: true, properties, body);
    }

    public async Task<int> Depth(string queue) => (int)await _channel.MessageCountAsync(queue);

    public async ValueTask DisposeAsync()
    {
        await _channel.DisposeAsync();
        await _connection.DisposeAsync();
    }
}
