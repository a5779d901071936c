using System.Threading.Channels;
using Invoicing.Messaging;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using RabbitMQ.Client.Exceptions;

namespace Invoicing.ErrorQueues;

/// <summary>
/// All entries of one error queue, held without an acknowledgement: whatever becomes of this process, they are back in their place at
/// once. Their messages are not kept; an entry that is to be dealt with is put back, and comes again with its message.
/// </summary>
internal sealed class HeldQueue : IAsyncDisposable
{
    /// <summary>Messages that one consumer holds. There are as many consumers as are needed: so no more than this waits in memory to be read.</summary>
    private const ushort Prefetch = 2000;

    private static readonly TimeSpan s_quiet = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    private readonly IChannel _channel;
    private readonly EntryReading _reading;
    private readonly Lock _gate = new();
    private readonly List<HeldEntry> _entries = [];
    private readonly Dictionary<(string Id, string Stamp), Queue<TaskCompletionSource<Delivery?>>> _released = [];
    private readonly Channel<ErrorEntry> _arrivals = Channel.CreateUnbounded<ErrorEntry>();
    private readonly TaskCompletionSource<Exception> _lost = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SemaphoreSlim _adding = new(1);
    private bool _isFilled;
    private int _capacity;
    private int _outstanding;

    private HeldQueue(IChannel channel, string queue, EntryReading reading, QueueDeclareOk found)
    {
        (_channel, Queue, _reading) = (channel, queue, reading);
        (Count, OtherConsumers) = ((int)found.MessageCount, (int)found.ConsumerCount);
        _channel.ChannelShutdownAsync += (_, reason) =>
        {
            Lose(reason);
            return Task.CompletedTask;
        };
    }

    /// <summary>The work queue; the entries lie in its error queue.</summary>
    public string Queue { get; }

    /// <summary>Entries that lay there when the queue was opened. What comes later is not among <see cref="Entries"/>.</summary>
    public int Count { get; }

    /// <summary>Others that read the queue at that time: what they hold is not seen here.</summary>
    public int OtherConsumers { get; }

    public IReadOnlyList<HeldEntry> Entries { get; private set; } = [];

    /// <summary>Entries that came after the queue was opened. They are held, too, and stay in the queue.</summary>
    public ChannelReader<ErrorEntry> Arrivals => _arrivals.Reader;

    /// <exception cref="MissingQueueException">The topology is not declared.</exception>
    public static async Task<HeldQueue> Open(IConnection connection, string queue, EntryReading reading, CancellationToken ct)
    {
        var channel = await connection.CreateChannelAsync(cancellationToken: ct);
        try
        {
            await channel.BasicQosAsync(0, Prefetch, global: false, ct);
            return new HeldQueue(channel, queue, reading, await channel.QueueDeclarePassiveAsync(Queues.ErrorOf(queue), ct));
        }
        catch (OperationInterruptedException e) when (e.ShutdownReason is { ReplyCode: 404 })
        {
            throw new MissingQueueException(Queues.ErrorOf(queue));
        }
    }

    /// <summary>Reads until everything is held that lay there at the opening, or nothing more comes because others have it.</summary>
    public async Task Fill(CancellationToken ct)
    {
        if (Count == 0)
        {
            return;
        }

        await AddConsumer();
        for (var (seen, since) = (0, TimeProvider.System.GetTimestamp()); Held < Count && TimeProvider.System.GetElapsedTime(since) < s_quiet;)
        {
            await Task.WhenAny(_lost.Task, Task.Delay(20, ct));
            ct.ThrowIfCancellationRequested();
            ThrowIfLost();
            (seen, since) = Held > seen ? (Held, TimeProvider.System.GetTimestamp()) : (seen, since);
        }

        lock (_gate)
        {
            // What comes later is an arrival, even if not all were there.
            (Entries, _isFilled) = ([.. _entries], true);
            _entries.Clear();
        }
    }

