using RabbitMQ.Client;

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
    public static async Task DeclareWhatMassTransitLeaves(BrokerAddress address, WorkQueues queues, CancellationToken ct)
    {
        await using var connection = await address.ToConnectionFactory("invoicing topology").CreateConnectionAsync(ct);
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
}
