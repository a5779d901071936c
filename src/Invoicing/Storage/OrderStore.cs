using System.Text.Json;
using Invoicing.Process;
using Marten;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Invoicing.Storage;

/// <summary>The rows of orders in PostgreSQL: loads, inserts and updates of many messages share one round trip and one commit.</summary>
internal sealed class OrderStore : IOrderStore, IAsyncDisposable
{
    // A decision under lock holds a connection while it may wait for slip numbers, which need one too: never all of the pool.
    private const int LocksAtATime = 8;

    private readonly IDocumentStore _store;
    private readonly NpgsqlDataSource _database;
    private readonly RowCache _known;
    private readonly SemaphoreSlim _locks = new(LocksAtATime);
    private readonly GroupCommit<Guid, OrderProcess?> _loads;
    private readonly GroupCommit<OrderWrite, Written> _writes;
    private readonly GroupCommit<int, IReadOnlyList<string>> _slipNumbers;

    public OrderStore(IDocumentStore store, NpgsqlDataSource database, RowCache known, IOptions<PostgresSettings> settings)
    {
        var largestBatch = settings.Value.LargestBatch;
        (_store, _database, _known) = (store, database, known);
        _loads = new(largestBatch, id => id, LoadMany);
        _writes = new(largestBatch, write => write.Id, WriteMany);
        // Any number of requests for the same count may share a batch.
        _slipNumbers = new(largestBatch, _ => new object(), DrawSlipNumbers);
    }

    public Task<OrderProcess?> Load(Guid id, CancellationToken ct) => _loads.Run(id, ct);

    public async Task<bool> Insert(Guid id, OrderProcess row, TimeSpan? dueIn, CancellationToken ct)
    {
        var written = await _writes.Run(new(id, row, dueIn), ct);
        return written.OwnerOfId is { } owner
            ? throw new OrderIdConflictException(row.OrderNo, row.Content.OrderId!, owner)
            : written.IsSaved;
    }

    public async Task<bool> Update(Guid id, OrderProcess row, TimeSpan? dueIn, CancellationToken ct) =>
        (await _writes.Run(new(id, row, dueIn), ct)).IsSaved;

    public async Task<IOrderLock?> Lock(Guid id, CancellationToken ct)
    {
        await _locks.WaitAsync(ct);
        var locked = new OrderLock(id, _store.LightweightSession(), () => _locks.Release());
        try
        {
            if (await locked.Open(ct))
            {
                return locked;
            }
        }
        catch
        {
            await locked.DisposeAsync();
            throw;
        }

        await locked.DisposeAsync();
        return null;
    }

    /// <exception cref="PostgresException">All 99,999,999 numbers are used up.</exception>
    public async Task<IReadOnlyList<string>> TakeSlipNumbers(int count, CancellationToken ct) =>
        count == 0 ? [] : await _slipNumbers.Run(count, ct);

    public async ValueTask DisposeAsync()
    {
        await _loads.DisposeAsync();
        await _writes.DisposeAsync();
        await _slipNumbers.DisposeAsync();
    }

    private async Task<IReadOnlyList<OrderProcess?>> LoadMany(IReadOnlyList<Guid> ids, CancellationToken ct)
    {
        var known = ids.Select(_known.Find).ToList();
        await using var command = _database.CreateCommand("""
            select k.nr, o.mt_version, case when o.mt_version is distinct from k.version then o.data end
            from unnest($1, $2) with ordinality as k (id, version, nr)
            join mt_doc_order o on o.id = k.id
            """);
        command.Parameters.Add(new() { Value = ids.ToArray() });
        command.Parameters.Add(new() { Value = known.Select(row => row?.Version ?? -1).ToArray() });
        var found = new OrderProcess?[ids.Count];
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            var nr = (int)reader.GetInt64(0) - 1;
            found[nr] = _known.Read(ids[nr], known[nr], reader, 1, 2);
        }

        return found;
    }

    private async Task<IReadOnlyList<Written>> WriteMany(IReadOnlyList<OrderWrite> writes, CancellationToken ct)
    {
        // Of new orders with the same id of the OMS the first; the others, not saved, come again and find it owned.
        var save = new SaveOrders([.. writes.DistinctBy(write => (write.Row.Version == 0 ? write.OmsKey : null) ?? write.Id)]);
        await using var session = _store.LightweightSession();
        session.QueueOperation(save);
        await session.SaveChangesAsync(ct);
        foreach (var write in writes.Where(write => save.Saved.Contains(write.Id)))
        {
            _known.Remember(write.Id, write.Row with { Version = write.Row.Version + 1 });
        }

        return [.. writes.Select(write => new Written(save.Saved.Contains(write.Id), save.OwnersOfIds.GetValueOrDefault(write.Id)))];
    }

    private async Task<IReadOnlyList<IReadOnlyList<string>>> DrawSlipNumbers(IReadOnlyList<int> counts, CancellationToken ct)
    {
        await using var connection = await _database.OpenConnectionAsync(ct);
        var numbers = new Queue<string>(await connection.Query(
            "select nextval('slip_numbers') from generate_series(1, $1)", row => row.GetInt64(0).ToString("00000000"), ct, counts.Sum()));
        return [.. counts.Select(count => (IReadOnlyList<string>)[.. Enumerable.Range(0, count).Select(_ => numbers.Dequeue())])];
    }

    internal static OrderProcess ReadRow(NpgsqlDataReader reader, int version, int document) =>
        JsonSerializer.Deserialize(reader.GetFieldValue<byte[]>(document), ProcessJson.Default.OrderProcess)! with
        {
            Version = reader.GetInt32(version),
        };

    /// <param name="OwnerOfId">Number of the order to which the id of the OMS belongs; null: to this one.</param>
    private sealed record Written(bool IsSaved, string? OwnerOfId);
}
