using Invoicing.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Invoicing.Operations;

/// <summary>Looks every second for group operations that nobody carries on, and does.</summary>
internal sealed class GroupWorker(GroupStore groups, GroupRunner runner, TimeProvider clock, ILogger<GroupWorker> logger)
    : BackgroundService
{
    /// <summary>So many at a time of one process.</summary>
    private const int AtATime = 4;

    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(1);

    /// <summary>Before it is asked again whether a group is free that another process carries on.</summary>
    private static readonly TimeSpan s_ofOthers = TimeSpan.FromSeconds(5);

    private readonly OutageLog _outage = new(logger, "Group operations");
    private readonly Dictionary<Guid, Task> _running = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await Look(stoppingToken);
                _outage.Works();
            }
            catch (Exception) when (stoppingToken.IsCancellationRequested)
            {
                break;
            }
            catch (Exception e)
            {
                _outage.Failed(e);
            }

            await Task.Delay(s_interval, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        // Each order is decided about whole or not at all.
        await Task.WhenAll(_running.Values).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task Look(CancellationToken ct)
    {
        foreach (var ended in _running.Where(one => one.Value.IsCompleted).ToList())
        {
            _running.Remove(ended.Key);
            await ended.Value;
        }

        foreach (var group in (await groups.List(running: true, limit: 100, ct)).Reverse())
        {
            if (_running.Count < AtATime && !_running.ContainsKey(group.Id))
            {
                _running[group.Id] = Run(group.Id, ct);
            }
        }
    }

    private async Task Run(Guid group, CancellationToken ct)
    {
        if (!await runner.Run(group, toTheEnd: true, ct))
        {
            await Task.Delay(s_ofOthers, clock, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
