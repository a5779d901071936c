using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Invoicing.ErrorQueues;

/// <summary>Puts messages into work queues as they were sent: mandatory, persistent, and known to be there.</summary>
internal sealed class WorkQueuePublisher(IChannel channel) : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    /// <summary>Once it is to end: long enough for a confirm that is on its way.</summary>
    private static readonly TimeSpan s_lastPatience = TimeSpan.FromSeconds(5);

    /// <summary>A channel whose every message is confirmed, without a limit of the client's own to those in flight.</summary>
    public static readonly CreateChannelOptions Confirmed = new(
        publisherConfirmationsEnabled: true,
        publisherConfirmationTrackingEnabled: true,
        outstandingPublisherConfirmationsRateLimiter: null);

    public static async Task<WorkQueuePublisher> Open(IConnection connection, CancellationToken ct) =>
        new(await connection.CreateChannelAsync(Confirmed, ct));

    /// <summary>Whether any process takes messages from the queue.</summary>
    public async Task<bool> IsServed(string queue, CancellationToken ct) => await channel.ConsumerCountAsync(queue, ct) > 0;

    /// <param name="taken">With its body.</param>
    /// <param name="ct">Shortens the wait for the confirm. The publishing itself goes on.</param>
    /// <returns>Null once the broker has confirmed it; else why it is not known to be there.</returns>
    public async Task<string?> Publish(FailedMessage taken, CancellationToken ct)
    {
        var (queue, properties, body) = (taken.Queue, HeaderFilter.Clean(taken.Properties!), HeaderFilter.Clean(taken.Body));
        using var patience = new CancellationTokenSource(s_patience);
        using var ending = ct.Register(() => patience.CancelAfter(s_lastPatience));
        try
        {
            // By the default exchange a queue is reached by its name alone, whatever it is bound to.
            var published = channel.BasicPublishAsync("", queue, mandatory: true, properties, body, CancellationToken.None);
            await published.AsTask().WaitAsync(patience.Token);
            return null;
        }
        catch (PublishException e)
        {
            return e.IsReturn
                ? $"there is no queue {queue}. Run `invoicing migrate`"
                : $"RabbitMQ refuses messages for {queue}: see its state and the broker's log";
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

    public ValueTask DisposeAsync() => channel.DisposeAsync();
}
