using System.Threading.Channels;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Invoicing.Benchmarks.Floor;

/// <summary>A queue taken in batches: whatever waits, up to the limit; no timer.</summary>
internal sealed class Deliveries
{
    private readonly Channel<Delivery> _waiting = Channel.CreateUnbounded<Delivery>(
        new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });
    private readonly IChannel _channel;
    private readonly int _batch;

    private Deliveries(IChannel channel, int batch) => (_channel, _batch) = (channel, batch);

    public static async Task<Deliveries> Open(IConnection connection, string queue, int batch)
    {
        var channel = await connection.CreateChannelAsync();
        // The next batch is at hand while this one is worked on.
        await channel.BasicQosAsync(0, (ushort)(batch * 2), global: false);
        var deliveries = new Deliveries(channel, batch);
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += (_, delivery) =>
        {
            // The body is the client's again when this returns.
            deliveries._waiting.Writer.TryWrite(new Delivery(delivery.DeliveryTag, delivery.BasicProperties.Type, delivery.Body.ToArray()));
            return Task.CompletedTask;
        };
        await channel.BasicConsumeAsync(queue, autoAck: false, consumer);
        return deliveries;
    }

    public async Task<List<Delivery>> Next()
    {
        await _waiting.Reader.WaitToReadAsync();
        var batch = new List<Delivery>(_batch);
        while (batch.Count < _batch && _waiting.Reader.TryRead(out var delivery))
        {
            batch.Add(delivery);
        }

        return batch;
    }

    public ValueTask Acknowledge(List<Delivery> batch) => _channel.BasicAckAsync(batch[^1].Tag, multiple: true);
}

/// <param name="Type">Null: plain JSON of the OMS.</param>
internal sealed record Delivery(ulong Tag, string? Type, byte[] Body);