    /// <summary>Puts entries back and takes them again, now with their messages. The caller settles each.</summary>
    /// <returns>Null where somebody else took the entry in between.</returns>
    public async Task<IReadOnlyList<Delivery?>> Take(IReadOnlyList<HeldEntry> entries, CancellationToken ct)
    {
        var coming = entries.Select(Expect).ToList();
        foreach (var entry in entries)
        {
            Interlocked.Decrement(ref _outstanding);
            try
            {
                await _channel.BasicRejectAsync(entry.Tag, requeue: true, ct);
            }
            catch (Exception e) when (BrokerFaults.IsAway(e))
            {
                throw new QueueLostException(Queues.ErrorOf(Queue), e);
            }
        }

        var all = Task.WhenAll(coming.Select(entry => entry.Task));
        await Task.WhenAny(all, _lost.Task, Task.Delay(s_patience, ct));
        ct.ThrowIfCancellationRequested();
        ThrowIfLost();
        foreach (var entry in coming)
        {
            entry.TrySetResult(null);
        }

        return await all;
    }

    /// <summary>It is gone from the error queue for good.</summary>
    public async Task Remove(Delivery delivery)
    {
        Interlocked.Decrement(ref _outstanding);
        await _channel.BasicAckAsync(delivery.Tag, multiple: false);
    }

    public async ValueTask DisposeAsync()
    {
        _arrivals.Writer.TryComplete();
        await _channel.DisposeAsync();
        _adding.Dispose();
    }

    private int Held
    {
        get
        {
            lock (_gate)
            {
                return _entries.Count;
            }
        }
    }

    private TaskCompletionSource<Delivery?> Expect(HeldEntry entry)
    {
        var source = new TaskCompletionSource<Delivery?>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            // The same message may lie there twice: one is as good as the other.
            (_released.TryGetValue(entry.Entry.Key, out var waiting) ? waiting : _released[entry.Entry.Key] = new()).Enqueue(source);
        }

        return source;
    }

    private async Task AddConsumer()
    {
        await _adding.WaitAsync();
        try
        {
            if (Volatile.Read(ref _outstanding) < _capacity - (Prefetch / 2))
            {
                return;
            }

            var consumer = new AsyncEventingBasicConsumer(_channel);
            consumer.ReceivedAsync += Receive;
            await _channel.BasicConsumeAsync(Queues.ErrorOf(Queue), autoAck: false, consumer);
            _capacity += Prefetch;
        }
        catch (Exception e) when (BrokerFaults.IsAway(e))
        {
            _lost.TrySetResult(e);
        }
        finally
        {
            _adding.Release();
        }
    }

    private Task Receive(object sender, BasicDeliverEventArgs message)
    {
        var entry = _reading.Read(Queue, message.BasicProperties, message.Body);
        if (Interlocked.Increment(ref _outstanding) >= _capacity - (Prefetch / 2))
        {
            // Not awaited: the answer comes through what delivers these messages.
            _ = Task.Run(AddConsumer);
        }

        lock (_gate)
        {
            if (_released.TryGetValue(entry.Key, out var waiting) && waiting.Count > 0)
            {
                var expected = waiting.Dequeue();
                if (waiting.Count == 0)
                {
                    _released.Remove(entry.Key);
                }

                // The client takes the buffer back as soon as this returns. One that nobody waits for any more is held like all others.
                expected.TrySetResult(new Delivery(entry, message.DeliveryTag, new BasicProperties(message.BasicProperties), message.Body.ToArray()));
            }
            else if (!_isFilled && _entries.Count < Count)
            {
                _entries.Add(new HeldEntry(entry, message.DeliveryTag));
            }
            else
            {
                _arrivals.Writer.TryWrite(entry);
            }
        }

        return Task.CompletedTask;
    }

    private void Lose(ShutdownEventArgs reason) => _lost.TrySetResult(new OperationInterruptedException(reason));

    private void ThrowIfLost()
    {
        if (_lost.Task.IsCompleted)
        {
            throw new QueueLostException(Queues.ErrorOf(Queue), _lost.Task.Result);
        }
    }
}
