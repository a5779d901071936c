using Invoicing.Process;
using Marten;
using Medallion.Threading.Postgres;
using Npgsql;

namespace Invoicing.Storage;

/// <summary>What was noted of restored backups.</summary>
internal sealed class BackupRestores(IDocumentStore store, NpgsqlDataSource database, RowCache rows)
{
    private const int JumpOfSlipNumbers = 1_000_000;
    private const long LockId = 7_463_205;

    // Every service holds it shared while it runs; whoever notes that the database was put back needs it alone.
    private readonly PostgresDistributedReaderWriterLock _services =
        new(new(LockId), database, options => options.UseMultiplexing(false).KeepaliveCadence(TimeSpan.FromSeconds(30)));

    private Task<BackupRestore?>? _firstLook;
    private Known? _known;

    /// <summary>The newest, as of the last look; null: the database was never put back.</summary>
    /// <exception cref="InvalidOperationException">Nobody has had a <see cref="Look"/> yet.</exception>
    public BackupRestore? Newest =>
        (_known ?? throw new InvalidOperationException("Whoever decides has a look at the restorations first.")).Newest;

    /// <summary>
    /// The newest; null: the database was never put back. Those who come first share one question to the database, the others ask nobody.
    /// </summary>
    /// <exception cref="NpgsqlException">The database is away: it is asked again the next time.</exception>
    public async ValueTask<BackupRestore?> Look(CancellationToken ct)
    {
        if (_known is { } known)
        {
            return known.Newest;
        }

        var look = _firstLook ??= ReadNewest(CancellationToken.None);
        try
        {
            _known = new(await look.WaitAsync(ct));
            return Newest;
        }
        finally
        {
            if (look.IsFaulted)
            {
                _ = Interlocked.CompareExchange(ref _firstLook, null, look);
            }
        }
    }

    /// <summary>Asks the database. If it was put back since the last look, what is remembered of its rows is forgotten.</summary>
    /// <exception cref="NpgsqlException">The database is away.</exception>
    public async Task LookAgain(CancellationToken ct)
    {
        var newest = await ReadNewest(ct);
        if (_known is { } known && known.Newest != newest)
        {
            rows.Forget();
        }

        _known = new(newest);
    }

    /// <summary>
    /// Says that a service runs, until it is disposed of or the connection is lost; waits while somebody notes that the database was put
    /// back.
    /// </summary>
    public ValueTask<PostgresDistributedReaderWriterLockHandle> Serve(CancellationToken ct) => _services.AcquireReadLockAsync(null, ct);

    /// <summary>
    /// Notes that the database was put back: moves the slip numbers on, and leaves no call of an unfinished order for certain that may have
    /// been made again since the backup. Calls of which nothing is left are doubted when they are claimed.
    /// </summary>
    /// <returns>The orders that are not finished.</returns>
    /// <exception cref="ServiceIsRunningException">A service is connected: it remembers rows that are no more.</exception>
    public async Task<(BackupRestore Restoration, long Unfinished)> Note(string by, string reason, CancellationToken ct)
    {
        await using var alone = await _services.TryAcquireWriteLockAsync(TimeSpan.Zero, ct) ?? throw new ServiceIsRunningException();
        await using var session = store.LightweightSession();
        var unfinished = await session.Query<OrderProcess>().LongCountAsync(order => !order.IsFinished, ct);
        var (slipNo, now) = (await session.AdvancedSql.QueryAsync<long, DateTimeOffset>(
            "select row (setval('slip_numbers', last_value + ?)), row (clock_timestamp()) from slip_numbers", ct, JumpOfSlipNumbers))[0];
        var restoration = new Restoration(Guid.CreateVersion7(), now, slipNo + 1, by, reason);
        session.Insert(restoration);
        session.QueueSqlCommand("""
            update calls c set unresolved = true
            from mt_doc_order o
            where o.id = c.order_id
              and not o.is_finished
              and c.state in ('no_effect', 'refused')
            """);
        await session.SaveChangesAsync(ct);
        return (restoration.Noted, unfinished);
    }

    private async Task<BackupRestore?> ReadNewest(CancellationToken ct)
    {
        await using var session = store.QuerySession();
        return (await session.Query<Restoration>().OrderByDescending(restoration => restoration.At).FirstOrDefaultAsync(ct))?.Noted;
    }

    private sealed record Known(BackupRestore? Newest);
}

/// <summary>Who noted that the database was put back, and why.</summary>
/// <param name="FirstSlipNo">As <see cref="BackupRestore"/> has it.</param>
internal sealed record Restoration(Guid Id, DateTimeOffset At, long FirstSlipNo, string By, string Reason)
{
    [System.Text.Json.Serialization.JsonIgnore]
    public BackupRestore Noted => new(At, FirstSlipNo);
}

/// <summary>A service still uses the database that was put back.</summary>
internal sealed class ServiceIsRunningException()
    : Exception(
        "A service is connected to this database, and remembers what was in it before. Stop every `invoicing serve`, then run this again.");
