using RabbitMQ.Client;

namespace Invoicing.ErrorQueues;

/// <summary>An entry as it goes back to its work queue: the message as it was sent, without what its failure has added.</summary>
internal sealed record MessageToMoveBack(BasicProperties Properties, ReadOnlyMemory<byte> Body)
{
    public static MessageToMoveBack From(IReadOnlyBasicProperties entry, ReadOnlyMemory<byte> body)
    {
        // The id stays: by it a mail names the message, and a second failure is known for one.
        var properties = new BasicProperties(entry)
        {
            Headers = entry.Headers?.Where(header => !FaultHeaders.Contains(header.Key)).ToDictionary(),
            DeliveryMode = DeliveryModes.Persistent,
        };
        if (properties.Headers is { Count: 0 })
        {
            properties.ClearHeaders();
        }

        // The broker refuses a message in another user's name, and closes the channel.
        properties.ClearUserId();
        return new(properties, EnvelopeHeaders.Reset(body));
    }
}
