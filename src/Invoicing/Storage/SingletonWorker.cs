using System.Data.Common;
using Marten;
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
        await using var connection = await Leadership.Open(postgres.Value, ct);
        // Asked for again and again: a statement that waits would keep vacuum from cleaning up.
        while (!await Leadership.TryTake(connection, lockId, ct))
        {
            Works();
            await Task.Delay(s_pause, ct);
        }

        await Work(new(store, connection), ct);
    }
}
