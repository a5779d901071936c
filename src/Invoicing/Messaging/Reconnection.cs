using System.Runtime.CompilerServices;
using MassTransit;
using MassTransit.RabbitMqTransport;
using MassTransit.RabbitMqTransport.Configuration;
using RabbitMQ.Client.Exceptions;

namespace Invoicing.Messaging;

/// <summary>
/// How soon a broker that has come back is used again. MassTransit waits up to thirty seconds between two attempts and offers no
/// setting for it; the policy is exchanged where MassTransit keeps it. See <c>docs/decisions/0008</c>.
/// </summary>
internal static class Reconnection
{
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(3);

    public static void Hurry(IRabbitMqBusFactoryConfigurator broker) =>
        PolicyOf((RabbitMqHostConfiguration)HostOf((RabbitMqBusFactoryConfigurator)broker)) = Retry.CreatePolicy(retry =>
        {
            retry.Handle<ConnectionException>();
            retry.Handle<AlreadyClosedException>();
            retry.Handle<EndOfStreamException>();
            retry.Handle<OperationInterruptedException>(exception => exception.ChannelShouldBeClosed());
            // Wrong credentials do not mend themselves.
            retry.Ignore<AuthenticationFailureException>();
            retry.Interval(1000, s_interval);
        });

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_hostConfiguration")]
    private static extern ref IRabbitMqHostConfiguration HostOf(RabbitMqBusFactoryConfigurator broker);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "<ReceiveTransportRetryPolicy>k__BackingField")]
    private static extern ref IRetryPolicy PolicyOf(RabbitMqHostConfiguration host);
}
