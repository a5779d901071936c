using Invoicing.Messaging;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using RabbitMQ.Client.Exceptions;

namespace Invoicing.ErrorQueues;

/// <summary>
/// What lies in error queues at one time, held without an acknowledgement: whatever becomes of this process, it is back in its place at
/// once. Bodies are not kept; a message that is to be dealt with is put back, and comes again with its body.
/// </summary>
internal sealed class ErrorQueueSnapshot(IConnection connection, FailedMessageReader reader, FailedMessageFilter filter) : IAsyncDisposable
{
    /// <summary>Messages that one consumer holds. There are as many consumers as are needed: no more than this waits in memory.</summary>
    private const ushort Prefetch = 2000;

    private static readonly TimeSpan s_quiet = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    private readonly OrderedDictionary<string, HeldQueue> _queues = [];
    private readonly Lock _gate = new();
    private readonly List<FailedMessage> _named = [];
    private readonly Dictionary<(string Queue, string Id, string Stamp), Queue<TaskCompletionSource<FailedMessage?>>> _released = [];
    private readonly List<FailedMessage> _arrivals = [];
    private readonly TaskCompletionSource<Exception> _lost = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private IChannel? _channel;

    public IConnection Connection => connection;

    /// <summary>Those that the filter means, in the order of the queues.</summary>
    public IReadOnlyList<FailedMessage> Messages { get; set; } = [];

    /// <summary>What a person should know of the reading, a line each.</summary>
    public List<string> Remarks { get; } = [];

    /// <summary>Reads until everything is held that lies there, or nothing more comes because others have it.</summary>
    public async Task Open(IEnumerable<string> queues, CancellationToken ct)
    {
        _channel = await connection.CreateChannelAsync(cancellationToken: ct);
        _channel.ChannelShutdownAsync += (_, reason) =>
        {
            _lost.TrySetResult(new OperationInterruptedException(reason));
            return Task.CompletedTask;
        };
        await _channel.BasicQosAsync(0, Prefetch, global: false, ct);
        foreach (var name in queues)
        {
            try
            {
                await Fill(name, await _channel.QueueDeclarePassiveAsync(Queues.ErrorOf(name), ct), ct);
            }
            catch (OperationInterruptedException e) when (e.ShutdownReason is { ReplyCode: 404 })
            {
                throw new ErrorQueueException($"RabbitMQ has no queue {Queues.ErrorOf(name)} yet. Run `invoicing migrate` once.");
            }
        }

        Messages = _named;
    }

    /// <summary>Puts messages back and takes them again, now with their bodies. The caller settles each.</summary>
    /// <returns>Null where somebody else took the message in between.</returns>
    public async Task<IReadOnlyList<FailedMessage?>> Take(IReadOnlyCollection<FailedMessage> messages, CancellationToken ct)
    {
        var coming = new List<TaskCompletionSource<FailedMessage?>>();
        foreach (var message in messages)
        {
            var source = new TaskCompletionSource<FailedMessage?>(TaskCreationOptions.RunContinuationsAsynchronously);
            coming.Add(source);
            lock (_gate)
            {
                // The same message may lie there twice: one is as good as the other.
                (_released.TryGetValue(message.Key, out var waiting) ? waiting : _released[message.Key] = new()).Enqueue(source);
            }

            try
            {
                Interlocked.Decrement(ref _queues[message.Queue].Outstanding);
                await _channel!.BasicRejectAsync(message.Tag, requeue: true, ct);
            }
            catch (Exception e) when (BrokerFaults.IsAway(e))
            {
                throw new QueueLostException(message.ErrorQueue, e);
            }
        }

        var all = Task.WhenAll(coming.Select(message => message.Task));
        await Task.WhenAny(all, _lost.Task, Task.Delay(s_patience, ct));
        ThrowIfOver(messages.First().ErrorQueue, ct);
        coming.ForEach(message => message.TrySetResult(null));
        return await all;
    }

    /// <summary>It is gone from the error queue for good.</summary>
    /// <param name="taken">By <see cref="Take"/>.</param>
    public async Task Remove(FailedMessage taken)
    {
        Interlocked.Decrement(ref _queues[taken.Queue].Outstanding);
        await _channel!.BasicAckAsync(taken.Tag, multiple: false);
    }

