namespace Invoicing.Simulators.Smtp;

/// <summary>The points of a dialogue at which a sink can be told to refuse or to fall silent.</summary>
internal enum SmtpStage
{
    /// <summary>Right after the connection, before the greeting.</summary>
    Connection,

    /// <summary>When name and password have been given.</summary>
    SignIn,

    /// <summary>At <c>MAIL FROM</c>.</summary>
    Sender,

    /// <summary>At each <c>RCPT TO</c>.</summary>
    Recipient,

    /// <summary>At the command <c>DATA</c>, before any content.</summary>
    Data,

    /// <summary>After the content has arrived; the mail is not kept.</summary>
    Content,

    /// <summary>After the mail has been kept: the sender cannot know that it was.</summary>
    Kept,
}

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
            if (_faults.Remove(stage, out var entry) && entry.Left > 1)
            {
                _faults[stage] = (entry.Fault, entry.Left - 1);
            }

            return entry.Fault;
        }
    }
}
