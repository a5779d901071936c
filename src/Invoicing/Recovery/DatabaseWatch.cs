using Microsoft.Extensions.Hosting;

namespace Invoicing.Recovery;

/// <summary>
/// Looks at the database again and again, for what every process must know soon: that calls are paused or resumed.
/// </summary>
internal sealed class DatabaseWatch(TimeSpan interval, Func<CancellationToken, Task> look) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(interval);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await look(stoppingToken);
            }
            catch (Exception) when (!stoppingToken.IsCancellationRequested)
            {
                // Whoever needs the database says that it is away.
            }
        }
    }
}
