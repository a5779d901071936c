using Invoicing.Harness;
using RabbitMQ.Client.Exceptions;

namespace Invoicing.Torture;

/// <summary>
/// Publishes the run's messages over some time, and directly: faults of the network do not meet it. What the broker has not confirmed it
/// publishes again, as the OMS is told to.
/// </summary>
internal sealed class Oms(Uri broker, IReadOnlyList<string> messages, TimeSpan spread)
{
    private static readonly TimeSpan s_beat = TimeSpan.FromMilliseconds(250);

    private int _published;
    private int _repeated;

    /// <summary>Messages that the broker has confirmed.</summary>
    public int Published => _published;

    /// <summary>Messages that were published again for want of a confirm.</summary>
    public int Repeated => _repeated;

    public double Share => messages.Count == 0 ? 1 : (double)_published / messages.Count;

    public async Task PublishAll()
    {
        var beats = Math.Max(1, (int)(spread / s_beat));
        var size = (messages.Count + beats - 1) / beats;
        foreach (var chunk in messages.Chunk(Math.Max(1, size)))
        {
            await Publish(chunk);
            _published += chunk.Length;
            await Task.Delay(s_beat);
        }
    }

    /// <summary>Until the broker has confirmed them.</summary>
    public Task Publish(IReadOnlyCollection<string> some) => Publish(channel => channel.PublishAll(some), some.Count);

    /// <inheritdoc cref="Publish(IReadOnlyCollection{string})"/>
    public async Task Publish(Func<Channel, Task> send, int count)
    {
        while (true)
        {
            try
            {
                await using var channel = await Channel.Open(broker);
                await send(channel).WaitAsync(TimeSpan.FromSeconds(20));
                return;
            }
            catch (Exception e) when (e is RabbitMQClientException or IOException or TimeoutException or ObjectDisposedException or OperationCanceledException)
            {
                _repeated += count;
                await Task.Delay(s_beat * 2);
            }
        }
    }

    /// <summary>Until so much has been published.</summary>
    public Task Has(double share) => Wait.Until(() => Share >= share, $"{share:P0} of the orders are published");
}
