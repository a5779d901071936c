using MassTransit;
using MassTransit.RabbitMqTransport;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Invoicing.Messaging;

/// <summary>
/// Hands messages over without making the broker's client wait for their end. RabbitMQ.Client 7.2 tells its channels of a lost
/// connection one after the other, and goes on to the next only when the handlers of the last have ended. A handler that waits for
/// a new connection, or closes its channel as MassTransit does, would keep the other queues from ever hearing of the loss.
/// A channel on which somebody was sending at that moment may keep them from it, too, so each consumer looks for itself whether its
/// connection is still there. See <c>docs/decisions/0008</c>.
/// </summary>
internal sealed class DetachedDeliveries : IFilter<ChannelContext>
{
    private static readonly TimeSpan s_betweenLooks = TimeSpan.FromSeconds(1);

    /// <summary>As a rule the client tells of a loss within milliseconds.</summary>
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(2);

    public Task Send(ChannelContext context, IPipe<ChannelContext> next) => next.Send(new DetachingChannel(context));

    public void Probe(ProbeContext context) => context.CreateFilterScope("detachedDeliveries");

    /// <summary>Tells of a connection that was lost, if the client has not. To be told twice does no harm.</summary>
    /// <param name="isOpen">False from the moment at which the client has noticed the loss.</param>
    internal static async Task Watch(Func<bool> isOpen, Func<Task> tell, TimeProvider clock, CancellationToken ct)
    {
        try
        {
            while (isOpen())
            {
                await Task.Delay(s_betweenLooks, clock, ct);
            }

            await Task.Delay(s_grace, clock, ct);
            await tell();
        }
        catch (OperationCanceledException)
        {
            // The channel was given up.
        }
    }

    private sealed class DetachingChannel(ChannelContext channel) : ScopeChannelContext(channel, channel.CancellationToken), ChannelContext
    {
        private readonly ChannelContext _channel = channel;

        async Task<string> ChannelContext.BasicConsume(
            string queue,
            bool noAck,
            bool exclusive,
            IDictionary<string, object> arguments,
            IAsyncBasicConsumer consumer,
            string consumerTag,
            CancellationToken cancellationToken)
        {
            var tag = await _channel.BasicConsume(
                queue, noAck, exclusive, arguments, new DetachingConsumer(consumer), consumerTag, cancellationToken);
            var connection = _channel.ConnectionContext.Connection;
            _ = Watch(
                () => connection.IsOpen,
                () => consumer.HandleChannelShutdownAsync(
                    _channel.Channel, connection.CloseReason ?? new(ShutdownInitiator.Library, 0, "the connection was lost")),
                TimeProvider.System,
                _channel.CancellationToken);
            return tag;
        }
    }

    private sealed class DetachingConsumer(IAsyncBasicConsumer consumer) : IAsyncBasicConsumer
    {
        public IChannel? Channel => consumer.Channel;

        public Task HandleBasicDeliverAsync(
            string consumerTag,
            ulong deliveryTag,
            bool redelivered,
            string exchange,
            string routingKey,
            IReadOnlyBasicProperties properties,
            ReadOnlyMemory<byte> body,
            CancellationToken cancellationToken)
        {
            // An OMS tells of its trace as W3C has it, and MassTransit looks for a header of its own.
            if (properties.Headers is { } headers && headers.TryGetValue("traceparent", out var trace))
            {
                headers.TryAdd(MessageTrace.Header, trace);
            }

            // The client takes the buffer back as soon as this returns.
            var copy = body.ToArray();
            _ = Task.Run(
                () => consumer.HandleBasicDeliverAsync(
                    consumerTag,
                    deliveryTag,
                    redelivered,
                    exchange,
                    routingKey,
                    properties,
                    copy,
                    cancellationToken), CancellationToken.None);
            return Task.CompletedTask;
        }

        public Task HandleBasicCancelAsync(string consumerTag, CancellationToken cancellationToken) =>
            consumer.HandleBasicCancelAsync(consumerTag, cancellationToken);

        public Task HandleBasicCancelOkAsync(string consumerTag, CancellationToken cancellationToken) =>
            consumer.HandleBasicCancelOkAsync(consumerTag, cancellationToken);

        public Task HandleBasicConsumeOkAsync(string consumerTag, CancellationToken cancellationToken) =>
            consumer.HandleBasicConsumeOkAsync(consumerTag, cancellationToken);

        public Task HandleChannelShutdownAsync(object channel, ShutdownEventArgs reason) =>
            consumer.HandleChannelShutdownAsync(channel, reason);
    }
}
