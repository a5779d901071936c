namespace Invoicing.Simulators.Smtp;

/// <summary>What to do instead of going on: answer with a code, or, without one, never answer.</summary>
internal sealed record SmtpFault(int? Code, string Text);

/// <summary>The faults of a sink, at most one a stage.</summary>
internal sealed class SmtpFaults
{
    private readonly Lock _gate = new();
    private readonly Dictionary<SmtpStage, (SmtpFault Fault, int Left)> _faults = [];

    public void Set(SmtpStage stage, SmtpFault fault, int times)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(times);
        lock (_gate)
        {
            _faults[stage] = (fault, times);
        }
    }

    public void Clear()
    {
        lock (_gate)
        {
            _faults.Clear();
        }
    }

    public SmtpFault? Next(SmtpStage stage)
    {
        lock (_gate)
        {
            if (!_faults.TryGetValue(stage, out var entry))
            {
                return null;
            }

            if (entry.Left == 1)
            {
                _faults.Remove(stage);
            }
            else
            {
                _faults[stage] = (entry.Fault, entry.Left - 1);
            }

            return entry.Fault;
        }
    }
}
