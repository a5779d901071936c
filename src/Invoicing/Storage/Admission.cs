using Invoicing.Storage;
using Invoicing.Systems;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Invoicing.Storage;

/// <summary>
/// Lets calls through unless they are paused. Remembers what the row said at the last look, so that a call costs nothing; while calls are
/// being resumed, each needs a permit from the database.
/// </summary>
internal sealed partial class Admission(PauseStore pauses, ILogger<Admission> logger) : IAdmission
{
    private Seen? _seen;

    public async ValueTask<CallPermit> Enter(CancellationToken ct)
    {
        if (_seen is null)
        {
            await Look(ct);
        }

        return _seen!.Pause switch
        {
            null => default,
            { State: PauseState.Paused } paused => new(paused.Text),
            var resuming => await pauses.TakePermit(ct) ? new(null, IsProbe: true) : new(resuming.Text),
        };
    }

    public async Task CredentialsRefused(string message, CancellationToken ct)
    {
        if (await pauses.Begin(Pause.ByService, message, NoticeKind.CredentialsRefused, ct))
        {
            LogPaused(message);
        }

        await Look(ct);
    }

    public async ValueTask Leave(CallPermit pass, CallOutcome? outcome)
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
                    await pauses.GiveBack(CancellationToken.None);
                    break;
                case CallOutcome.Done or CallOutcome.AlreadyExists or CallOutcome.Refused:
                    await pauses.Answered(CancellationToken.None);
                    await Look(CancellationToken.None);
                    break;
            }
        }
        catch (NpgsqlException)
        {
            // The permit is lost; a new one comes by itself.
        }
    }

    /// <summary>How many orders may be resumed now.</summary>
    public async Task<int> Room(CancellationToken ct)
    {
        if (_seen is null or { Pause.State: PauseState.Resuming })
        {
            await pauses.MoveOn(ct);
            await Look(ct);
        }

        return _seen!.Pause switch { null => int.MaxValue, { State: PauseState.Paused } => 0, var resuming => resuming.Permits };
    }

    /// <summary>Asks the database.</summary>
    public async Task Look(CancellationToken ct)
    {
        var before = _seen;
        _seen = new(await pauses.Current(ct));
        if (before?.Pause?.State != _seen.Pause?.State && (before is not null || _seen.Pause is not null))
        {
            LogChanged(_seen.Pause?.Text ?? "Calls to Retail Pro are made again");
        }
    }

    private sealed record Seen(Pause? Pause);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Retail Pro refuses the credentials, calls are paused: {Message}")]
    private partial void LogPaused(string message);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Text}")]
    private partial void LogChanged(string text);
}
