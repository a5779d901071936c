using Invoicing.Contracts;

namespace Invoicing.Systems;

/// <summary>What becomes of a step.</summary>
internal abstract record StepResult;

/// <summary>The system has it, by this call or an earlier one.</summary>
/// <param name="MayBeOlder">By one that a restored backup has taken from the journal.</param>
internal sealed record Accepted(string? DocumentNo, DateTimeOffset At, bool MayBeOlder) : StepResult
{
    /// <inheritdoc cref="CallResult.Found"/>
    public string? Found { get; init; }
}

/// <summary>It will be tried again without a person.</summary>
/// <param name="IsPaused">Calls are paused: it was not tried, or was refused to everybody.</param>
internal sealed record Deferred(string Reason, TimeSpan? RetryAfter, bool OutcomeUnknown, bool IsPaused = false) : StepResult;

/// <summary>It needs a person.</summary>
internal sealed record Failed(FailureKind Kind, string Message) : StepResult;

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
