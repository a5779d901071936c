using System.Text.Json;
using Invoicing.Contracts;
using Invoicing.ErrorQueues;
using Invoicing.Messaging;
using Invoicing.Orders;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Invoicing.Host.Commands.Publishing;

/// <summary>Publishes as an OMS should: plain JSON, persistent, mandatory, with confirms.</summary>
internal sealed class OrderPublisher(IConnection connection, IChannel channel) : IAsyncDisposable
{
    public static readonly string Exchange = $"{typeof(OrderCompleted).Namespace}:{nameof(OrderCompleted)}";

    /// <summary>Longest wait for the confirm of one message.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    /// <summary>After a refusal: a quorum queue refuses while it elects its leader, as after a restart of the broker.</summary>
    private static readonly TimeSpan[] s_waits =
        [TimeSpan.FromSeconds(0.2), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(3), TimeSpan.Zero];

    private static readonly BasicProperties s_properties = new()
    {
        ContentType = "application/json", DeliveryMode = DeliveryModes.Persistent,
    };

    private string? _blocked;

    /// <exception cref="MissingExchangeException">The topology is not declared.</exception>
    public static async Task<OrderPublisher> Connect(BrokerAddress broker, CancellationToken ct)
    {
        var factory = broker.ToConnectionFactory("invoicing publish");
        // A message whose confirm is lost must be told, not sent again unasked.
        factory.AutomaticRecoveryEnabled = false;
        var connection = await factory.CreateConnectionAsync(ct);
        try
        {
            // The caller keeps a window of messages in flight; the client's limiter would slow them down long before it is full.
            var channel = await connection.CreateChannelAsync(WorkQueuePublisher.Confirmed, ct);
            await channel.ExchangeDeclarePassiveAsync(Exchange, ct);
            var publisher = new OrderPublisher(connection, channel);
            connection.ConnectionBlockedAsync += (_, blocked) => publisher.SetBlocked(blocked.Reason);
            connection.ConnectionUnblockedAsync += (_, _) => publisher.SetBlocked(null);
            return publisher;
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
        // A file of orders may hold parcels and returns, which have exchanges of their own.
        var exchange = UpdateKinds.Of(JsonElement.Parse(json.Span)) is { } update ? UpdateKinds.ExchangeOf(update) : Exchange;
        try
        {
            foreach (var wait in s_waits)
            {
                try
                {
                    await channel.BasicPublishAsync(exchange, "", mandatory: true, s_properties, json).AsTask().WaitAsync(s_patience);
                    return null;
                }
                catch (PublishException refused) when (!refused.IsReturn)
                {
                    await Task.Delay(wait);
                }
            }

            return "RabbitMQ refuses it: see the state of the queue order-invoicing and the broker's log";
        }
        catch (PublishException)
        {
            return $"no queue takes it: exchange {exchange} has no binding. Run `invoicing migrate`";
        }
        catch (TimeoutException)
        {
            return $"was not confirmed within {s_patience.TotalSeconds:0} s"
                + (_blocked is null ? "" : $": RabbitMQ takes no messages at present ({_blocked})");
        }
        catch (Exception e) when (e is OperationInterruptedException or IOException)
        {
            return "was not confirmed: the connection to RabbitMQ was lost";
        }
    }

    public async ValueTask DisposeAsync()
    {
        await channel.DisposeAsync();
        await connection.DisposeAsync();
    }

    private Task SetBlocked(string? reason)
    {
        _blocked = reason;
        return Task.CompletedTask;
    }
}

internal sealed class MissingExchangeException()
    : Exception($"RabbitMQ has no exchange {OrderPublisher.Exchange} yet. Run `invoicing migrate` once.");
