using System.Data.Common;
using Marten;
using Medallion.Threading.Postgres;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Invoicing.Storage;

/// <summary>
/// Work that one process at a time does, whichever comes first: it goes on the connection that holds the right to it, so whoever has lost
/// that cannot write any more. If it fails it is begun again.
/// </summary>
internal abstract class SingletonWorker(
    long lockId, string what, IDocumentStore store, IOptions<PostgresSettings> postgres, ILogger logger)
    : BackgroundService
{
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);

    private readonly OutageLog _outage = new(logger, what);

    /// <summary>Until it is cancelled.</summary>
    protected abstract Task Work(WorkerConnection connection, CancellationToken ct);

    /// <summary>To be told whenever a part of it has succeeded.</summary>
    protected void Works() => _outage.Works();

    /// <summary>Whether something that went wrong is not the database's, and the right to the work is still held.</summary>
    protected static bool IsOfTheWork(Exception e, WorkerConnection connection) =>
        e is not DbException && connection.IsOpen;

    protected sealed override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await WorkIfFree(stoppingToken);
            }
            catch (Exception) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                _outage.Failed(e);
            }

            await Task.Delay(s_pause, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task WorkIfFree(CancellationToken ct)
    {
        // Not of the pool, where a connection keeps its locks until somebody uses it again.
        var settings = new NpgsqlConnectionStringBuilder(postgres.Value.ConnectionString)
        {
            Pooling = false, ApplicationName = postgres.Value.ApplicationName, MaxAutoPrepare = 40, AutoPrepareMinUsages = 2,
        };
        await using var connection = new NpgsqlConnection(settings.ConnectionString);
        await connection.OpenAsync(ct);
        // The server must notice within a minute that this machine is gone, for another to take over.
        await connection.Execute(
            "set tcp_keepalives_idle = 30; set tcp_keepalives_interval = 10; set tcp_keepalives_count = 3", ct);
        var right = new PostgresDistributedLock(new PostgresAdvisoryLockKey(lockId), connection);
        // Asked for again and again: a statement that waits would keep vacuum from cleaning up.
        while (!await TryTake(right, connection, ct))
        {
            Works();
            await Task.Delay(s_pause, ct);
        }

        await Work(new(store, connection), ct);
    }

    /// <summary>
    /// Once taken it ends with the connection, not with this transaction: that is for what the library sets, of which the server would warn
    /// in its log outside of one.
    /// </summary>
    private static async Task<bool> TryTake(PostgresDistributedLock right, NpgsqlConnection connection, CancellationToken ct)
    {
        await using var transaction = await connection.BeginTransactionAsync(ct);
        return await right.TryAcquireAsync(cancellationToken: ct) is not null;
    }
}
