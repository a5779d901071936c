using Invoicing.Process;
using Marten;
using Microsoft.Extensions.Hosting;

namespace Invoicing.Storage;

/// <summary>
/// The directory of stores: a document a facility. Every process plans orders by what it has read last, and a service reads it again every
/// few seconds.
/// </summary>
internal sealed class StoreDirectories(IDocumentStore store, AuditLog audit) : BackgroundService
{
    /// <summary>A change is noticed by every service within this time.</summary>
    public static readonly TimeSpan NoticedWithin = TimeSpan.FromSeconds(3);

    private static readonly TimeSpan s_interval = NoticedWithin - TimeSpan.FromSeconds(1);

    // Of two reads, the one that began later is the one that counts.
    private readonly SemaphoreSlim _turn = new(1);
    private volatile StoreDirectory? _known;

    /// <exception cref="InvalidOperationException">Nobody has had a <see cref="Look"/> yet: an order must not be planned without.</exception>
    public StoreDirectory Current => _known ?? throw new InvalidOperationException("Whoever plans orders has a look at the stores first.");

    /// <summary>Asks the database, if this process has not yet.</summary>
    public async ValueTask<StoreDirectory> Look(CancellationToken ct)
    {
        if (_known is null)
        {
            await LookAgain(onlyFirst: true, ct);
        }

        return Current;
    }

    /// <summary>Asks the database.</summary>
    public async Task<StoreDirectory> LookAgain(CancellationToken ct)
    {
        await LookAgain(onlyFirst: false, ct);
        return Current;
    }

    /// <summary>For whoever asks no server: the stores are these.</summary>
    public void Assume(StoreDirectory directory) => _known = directory;

    /// <summary>Changes entries, all of them or none, while nobody else does.</summary>
    /// <param name="change">Is given the directory as it stands, and gives it as it is to be; what it throws ends the change.</param>
    /// <param name="beside">What else is written with it.</param>
    public async Task Change(
        Func<StoreDirectory, StoreDirectory> change, string action, string target, OperatorDecision decision, CancellationToken ct,
        Action<IDocumentSession>? beside = null)
    {
        await using var session = store.LightweightSession();
        await session.LockInTransaction("stores", ct);
        var before = await Read(session, ct);
        var after = change(before);
        var (written, removed) = (after.Entries.Except(before.Entries).ToList(),
            before.Entries.Where(entry => after.OfFacility(entry.Facility) is null).ToList());
        written.ForEach(entry => session.Store(new StoredStore(entry.Key, entry)));
        removed.ForEach(entry => session.Delete<StoredStore>(entry.Key));
        if (written.Count + removed.Count > 0)
        {
            audit.Add(session, action, target, decision, written.Count + removed.Count);
        }

        beside?.Invoke(session);
        await session.SaveChangesAsync(ct);
        await LookAgain(ct);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(s_interval);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await LookAgain(stoppingToken);
            }
            catch (Exception) when (!stoppingToken.IsCancellationRequested)
            {
                // Whoever needs the database says that it is away.
            }
        }
    }

    private async Task LookAgain(bool onlyFirst, CancellationToken ct)
    {
        await _turn.WaitAsync(ct);
        try
        {
            if (!onlyFirst || _known is null)
            {
                await using var session = store.QuerySession();
                _known = await Read(session, ct);
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    private static async Task<StoreDirectory> Read(IQuerySession session, CancellationToken ct) =>
        new((await session.Query<StoredStore>().ToListAsync(ct)).Select(stored => stored.Entry));
}

/// <param name="Id">The entry's key.</param>
internal sealed record StoredStore(string Id, StoreEntry Entry);
