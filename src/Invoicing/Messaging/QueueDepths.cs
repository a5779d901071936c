using Microsoft.Extensions.Options;
using RabbitMQ.Client;

namespace Invoicing.Messaging;

/// <summary>How many messages wait in the queues that an order passes through.</summary>
internal sealed class QueueDepths(WorkQueues queues, IOptions<MessagingSettings> messaging, IOptions<RabbitMqSettings> broker) : IAsyncDisposable
{
    private IConnection? _connection;

    /// <exception cref="Exception">The broker is away.</exception>
    public async Task<long> Waiting(CancellationToken ct)
    {
        if (messaging.Value.Transport == Transport.InMemory)
        {
            return 0;
        }

        if (_connection is not { IsOpen: true })
        {
            await DisposeAsync();
            var factory = BrokerAddress.Parse(broker.Value.Uri).ToConnectionFactory("invoicing recovery");
            factory.AutomaticRecoveryEnabled = false;
            _connection = await factory.CreateConnectionAsync(ct);
        }

        await using var channel = await _connection.CreateChannelAsync(cancellationToken: ct);
        var waiting = 0L;
        foreach (var queue in queues.All.Where(queue => queue != Queues.NotifyFailures))
        {
            waiting += await channel.MessageCountAsync(queue, ct);
        }

        return waiting;
    }

    public async ValueTask DisposeAsync()
    {
        if (_connection is not null)
        {
            await _connection.DisposeAsync();
            _connection = null;
        }
    }
}
