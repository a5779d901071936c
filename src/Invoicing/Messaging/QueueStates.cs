using Microsoft.Extensions.Options;
using RabbitMQ.Client.Exceptions;
using RabbitMQ.Client;

namespace Invoicing.Messaging;

/// <summary>A queue as the broker counts it.</summary>
/// <param name="Ready">Messages that nobody has fetched yet.</param>
internal sealed record QueueState(string Name, long Ready, long Consumers);

/// <summary>Looks at all queues of ours, error queues included.</summary>
internal static class QueueStates
{
    /// <summary>In the order of the flow, each followed by its error queue; one that does not exist is left out.</summary>
    /// <exception cref="Exception">The broker is away.</exception>
    public static async Task<IReadOnlyList<QueueState>> Read(BrokerAddress broker, WorkQueues queues, CancellationToken ct)
    {
        await using var connection = await broker.ToConnectionFactory("invoicing status").CreateConnectionAsync(ct);
        var states = new List<QueueState>();
        foreach (var name in queues.WithErrorQueues)
        {
            // A queue that is missing closes the channel.
            await using var channel = await connection.CreateChannelAsync(cancellationToken: ct);
            try
            {
                var queue = await channel.QueueDeclarePassiveAsync(name, ct);
                states.Add(new(name, queue.MessageCount, queue.ConsumerCount));
            }
            catch (OperationInterruptedException e) when (e.ShutdownReason is { ReplyCode: 404 })
            {
            }
        }

        return states;
    }
}

/// <summary>How many messages lie in the queues that an order passes through. For one caller.</summary>
internal sealed class QueueDepths(
    WorkQueues queues,
    IOptions<MessagingSettings> messaging,
    IOptions<RabbitMqSettings> broker) : IAsyncDisposable
{
    private IConnection? _connection;

    /// <param name="queue">Where the steps of all orders are carried out that are asked for; null: anywhere.</param>
    /// <exception cref="Exception">The broker is away.</exception>
    public async Task<long> Waiting(CancellationToken ct, string? queue = null)
    {
        if (messaging.Value.Transport == Transport.InMemory)
        {
            return 0;
        }

        await using var channel = await Open(ct);
        var ofSystems = new List<long>();
        foreach (var system in queue is null ? queues.OfSystems : [[queue]])
        {
            ofSystems.Add(await WaitingIn(system));
        }

        // A system that is slow or that nobody serves must not keep orders from the others.
        return await WaitingIn([Queues.OrderInvoicing]) + ofSystems.Min();

        async Task<long> WaitingIn(IEnumerable<string> names)
        {
            var waiting = 0L;
            foreach (var name in names)
            {
                waiting += await channel.MessageCountAsync(name, ct);
            }

            return waiting;
        }
    }

    /// <summary>The entries of every error queue.</summary>
    /// <exception cref="Exception">The broker is away.</exception>
    public async Task<IReadOnlyList<(string Queue, long Entries)>> Errors(CancellationToken ct)
    {
        if (messaging.Value.Transport == Transport.InMemory)
        {
            return [];
        }

        await using var channel = await Open(ct);
        var errors = new List<(string, long)>();
        foreach (var queue in queues.All.Select(Queues.ErrorOf))
        {
            errors.Add((queue, await channel.MessageCountAsync(queue, ct)));
        }

        return errors;
    }

    private async Task<IChannel> Open(CancellationToken ct)
    {
        if (_connection is not { IsOpen: true })
        {
            await DisposeAsync();
            var factory = BrokerAddress.Parse(broker.Value.Uri).ToConnectionFactory("invoicing depths of queues");
            factory.AutomaticRecoveryEnabled = false;
            _connection = await factory.CreateConnectionAsync(ct);
        }

        return await _connection.CreateChannelAsync(cancellationToken: ct);
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
