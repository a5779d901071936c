using Invoicing.Contracts;
using Invoicing.Process;
using Invoicing.RetailPro;

namespace Invoicing.Systems;

/// <summary>One call that a command asks for.</summary>
/// <param name="Key">Business key of the journal.</param>
/// <param name="Build">The request, or every fault of the order's data.</param>
/// <param name="IsOutdated">The settings would plan the order otherwise now, and it may still be planned anew.</param>
/// <param name="IsAgain">The command was delivered before, or is tried again: whoever had it may be dead.</param>
/// <param name="Find">Asks Retail Pro whether the number exists; used only when <paramref name="CanAsk"/>.</param>
internal sealed record StepCall(
    string Key,
    string OrderNo,
    string Step,
    int Attempt,
    bool IsAgain,
    Func<OrderProcess, Prepared> Build,
    Func<OrderProcess, bool> IsOutdated,
    Func<string, CallDeadline, Task<CallResult>> Send,
    bool CanAsk,
    Func<Task<LookupOutcome>> Find);

/// <summary>What the saga is told.</summary>
internal abstract record StepResult;

/// <summary>Retail Pro has it, by this call or an earlier one.</summary>
/// <param name="MayBeOlder">By one that a restored backup has taken from the journal.</param>
internal sealed record Accepted(string? DocumentNo, DateTimeOffset At, bool MayBeOlder) : StepResult;

/// <summary>It will be tried again without a person.</summary>
/// <param name="IsPaused">Calls are paused: it was not tried, or was refused to everybody.</param>
internal sealed record Deferred(string Reason, TimeSpan? RetryAfter, bool OutcomeUnknown, bool IsPaused = false) : StepResult;

/// <summary>A step needs a person: the message goes to the error queue, and the saga hears of it by <c>Fault</c>.</summary>
internal sealed class StepFailedException : ManualActionRequiredException
{
    private const string KindName = "FailureKind";

    public StepFailedException(FailureKind kind, string message)
        : base(FailureCodes.StepFailed, message) => Data[KindName] = kind.ToString();

    /// <summary>Reads the kind back from a fault; what was not thrown here is <see cref="FailureKind.Unexpected"/>.</summary>
    public static FailureKind KindOf(IDictionary<string, object>? data) =>
        data is not null && data.TryGetValue(KindName, out var kind) && Enum.TryParse<FailureKind>(kind.ToString(), out var parsed)
            ? parsed
            : FailureKind.Unexpected;
}