    /// <summary>Messages that came after the opening, since it was asked last. They are held, too, and stay in their queue.</summary>
    public async Task<IReadOnlyList<FailedMessage>> Arrivals()
    {
        foreach (var queue in _queues.Values)
        {
            await AddConsumerIfNeeded(queue);
        }

        lock (_gate)
        {
            FailedMessage[] arrived = [.. _arrivals];
            _arrivals.Clear();
            return arrived;
        }
    }

    /// <summary>Everything that was not taken out is back in its place.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_channel is not null)
        {
            await _channel.DisposeAsync();
        }

        await connection.DisposeAsync();
    }

    private async Task Fill(string workQueue, QueueDeclareOk found, CancellationToken ct)
    {
        var queue = _queues[workQueue] = new HeldQueue(workQueue) { Count = (int)found.MessageCount };
        await AddConsumerIfNeeded(queue);
        queue.SeenAt = TimeProvider.System.GetTimestamp();
        while (queue.Seen < queue.Count && TimeProvider.System.GetElapsedTime(queue.SeenAt) < s_quiet)
        {
            await Task.WhenAny(_lost.Task, Task.Delay(20, ct));
            ThrowIfOver(queue.Name, ct);
            await AddConsumerIfNeeded(queue);
        }

        lock (_gate)
        {
            // What comes later is an arrival, even if not all were there.
            queue.Count = queue.Seen;
        }

        if (queue.Seen < found.MessageCount)
        {
            Remarks.Add($"{queue.Name}: {queue.Seen} of {found.MessageCount} entries could be read; the others are held by somebody else "
                + "at present.");
        }
        else if (found.ConsumerCount > 0)
        {
            Remarks.Add($"{queue.Name} is read by somebody else, too; entries that are held there are not seen here.");
        }
    }

    private async Task AddConsumerIfNeeded(HeldQueue queue)
    {
        if (Volatile.Read(ref queue.Outstanding) < queue.Capacity - (Prefetch / 2))
        {
            return;
        }

        try
        {
            var consumer = new AsyncEventingBasicConsumer(_channel!);
            consumer.ReceivedAsync += (_, delivery) => Receive(queue, delivery);
            await _channel!.BasicConsumeAsync(queue.Name, autoAck: false, consumer);
            queue.Capacity += Prefetch;
        }
        catch (Exception e) when (BrokerFaults.IsAway(e))
        {
            _lost.TrySetResult(e);
        }
    }

    private Task Receive(HeldQueue queue, BasicDeliverEventArgs delivery)
    {
        var message = reader.Read(queue.WorkQueue, delivery.BasicProperties, delivery.Body, delivery.DeliveryTag);
        Interlocked.Increment(ref queue.Outstanding);
        lock (_gate)
        {
            if (_released.TryGetValue(message.Key, out var waiting) && waiting.TryDequeue(out var expected))
            {
                // The client takes the buffer back as soon as this returns. One that nobody waits for any more is held like all others.
                var properties = new BasicProperties(delivery.BasicProperties);
                expected.TrySetResult(message with { Properties = properties, Body = delivery.Body.ToArray() });
            }
            else if (queue.Seen == queue.Count)
            {
                _arrivals.Add(message);
            }
            else
            {
                queue.Seen++;
                queue.SeenAt = TimeProvider.System.GetTimestamp();
                if (filter.Names(message))
                {
                    _named.Add(message);
                }
            }
        }

        return Task.CompletedTask;
    }

    private void ThrowIfOver(string errorQueue, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        if (_lost.Task.IsCompleted)
        {
            throw new QueueLostException(errorQueue, _lost.Task.Result);
        }
    }

    private sealed class HeldQueue(string workQueue)
    {
        /// <summary>Messages of it that are held.</summary>
        public int Outstanding;

        public string WorkQueue => workQueue;

        public string Name { get; } = Queues.ErrorOf(workQueue);

        /// <summary>Messages that lay there when it was opened.</summary>
        public int Count { get; set; }

        /// <summary>Of those.</summary>
        public int Seen { get; set; }

        /// <summary>When the last of those was, or its consumer began.</summary>
        public long SeenAt { get; set; }

        /// <summary>Messages that its consumers can hold.</summary>
        public int Capacity { get; set; }
    }
}

/// <summary>What was asked for cannot be done; nothing was changed.</summary>
internal class ErrorQueueException(string message, Exception? why = null) : Exception(message, why);

/// <summary>The broker took the messages back.</summary>
internal sealed class QueueLostException(string errorQueue, Exception why) : ErrorQueueException(
    $"The connection to RabbitMQ was lost while {errorQueue} was read ({why.Message.TrimEnd('.')}). What was not moved is still there.",
    why);
