using System.Collections.Concurrent;
using Invoicing.Process;
using Npgsql;

namespace Invoicing.Storage;

/// <summary>
/// Rows that this process has read or written lately. A statement is told which versions are known, and leaves their documents out:
/// what the version is, only the database says. Bounded, by age.
/// </summary>
internal sealed class RowCache
{
    private const int GenerationSize = 1024;

    private readonly Lock _turn = new();
    private ConcurrentDictionary<Guid, OrderProcess> _young = new();
    private ConcurrentDictionary<Guid, OrderProcess> _old = new();
    private int _remembered;

    public OrderProcess? Find(Guid id) => _young.TryGetValue(id, out var row) || _old.TryGetValue(id, out row) ? row : null;

    /// <param name="row">At the version that the database holds.</param>
    public OrderProcess Remember(Guid id, OrderProcess row)
    {
        if (Interlocked.Increment(ref _remembered) % GenerationSize == 0)
        {
            lock (_turn)
            {
                (_old, _young) = (_young, new());
            }
        }

        return _young[id] = row.NewTimelineEntries.Count == 0 ? row : row with { NewTimelineEntries = [] };
    }

    /// <summary>The database was put back to an older state: a version may stand for another content now.</summary>
    public void Forget()
    {
        lock (_turn)
        {
            (_old, _young) = (new(), new());
        }
    }

    /// <param name="known">What the statement was told; its document comes as null.</param>
    public OrderProcess Read(Guid id, OrderProcess? known, NpgsqlDataReader reader, int version, int document) => reader.IsDBNull(document)
        ? known ?? throw new InvalidOperationException("A row that is not known came without its document.")
        : Remember(id, OrderStore.ReadRow(reader, version, document));
}
