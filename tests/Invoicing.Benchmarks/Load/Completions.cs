using System.Diagnostics;
using System.Text;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Invoicing.Benchmarks.Load;

/// <summary>Listens to <c>InvoicingCompleted</c> as the OMS would, and notes when each order was completed first.</summary>
internal sealed class Completions
{
    private static readonly byte[] s_field = "\"orderNo\":"u8.ToArray();

    private readonly Dictionary<string, long> _at = [];
    private readonly SemaphoreSlim _changed = new(0);

    public int Count
    {
        get
        {
            lock (_at)
            {
                return _at.Count;
            }
        }
    }

    public async Task Listen(IConnection connection)
    {
        var channel = await connection.CreateChannelAsync();
        var queue = await channel.QueueDeclareAsync("", durable: false, exclusive: true, autoDelete: true);
        await channel.QueueBindAsync(queue.QueueName, "Invoicing.Contracts:InvoicingCompleted", "");
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += (_, delivery) =>
        {
            Note(NumberIn(delivery.Body.Span));
            return Task.CompletedTask;
        };
        await channel.BasicConsumeAsync(queue.QueueName, autoAck: true, consumer);
    }

    public void Note(string orderNo)
    {
        var now = Stopwatch.GetTimestamp();
        lock (_at)
        {
            _at.TryAdd(orderNo, now);
        }

        _changed.Release();
    }

    /// <summary>Waits for one more completion, or a moment.</summary>
    public Task<bool> Change() => _changed.WaitAsync(TimeSpan.FromMilliseconds(20));

    /// <summary>Timestamps of completion, and forgets them.</summary>
    public Dictionary<string, long> Take()
    {
        lock (_at)
        {
            var all = new Dictionary<string, long>(_at);
            _at.Clear();
            return all;
        }
    }

    private static string NumberIn(ReadOnlySpan<byte> body)
    {
        var rest = body[(body.IndexOf(s_field) + s_field.Length)..];
        rest = rest[(rest.IndexOf((byte)'"') + 1)..];
        return Encoding.UTF8.GetString(rest[..rest.IndexOf((byte)'"')]);
    }
}
