using Invoicing.Process;
using Invoicing.Storage;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Invoicing.Messaging;

/// <summary>What every queue of ours has in common on the broker, and what must exist before the first message.</summary>
internal static class Topology
{
    /// <summary>
    /// Deliveries of one message that may end without an acknowledgement, such as by a crash; then it goes to the error queue.
    /// </summary>
    public const int DeliveryLimit = 20;

    /// <summary>
    /// For the intake: what is not stored yet cannot be sent again from its row, and the broker tells nobody of what it dead-letters.
    /// High enough that a long outage of the database (a delivery each half hour) or a loop of crashes never comes near it.
    /// </summary>
    public const int IntakeDeliveryLimit = 1000;

    /// <summary>
    /// For error queues: looking at an entry in the console and putting it back counts as a delivery, and must never drop it.
    /// </summary>
    public const int ErrorDeliveryLimit = 1_000_000;

    /// <summary>Nothing goes through it: its type says which mode the virtual host is for, and the broker keeps it from being another.</summary>
    public const string ModeExchange = "invoicing-mode";

    public static IReadOnlyDictionary<string, object> ArgumentsOf(string queue) => new Dictionary<string, object>
    {
        ["x-queue-type"] = "quorum",
        ["x-delivery-limit"] = queue == Queues.OrderInvoicing ? IntakeDeliveryLimit : DeliveryLimit,
        ["x-dead-letter-exchange"] = Queues.ErrorOf(queue),
    };

    public static IReadOnlyDictionary<string, object> ErrorArguments { get; } = new Dictionary<string, object>
    {
        ["x-queue-type"] = "quorum",
        ["x-delivery-limit"] = ErrorDeliveryLimit,
    };

    /// <summary>Declares what MassTransit would only at the first failure, and at the first completed order.</summary>
    /// <exception cref="ModeMismatchException">The virtual host is the other mode's.</exception>
    public static async Task DeclareWhatMassTransitLeaves(
        BrokerAddress address, WorkQueues queues, InvoicingMode mode, CancellationToken ct)
    {
        await using var connection = await address.ToConnectionFactory("invoicing topology").CreateConnectionAsync(ct);
        await Take(connection, address.VirtualHost, mode, ct);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: ct);
        foreach (var queue in queues.All)
        {
            // A process with other roles may send to it before anybody consumes it.
            await Declare(queue, ArgumentsOf(queue));
            await Declare(Queues.ErrorOf(queue), ErrorArguments);
        }

        // What the OMS may listen to exists before the first order is completed.
        await channel.ExchangeDeclareAsync(
            "Invoicing.Contracts:InvoicingCompleted", ExchangeType.Fanout, durable: true, autoDelete: false, cancellationToken: ct);

        async Task Declare(string name, IReadOnlyDictionary<string, object> arguments)
        {
            await channel.ExchangeDeclareAsync(name, ExchangeType.Fanout, durable: true, autoDelete: false, cancellationToken: ct);
            await channel.QueueDeclareAsync(
                name, durable: true, exclusive: false, autoDelete: false, arguments.ToDictionary(
                    a => a.Key,
                    a => (object?)a.Value), cancellationToken: ct);
            await channel.QueueBindAsync(name, name, "", cancellationToken: ct);
        }
    }

    /// <summary>Takes the virtual host for a mode. A service of the other one would take the orders that are meant for this.</summary>
    private static async Task Take(IConnection connection, string virtualHost, InvoicingMode mode, CancellationToken ct)
    {
        // A live service from before there were modes has its queue there and no such exchange.
        var isOthers = mode == InvoicingMode.Shadow
            && !await Succeeds(connection, channel => channel.ExchangeDeclarePassiveAsync(ModeExchange, ct), ct)
            && await Succeeds(connection, channel => channel.QueueDeclarePassiveAsync(Queues.OrderInvoicing, ct), ct);
        var type = mode == InvoicingMode.Shadow ? ExchangeType.Direct : ExchangeType.Fanout;
        if (isOthers || !await Succeeds(
            connection, channel => channel.ExchangeDeclareAsync(ModeExchange, type, durable: true, cancellationToken: ct), ct))
        {
            throw new ModeMismatchException(
                $"RabbitMQ's virtual host {virtualHost} is used by a service of the other mode, and Invoicing:Mode is {mode}: one of the two "
                    + "would take the other's orders. Name another virtual host in RabbitMq:Uri, or set Invoicing:Mode right.");
        }
    }

    /// <summary>A refusal closes the channel, so every question has its own.</summary>
    private static async Task<bool> Succeeds(IConnection connection, Func<IChannel, Task> ask, CancellationToken ct)
    {
        await using var channel = await connection.CreateChannelAsync(cancellationToken: ct);
        try
        {
            await ask(channel);
            return true;
        }
        catch (OperationInterruptedException refused) when (refused.ShutdownReason is { ReplyCode: 404 or 406 })
        {
            return false;
        }
    }
}
