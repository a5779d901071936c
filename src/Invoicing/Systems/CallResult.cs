using Invoicing.Contracts;

namespace Invoicing.Systems;

/// <summary>What one call came to. Classified once, by the system that made it.</summary>
internal enum CallOutcome
{
    /// <summary>Accepted by this call.</summary>
    Done,

    /// <summary>The system says that the number exists. A success only if an earlier call of ours is unresolved.</summary>
    AlreadyExists,

    /// <summary>Known to have had no effect: try again later.</summary>
    NoEffect,

    /// <summary>Refused for good.</summary>
    Refused,

    /// <summary>The system does not take our credentials: no call of any order would succeed.</summary>
    CredentialsRefused,

    /// <summary>May or may not have had an effect.</summary>
    Unknown,
}

/// <summary>The result of one call.</summary>
/// <param name="Message">In plain words, free of personal data and secrets.</param>
/// <param name="Status">HTTP status, when there was an answer.</param>
/// <param name="Body">
/// The answer's text, cut to 4,000 characters. May hold personal data: kept in the journal, never logged or mailed.
/// </param>
/// <param name="DocumentNo">The system's document number, when the answer holds one.</param>
/// <param name="RetryAfter">The wait that the system asks for, or the time until the circuit breaker closes.</param>
internal sealed record CallResult(
    CallOutcome Outcome, string Message, int? Status = null, string? Body = null, string? DocumentNo = null, TimeSpan? RetryAfter = null)
{
    /// <summary>What kind of failure a refusal is: the system itself may have found the number taken, or the data wrong.</summary>
    public FailureKind Refusal { get; init; } = FailureKind.Refused;

    /// <summary>
    /// What the order's system is to keep of it: a question may be asked again, so the journal does not take it for done. May hold personal
    /// data.
    /// </summary>
    public string? Found { get; init; }

    /// <summary>JSON of what was sent and what it was made from, where only the call itself finds it out; kept beside the request.</summary>
    public string? Sent { get; init; }
}

/// <summary>Whether the system has a number.</summary>
internal enum LookupOutcome
{
    Exists,
    Missing,

    /// <summary>It is not there, which may still change: to be asked again before anything is sent.</summary>
    NotYet,

    /// <summary>The question itself failed, or there is no way to ask.</summary>
    NoAnswer,

    /// <summary>The system does not take our credentials.</summary>
    CredentialsRefused,

    /// <summary>It shows that it has refused what an earlier call was to make, or made another thing under the number.</summary>
    Refused,

    /// <summary>It is not there, and yet must not be made again without a person.</summary>
    NeedsPerson,
}

/// <param name="Message">Why it is <see cref="LookupOutcome.Refused"/>.</param>
internal readonly record struct LookupResult(LookupOutcome Outcome, string? Message = null)
{
    /// <summary>What kind of failure a refusal is.</summary>
    public FailureKind Refusal { get; init; } = FailureKind.Refused;

    /// <summary>The system's document number, where it shows it.</summary>
    public string? DocumentNo { get; init; }

    /// <summary>Of a slip: whether its goods were received; null: the system does not say.</summary>
    public bool? IsReceived { get; init; }

    public static implicit operator LookupResult(LookupOutcome outcome) => new(outcome);
}

/// <summary>
/// The time that a claimed call has, on the monotonic clock. It begins before the claim is asked for, so it ends before the claim's
/// deadline in the database does. It is looked at right before the request is written: a process that was frozen in between writes nothing.
/// </summary>
internal sealed class CallDeadline(TimeProvider clock, TimeSpan length)
{
    private readonly long _start = clock.GetTimestamp();

    /// <summary>Never less than none.</summary>
    public TimeSpan Left => length - clock.GetElapsedTime(_start) is var left && left > TimeSpan.Zero ? left : TimeSpan.Zero;

    public bool IsOver => Left == TimeSpan.Zero;
}
