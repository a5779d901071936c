using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Invoicing.Benchmarks.Floor;

/// <summary>Publishes a batch and waits once for all its confirms.</summary>
internal sealed class Publisher
{
    private readonly IChannel _channel;
    private readonly Lock _gate = new();
    private bool[] _confirmed = [];
    private ulong _first;
    private int _low;
    private int _left;
    private TaskCompletionSource _done = new();

    private Publisher(IChannel channel)
    {
        _channel = channel;
        channel.BasicAcksAsync += (_, ack) =>
        {
            Confirm(ack);
            return Task.CompletedTask;
        };
        channel.BasicNacksAsync += (_, _) =>
        {
            _done.TrySetException(new IOException("The broker has not taken a message."));
            return Task.CompletedTask;
        };
    }

    public static async Task<Publisher> Open(IConnection connection) => new(await connection.CreateChannelAsync(
        new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: false)));

    public async Task Publish(IReadOnlyList<Message> messages)
    {
        if (messages.Count == 0)
        {
            return;
        }

        var first = await _channel.GetNextPublishSequenceNumberAsync();
        lock (_gate)
        {
            (_confirmed, _first, _low, _left) = (new bool[messages.Count], first, 0, messages.Count);
            _done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        foreach (var message in messages)
        {
            var properties = new BasicProperties
            {
                Persistent = true, Type = message.Type, ContentType = Envelope.ContentType, MessageId = message.Id.ToString(),
            };
            await _channel.BasicPublishAsync(message.Exchange, "", mandatory: false, properties, message.Body);
        }

        await _done.Task;
    }

    private void Confirm(BasicAckEventArgs ack)
    {
        lock (_gate)
        {
            var place = (int)(ack.DeliveryTag - _first);
            for (var at = ack.Multiple ? _low : place; at <= place; at++)
            {
                if (!_confirmed[at])
                {
                    _confirmed[at] = true;
                    _left--;
                }
            }

            _low = ack.Multiple ? place + 1 : _low;
            if (_left == 0)
            {
                _done.TrySetResult();
            }
        }
    }
}

/// <param name="Type">Name of the contract.</param>
internal sealed record Message(Guid Id, string Exchange, string Type, ReadOnlyMemory<byte> Body);
