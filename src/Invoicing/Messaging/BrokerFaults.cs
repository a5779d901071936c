using MassTransit;
using RabbitMQ.Client.Exceptions;

namespace Invoicing.Messaging;

internal static class BrokerFaults
{
    /// <summary>The connection or its channel is lost, or the broker did not take the message: the same work succeeds later.</summary>
    public static bool IsAway(Exception e) => e switch
    {
        ConnectionException or RabbitMQClientException or MessageNotAcknowledgedException or IOException => true,
        // The client's own, of a channel that was closed while a message was being sent.
        ObjectDisposedException => true,
        AggregateException or TransportUnavailableException => e.InnerException is { } inner && IsAway(inner),
        _ => false,
    };
}
