using System.Runtime.CompilerServices;
using MassTransit;
using MassTransit.RabbitMqTransport;
using MassTransit.RabbitMqTransport.Configuration;
using RabbitMQ.Client.Exceptions;

namespace Invoicing.Messaging;

/// <summary>
/// How soon, and whether, a broker that has come back is used again. MassTransit waits up to thirty seconds between two attempts, gives a
/// queue up for good when it is refused, and offers no setting for either; the policy is exchanged where MassTransit keeps it.
/// See <c>docs/decisions/0008</c>.
/// </summary>
internal static class Reconnection
{
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(3);

    /// <summary>Tries again after a refused sign-in, too: a password that is mended at the broker must not need a restart here.</summary>
    public static IRetryPolicy Policy() => Retry.CreatePolicy(retry =>
    {
        retry.Handle<ConnectionException>();
        retry.Handle<AlreadyClosedException>();
        retry.Handle<EndOfStreamException>();
        retry.Handle<OperationInterruptedException>(exception => exception.ChannelShouldBeClosed());
        // Two requests at once on a channel that is being lost.
        retry.Handle<NotSupportedException>(exception => exception.Message.StartsWith("Pipelining", StringComparison.Ordinal));
        retry.Interval(1000, s_interval);
    });

    public static void Hurry(IRabbitMqBusFactoryConfigurator broker) =>
        PolicyOf((RabbitMqHostConfiguration)HostOf((RabbitMqBusFactoryConfigurator)broker)) = Policy();

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_hostConfiguration")]
    private static extern ref IRabbitMqHostConfiguration HostOf(RabbitMqBusFactoryConfigurator broker);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "<ReceiveTransportRetryPolicy>k__BackingField")]
    private static extern ref IRetryPolicy PolicyOf(RabbitMqHostConfiguration host);
}
