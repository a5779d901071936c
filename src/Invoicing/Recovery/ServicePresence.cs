using Invoicing.Storage;
using Medallion.Threading.Postgres;
using Microsoft.Extensions.Hosting;

namespace Invoicing.Recovery;

/// <summary>
/// Says, while the service runs, that it does, even if it has nothing to do. Whenever the connection was lost the database may have been put
/// back: what is remembered of before is forgotten then.
/// </summary>
internal sealed class ServicePresence(BackupRestores restores) : BackgroundService
{
    private static readonly TimeSpan s_betweenTries = TimeSpan.FromSeconds(1);

    private PostgresDistributedReaderWriterLockHandle _presence = null!;

    /// <summary>Nothing is started while somebody notes that the database was put back.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        _presence = await Begin(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            using (var over = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, _presence.HandleLostToken))
            {
                await Task.Delay(Timeout.Infinite, over.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            await End(_presence);
            _presence = await Begin(stoppingToken);
        }
    }

    private async Task<PostgresDistributedReaderWriterLockHandle> Begin(CancellationToken ct)
    {
        while (true)
        {
            PostgresDistributedReaderWriterLockHandle? presence = null;
            try
            {
                presence = await restores.Serve(ct);
                await restores.LookAgain(ct);
                return presence;
            }
            catch (Exception)
            {
                // Whoever needs the database says that it is away.
                await End(presence);
                if (ct.IsCancellationRequested)
                {
                    throw;
                }

                await Task.Delay(s_betweenTries, ct);
            }
        }
    }

    private static async Task End(PostgresDistributedReaderWriterLockHandle? presence)
    {
        try
        {
            await (presence?.DisposeAsync() ?? default);
        }
        catch (Exception)
        {
            // It has ended with its connection.
        }
    }
}
