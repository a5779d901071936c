using System.Collections.Concurrent;
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

    private readonly List<HeldQueue> _queues = [];
    private readonly Lock _gate = new();
    private readonly List<FailedMessage> _named = [];
    private readonly Dictionary<(string Queue, string Id, string Stamp), Queue<TaskCompletionSource<FailedMessage?>>> _released = [];
    private readonly ConcurrentQueue<FailedMessage> _arrivals = [];
    private readonly TaskCompletionSource<Exception> _lost = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private IChannel? _channel;

    public IConnection Connection => connection;

    /// <summary>Those that the filter means, in the order of the queues.</summary>
    public IReadOnlyList<FailedMessage> Messages { get; set; } = [];

    /// <summary>What a person should know of the reading, a line each.</summary>
    public IEnumerable<string> Remarks => _queues
        .Where(queue => queue.OtherConsumers > 0 || queue.Seen < queue.Count)
        .Select(queue => queue.Seen < queue.Count
            ? $"{queue.ErrorQueue}: {queue.Seen} of {queue.Count} entries could be read; the others are held by somebody else at present."
            : $"{queue.ErrorQueue} is read by somebody else, too; entries that are held there are not seen here.");

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
                _queues.Add(new HeldQueue(name, await _channel.QueueDeclarePassiveAsync(Queues.ErrorOf(name), ct)));
            }
            catch (OperationInterruptedException e) when (e.ShutdownReason is { ReplyCode: 404 })
            {
                throw new ErrorQueueException($"RabbitMQ has no queue {Queues.ErrorOf(name)} yet. Run `invoicing migrate` once.");
            }

            await Fill(_queues[^1], ct);
        }

        Messages = _named;
    }

    /// <summary>Puts messages back and takes them again, now with their bodies. The caller settles each.</summary>
    /// <returns>Null where somebody else took the message in between.</returns>
    public async Task<IReadOnlyList<FailedMessage?>> Take(IReadOnlyCollection<FailedMessage> messages, CancellationToken ct)
    {
        var coming = messages.Select(Expect).ToList();
        foreach (var message in messages)
        {
            try
            {
                Interlocked.Decrement(ref QueueOf(message).Outstanding);
                await _channel!.BasicRejectAsync(message.Tag, requeue: true, ct);
            }
            catch (Exception e) when (BrokerFaults.IsAway(e))
            {
                throw new QueueLostException(message.ErrorQueue, e);
            }
        }

        var all = Task.WhenAll(coming.Select(message => message.Task));
        await Task.WhenAny(all, _lost.Task, Task.Delay(s_patience, ct));
        ct.ThrowIfCancellationRequested();
        ThrowIfLost(messages.First().ErrorQueue);
        foreach (var message in coming)
        {
            message.TrySetResult(null);
        }

        return await all;
    }

    /// <summary>It is gone from the error queue for good.</summary>
    /// <param name="taken">By <see cref="Take"/>.</param>
    public async Task Remove(FailedMessage taken)
    {
        Interlocked.Decrement(ref QueueOf(taken).Outstanding);
        await _channel!.BasicAckAsync(taken.Tag, multiple: false);
    }

    /// <summary>Messages that came after the opening, since it was asked last. They are held, too, and stay in their queue.</summary>
    public async Task<IReadOnlyList<FailedMessage>> Arrivals()
    {
        foreach (var queue in _queues.Where(queue => queue.Capacity > 0))
        {
            await AddConsumerIfNeeded(queue);
        }

        var arrived = new List<FailedMessage>();
        while (_arrivals.TryDequeue(out var message))
        {
            arrived.Add(message);
        }

        return arrived;
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

    private HeldQueue QueueOf(FailedMessage message) => _queues.First(queue => queue.WorkQueue == message.Queue);

    private async Task Fill(HeldQueue queue, CancellationToken ct)
    {
        await AddConsumerIfNeeded(queue);
        for (var (seen, since) = (0, TimeProvider.System.GetTimestamp());
             queue.Seen < queue.Count && TimeProvider.System.GetElapsedTime(since) < s_quiet;)
        {
            await AddConsumerIfNeeded(queue);
            await Task.WhenAny(_lost.Task, Task.Delay(20, ct));
            ct.ThrowIfCancellationRequested();
            ThrowIfLost(queue.ErrorQueue);
            (seen, since) = queue.Seen > seen ? (queue.Seen, TimeProvider.System.GetTimestamp()) : (seen, since);
        }

        lock (_gate)
        {
            // What comes later is an arrival, even if not all were there.
            queue.IsFilled = true;
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
            await _channel!.BasicConsumeAsync(queue.ErrorQueue, autoAck: false, consumer);
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
            else if (queue.IsFilled || queue.Seen == queue.Count)
            {
                _arrivals.Enqueue(message);
            }
            else
            {
                queue.Seen++;
                if (filter.Names(message))
                {
                    _named.Add(message);
                }
            }
        }

        return Task.CompletedTask;
    }

    private TaskCompletionSource<FailedMessage?> Expect(FailedMessage message)
    {
        var source = new TaskCompletionSource<FailedMessage?>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            // The same message may lie there twice: one is as good as the other.
            (_released.TryGetValue(message.Key, out var waiting) ? waiting : _released[message.Key] = new()).Enqueue(source);
        }

        return source;
    }

    private void ThrowIfLost(string errorQueue)
    {
        if (_lost.Task.IsCompleted)
        {
            throw new QueueLostException(errorQueue, _lost.Task.Result);
        }
    }

    private sealed class HeldQueue(string workQueue, QueueDeclareOk found)
    {
        /// <summary>Messages of it that are held.</summary>
        public int Outstanding;

        public string WorkQueue => workQueue;

        public string ErrorQueue => Queues.ErrorOf(workQueue);

        /// <summary>That lay there when it was opened.</summary>
        public int Count { get; } = (int)found.MessageCount;

        /// <summary>Others that read it at that time: what they hold is not seen here.</summary>
        public int OtherConsumers { get; } = (int)found.ConsumerCount;

        /// <summary>Of those that lay there.</summary>
        public int Seen { get; set; }

        public bool IsFilled { get; set; }

        /// <summary>Messages that its consumers can hold.</summary>
        public int Capacity { get; set; }
    }
}

/// <summary>What was asked for cannot be done; nothing was changed.</summary>
internal class ErrorQueueException(string message, Exception? why = null) : Exception(message, why);

/// <summary>The broker took the messages back.</summary>
internal sealed class QueueLostException(string errorQueue, Exception why) : ErrorQueueException(
    $"The connection to RabbitMQ was lost while {errorQueue} was read ({why.Message.TrimEnd('.')}). What was not moved is "
        + "still there.",
    why);
