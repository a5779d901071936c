using Invoicing.Process;
using Invoicing.Systems;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Invoicing.Storage;

/// <summary>
/// Lets calls through unless those to their system are paused. Remembers what the rows said at the last look, so that a call costs nothing;
/// while calls are being resumed, each needs a permit from the database.
/// </summary>
internal sealed class Admission(PauseStore store, IEnumerable<IStepPlanner> systems, ILogger<Admission> logger)
    : BackgroundService, IAdmission
{
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(1);

    private readonly Dictionary<string, string> _displayNames = systems.ToDictionary(system => system.Name, system => system.DisplayName);

    private IReadOnlyList<Pause>? _pauses;

    public async ValueTask<CallPermit> Enter(string system, CancellationToken ct)
    {
        if (_pauses is null)
        {
            await Look(ct);
        }

        return PauseOf(system) switch
        {
            null => default,
            { State: PauseState.Paused } paused => new(TextOf(paused)),
            var resuming => await store.TakePermit(system, ct) ? new(null, IsProbe: true) : new(TextOf(resuming)),
        };
    }

    public async Task CredentialsRefused(string system, string message, CancellationToken ct)
    {
        if (await store.Begin(system, Pause.ByService, message, NoticeKind.CredentialsRefused, ct))
        {
            logger.LogWarning("{System} refuses the credentials, calls are paused: {Message}", DisplayNameOf(system), message);
        }

        await Look(ct);
    }

    public async ValueTask Leave(string system, CallPermit pass, CallOutcome? outcome)
    {
        if (!pass.IsProbe)
        {
            return;
        }

        try
        {
            switch (outcome)
            {
                case null:
                    await store.GiveBack(system, CancellationToken.None);
                    break;
                case CallOutcome.Done or CallOutcome.AlreadyExists or CallOutcome.Refused:
                    await store.Answered(system, CancellationToken.None);
                    await Look(CancellationToken.None);
                    break;
            }
        }
        catch (NpgsqlException)
        {
            // The permit is lost; a new one comes by itself.
        }
    }

    /// <summary>Systems whose calls are held back, each with how many orders that wait for it may be resumed now.</summary>
    public async Task<IReadOnlyDictionary<string, int>> HeldBack(CancellationToken ct)
    {
        if (_pauses is null || _pauses.Any(pause => pause.State == PauseState.Resuming))
        {
            foreach (var resuming in (_pauses ?? []).Where(pause => pause.State == PauseState.Resuming))
            {
                await store.MoveOn(resuming.System, ct);
            }

            await Look(ct);
        }

        return _pauses!.ToDictionary(pause => pause.System, pause => pause.State == PauseState.Paused ? 0 : pause.Permits);
    }

    /// <summary>Asks the database.</summary>
    public async Task Look(CancellationToken ct)
    {
        var before = _pauses ?? [];
        var now = _pauses = await store.Current(ct);
        foreach (var pause in now.Where(pause => before.All(other => (other.System, other.State) != (pause.System, pause.State))))
        {
            logger.LogInformation("{Text}", TextOf(pause));
        }

        foreach (var ended in before.Where(pause => now.All(other => other.System != pause.System)))
        {
            logger.LogInformation("{Text}", $"Calls to {DisplayNameOf(ended.System)} are made again");
        }
    }

    /// <summary>Every process must know soon that calls are paused or resumed.</summary>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(s_interval);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await Look(stoppingToken);
            }
            catch (Exception) when (!stoppingToken.IsCancellationRequested)
            {
                // Whoever needs the database says that it is away.
            }
        }
    }

    private Pause? PauseOf(string system) => _pauses!.FirstOrDefault(pause => pause.System == system);

    private string TextOf(Pause pause) => pause.Text(DisplayNameOf(pause.System));

    private string DisplayNameOf(string system) => _displayNames.GetValueOrDefault(system, system);
}
