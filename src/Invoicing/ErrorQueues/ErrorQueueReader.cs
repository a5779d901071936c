using Invoicing.Messaging;
using Invoicing.RetailPro;
using Microsoft.Extensions.Options;
using RabbitMQ.Client;

namespace Invoicing.ErrorQueues;

/// <summary>Opens error queues and tells what lies in them.</summary>
internal sealed class ErrorQueueReader(EntryFactsStore facts, IOptions<RabbitMqSettings> broker, IOptions<RetailProSettings> retailPro)
{
    public async Task<HeldQueues> Open(IEnumerable<string> queues, CancellationToken ct)
    {
        var factory = BrokerAddress.Parse(broker.Value.Uri).ToConnectionFactory("invoicing errors");
        // What was held before a loss is held by nobody after it.
        factory.AutomaticRecoveryEnabled = false;
        var held = new HeldQueues(await factory.CreateConnectionAsync(ct), facts);
        try
        {
            await held.Open(queues, new EntryReading(TimeZoneInfo.FindSystemTimeZoneById(retailPro.Value.TimeZone)), ct);
            return held;
        }
        catch
        {
            await held.DisposeAsync();
            throw;
        }
    }
}

/// <summary>Error queues that are held on one connection.</summary>
internal sealed class HeldQueues(IConnection connection, EntryFactsStore facts) : IAsyncDisposable
{
    private readonly List<HeldQueue> _queues = [];

    public IConnection Connection => connection;

    public IReadOnlyList<HeldQueue> All => _queues;

    /// <summary>Every entry that could be read, in the order of the queues.</summary>
    public IReadOnlyList<HeldKnownEntry> Entries { get; private set; } = [];

    /// <summary>What a person should know of the reading, a line each.</summary>
    public IEnumerable<string> Remarks => _queues
        .Where(queue => queue.OtherConsumers > 0 || queue.Entries.Count < queue.Count)
        .Select(queue => queue.Entries.Count < queue.Count
            ? $"{Queues.ErrorOf(queue.Queue)}: {queue.Entries.Count} of {queue.Count} entries could be read; the others are held by somebody else at present."
            : $"{Queues.ErrorOf(queue.Queue)} is read by somebody else, too; entries that are held there are not seen here.");

    public async Task Open(IEnumerable<string> queues, EntryReading reading, CancellationToken ct)
    {
        foreach (var name in queues)
        {
            var queue = await HeldQueue.Open(connection, name, reading, ct);
            _queues.Add(queue);
            await queue.Fill(ct);
        }

        var held = _queues.SelectMany(queue => queue.Entries.Select(entry => (Queue: queue, Entry: entry))).ToList();
        var known = await facts.Look([.. held.Select(h => h.Entry.Entry)], ct);
        Entries = [.. held.Zip(known, (h, k) => new HeldKnownEntry(h.Queue, h.Entry, k))];
    }

    /// <summary>Everything that was not taken out is back in its place.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var queue in _queues)
        {
            await queue.DisposeAsync();
        }

        await connection.DisposeAsync();
    }
}

/// <summary>An entry, where it is held, and what is known of it.</summary>
internal sealed record HeldKnownEntry(HeldQueue Queue, HeldEntry Held, KnownEntry Known)
{
    public ErrorEntry Entry => Known.Entry;
}
