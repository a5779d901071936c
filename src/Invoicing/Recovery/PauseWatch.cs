using Invoicing.Systems;
using Microsoft.Extensions.Hosting;

namespace Invoicing.Recovery;

/// <summary>Lets every process know within a second that calls are paused, or resumed.</summary>
internal sealed class PauseWatch(RetailProGate gate) : BackgroundService
{
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(s_interval);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await gate.Look(stoppingToken);
            }
            catch (Exception) when (!stoppingToken.IsCancellationRequested)
            {
                // Whoever needs the database says that it is away.
            }
        }
    }
}
