using Invoicing.RetailPro;
using Invoicing.Systems;

namespace Invoicing.Simulation;

/// <summary>
/// The row that pauses calls, as all instances see it, and the person who resumes them: sometimes before the cause is mended.
/// </summary>
internal sealed class PauseGate(Run run) : IAdmission
{
    private const int AnswersToEnd = 30;

    private bool _isPaused;
    private bool _isResuming;
    private int _permits;
    private int _answered;

    /// <summary>How many orders that wait for calls may be resumed now; null: calls are made.</summary>
    public int? HeldBack => _isPaused ? 0 : _isResuming ? _permits : null;

    public ValueTask<CallPermit> Enter(string system, CancellationToken ct)
    {
        // Calls of the other systems are never paused here.
        if ((!_isPaused && !_isResuming) || system != RetailProPlanner.SystemName)
        {
            return default;
        }

        if (_isPaused || _permits == 0)
        {
            return ValueTask.FromResult(new CallPermit("Calls are paused."));
        }

        _permits--;
        // It may go down with its process.
        run.Scheduler.In(TimeSpan.FromSeconds(10), () => _permits = Math.Max(1, _permits));
        return ValueTask.FromResult(new CallPermit(null, IsProbe: true));
    }

    public Task CredentialsRefused(string system, string message, CancellationToken ct)
    {
        if (!_isPaused)
        {
            run.Trace.Add("pause", $"begins");
            (_isPaused, _isResuming) = (true, false);
            var mended = run.RetailPro.ForeignUntil - run.Scheduler.Now;
            run.Scheduler.Between(run.Scheduler.Chance(0.3) ? TimeSpan.Zero : mended, mended + TimeSpan.FromMinutes(5), Resume);
        }

        return Task.CompletedTask;
    }

    public ValueTask Leave(string system, CallPermit pass, CallOutcome? outcome)
    {
        if (pass.IsProbe && _isResuming)
        {
            _permits += outcome switch { null => 1, CallOutcome.Done or CallOutcome.AlreadyExists or CallOutcome.Refused => 2, _ => 0 };
            _answered += outcome is CallOutcome.Done or CallOutcome.AlreadyExists or CallOutcome.Refused ? 1 : 0;
            _isResuming = _answered < AnswersToEnd;
        }

        return default;
    }

    private void Resume()
    {
        run.Trace.Add("pause", $"resumed");
        (_isPaused, _isResuming, _permits, _answered) = (false, true, 1, 0);
    }
}
