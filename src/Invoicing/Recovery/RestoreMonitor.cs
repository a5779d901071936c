using Invoicing.Storage;
using Microsoft.Extensions.Hosting;

namespace Invoicing.Recovery;

/// <summary>
/// Keeps every process of the service visible to <c>recover-from-backup</c>, even one that has nothing to do, and one that was overlooked
/// from going on with rows of before.
/// </summary>
internal sealed class RestoreMonitor(BackupRestores restorations) : BackgroundService
{
    // The pool would close a connection that is idle for longer; one that a restart has cut is opened again this soon.
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(s_interval);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await restorations.LookAgain(stoppingToken);
            }
            catch (Exception) when (!stoppingToken.IsCancellationRequested)
            {
                // Whoever needs the database says that it is away.
            }
        }
    }
}
