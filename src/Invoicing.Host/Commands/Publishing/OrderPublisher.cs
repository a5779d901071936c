using Invoicing.Contracts;
using Invoicing.Messaging;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Invoicing.Host.Commands.Publishing;

/// <summary>Publishes as an OMS should: plain JSON, persistent, mandatory, with confirms.</summary>
internal sealed class OrderPublisher : IAsyncDisposable
{
    public static readonly string Exchange = $"{typeof(OrderCompleted).Namespace}:{nameof(OrderCompleted)}";

    /// <summary>Longest wait for the confirm of one message.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>After a refusal: a quorum queue refuses while it elects its leader, as after a restart of the broker.</summary>
    private static readonly TimeSpan[] s_waits = [TimeSpan.FromSeconds(0.2), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(3), TimeSpan.Zero];

    private static readonly BasicProperties s_properties = new() { ContentType = "application/json", DeliveryMode = DeliveryModes.Persistent };

    private readonly IConnection _connection;
    private readonly IChannel _channel;
    private string? _blocked;

    private OrderPublisher(IConnection connection, IChannel channel)
    {
        (_connection, _channel) = (connection, channel);
        connection.ConnectionBlockedAsync += (_, blocked) =>
        {
            _blocked = blocked.Reason;
            return Task.CompletedTask;
        };
        connection.ConnectionUnblockedAsync += (_, _) =>
        {
            _blocked = null;
            return Task.CompletedTask;
        };
    }

    /// <exception cref="MissingExchangeException">The topology is not declared.</exception>
    public static async Task<OrderPublisher> Connect(BrokerAddress broker, CancellationToken ct)
    {
        var factory = broker.ToConnectionFactory("invoicing publish");
        // A message whose confirm is lost must be told, not sent again unasked.
        factory.AutomaticRecoveryEnabled = false;
        var connection = await factory.CreateConnectionAsync(ct);
        try
        {
            // The caller keeps a window of messages in flight; the client's own limiter would slow them down long before it is full.
            var options = new CreateChannelOptions(
                publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true, outstandingPublisherConfirmationsRateLimiter: null);
            var channel = await connection.CreateChannelAsync(options, ct);
            await channel.ExchangeDeclarePassiveAsync(Exchange, ct);
            return new OrderPublisher(connection, channel);
        }
        catch (OperationInterruptedException e) when (e.ShutdownReason is { ReplyCode: 404 })
        {
            await connection.DisposeAsync();
            throw new MissingExchangeException();
        }
    }

    /// <returns>Null once the broker has confirmed it; else what is wrong.</returns>
    public async Task<string?> Publish(ReadOnlyMemory<byte> json)
    {
        try
        {
            foreach (var wait in s_waits)
            {
                if (await IsTaken(json))
                {
                    return null;
                }

                await Task.Delay(wait);
            }

            return "RabbitMQ refuses it: see the state of the queue order-invoicing and the broker's log";
        }
        catch (PublishException)
        {
            return $"no queue takes it: exchange {Exchange} has no binding. Run `invoicing migrate`";
        }
        catch (TimeoutException)
        {
            return $"was not confirmed within {Patience.TotalSeconds:0} s" + (_blocked is null ? "" : $": RabbitMQ takes no messages at present ({_blocked})");
        }
        catch (Exception e) when (e is OperationInterruptedException or IOException)
        {
            return "was not confirmed: the connection to RabbitMQ was lost";
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _channel.DisposeAsync();
        await _connection.DisposeAsync();
    }

    private async Task<bool> IsTaken(ReadOnlyMemory<byte> json)
    {
        try
        {
            await _channel.BasicPublishAsync(Exchange, routingKey: "", mandatory: true, s_properties, json).AsTask().WaitAsync(Patience);
            return true;
        }
        catch (PublishException refused) when (!refused.IsReturn)
        {
            return false;
        }
    }
}

/// <summary>There is nothing to publish to.</summary>
internal sealed class MissingExchangeException()
    : Exception($"RabbitMQ has no exchange {OrderPublisher.Exchange} yet. Run `invoicing migrate` once.");
