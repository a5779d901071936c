using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Invoicing.ErrorQueues;

/// <summary>Puts messages into work queues: mandatory, persistent, and known to be there.</summary>
internal sealed class WorkQueuePublisher : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    /// <summary>Once it is to end: long enough for a confirm that is on its way.</summary>
    private static readonly TimeSpan s_lastPatience = TimeSpan.FromSeconds(5);

    private readonly IChannel _channel;

    private WorkQueuePublisher(IChannel channel) => _channel = channel;

    public static async Task<WorkQueuePublisher> Open(IConnection connection, CancellationToken ct) => new(await connection.CreateChannelAsync(
        new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true, outstandingPublisherConfirmationsRateLimiter: null), ct));

    /// <summary>Processes that take messages from the queue.</summary>
    public Task<uint> Consumers(string queue, CancellationToken ct) => _channel.ConsumerCountAsync(queue, ct);

    /// <param name="ct">Shortens the wait for the confirm. The publishing itself goes on.</param>
    /// <returns>Null once the broker has confirmed it; else why it is not known to be there.</returns>
    public async Task<string?> Publish(string queue, MessageToMoveBack message, CancellationToken ct)
    {
        using var patience = new CancellationTokenSource(s_patience);
        using var ending = ct.Register(() => patience.CancelAfter(s_lastPatience));
        try
        {
            // By the default exchange a queue is reached by its name alone, whatever it is bound to.
            await _channel.BasicPublishAsync("", queue, mandatory: true, message.Properties, message.Body, CancellationToken.None).AsTask().WaitAsync(patience.Token);
            return null;
        }
        catch (PublishException e)
        {
            return e.IsReturn ? $"there is no queue {queue}. Run `invoicing migrate`" : $"RabbitMQ refuses messages for {queue}: see its state and the broker's log";
        }
        catch (OperationCanceledException)
        {
            return $"RabbitMQ did not confirm a message for {queue} in time";
        }
        catch (Exception e) when (e is OperationInterruptedException or ObjectDisposedException or IOException)
        {
            return "the connection to RabbitMQ was lost";
        }
    }

    public ValueTask DisposeAsync() => _channel.DisposeAsync();
}
