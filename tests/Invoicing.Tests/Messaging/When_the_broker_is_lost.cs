using Invoicing.Messaging;
using MassTransit;
using MassTransit.Middleware;
using RabbitMQ.Client.Exceptions;

namespace Invoicing.Tests.Messaging;

public class When_the_broker_is_lost
{
    public static TheoryData<Exception> Losses => [
        new EndOfStreamException(),
        new BrokerUnreachableException(new ConnectFailureException("refused", new IOException())),
        // Of a password that was changed at the broker, and may be changed back.
        new BrokerUnreachableException(new AuthenticationFailureException("ACCESS_REFUSED")),
    ];

    [Theory]
    [MemberData(nameof(Losses))]
    public void it_is_looked_for_again_and_again(Exception loss)
    {
        using var context = Reconnection.Policy().CreatePolicyContext(new Pipe());

        context.CanRetry(new RabbitMqConnectionException("Broker unreachable", loss), out var attempt).ShouldBeTrue();
        for (var i = 0; i < 100; i++)
        {
            attempt.Delay.ShouldBe(TimeSpan.FromSeconds(3));
            attempt.CanRetry(new RabbitMqConnectionException("Broker unreachable", loss), out attempt).ShouldBeTrue();
        }
    }

    private sealed class Pipe : BasePipeContext;
}
