using System.Collections.Concurrent;
using Invoicing.Process;
using Npgsql;

namespace Invoicing.Storage;

/// <summary>
/// Rows that this process has read or written lately. A statement is told which versions are known, and leaves their documents out:
/// what the version is, only the database says. Bounded, by age.
/// </summary>
internal sealed class KnownRows
{
    private const int GenerationSize = 1024;

    private readonly Lock _turn = new();
    private ConcurrentDictionary<Guid, OrderRow> _young = new();
    private ConcurrentDictionary<Guid, OrderRow> _old = new();
    private int _remembered;

    public OrderRow? Find(Guid id) => _young.TryGetValue(id, out var row) || _old.TryGetValue(id, out row) ? row : null;

    /// <param name="row">At the version that the database holds.</param>
    public OrderRow Remember(Guid id, OrderRow row)
    {
        if (Interlocked.Increment(ref _remembered) % GenerationSize == 0)
        {
            lock (_turn)
            {
                (_old, _young) = (_young, new());
            }
        }

        return _young[id] = row.News.Count == 0 ? row : row with { News = [] };
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
    public OrderRow Read(Guid id, OrderRow? known, NpgsqlDataReader reader, int version, int document) => reader.IsDBNull(document)
        ? known ?? throw new InvalidOperationException("A row that is not known came without its document.")
        : Remember(id, OrderStore.ReadRow(reader, version, document));
}
