namespace Invoicing.Contracts;

/// <summary>
/// What became of a <see cref="RunStep"/> that needs no person: the system has accepted the step, or it will be tried again. Published by
/// the step's consumer.
/// </summary>
public sealed record StepReported
{
    /// <summary>Order number without a leading <c>#</c>.</summary>
    public required string OrderNo { get; init; }

    /// <summary>As in <see cref="RunStep.Step"/>.</summary>
    public required string Step { get; init; }

    /// <summary>The attempt that this answers.</summary>
    public required int Attempt { get; init; }

    /// <summary>When the system's acceptance became known; null: it is tried again.</summary>
    public DateTimeOffset? AcceptedAt { get; init; }

    /// <summary>Accepted: the system's number of the document, when its answer holds one.</summary>
    public string? DocumentNo { get; init; }

    /// <summary>Accepted: perhaps before that, by a call of which nothing is known any more (after a restored backup).</summary>
    public bool MayBeOlder { get; init; }

    /// <summary>Accepted: JSON of what the system was asked for, if it was.</summary>
    public string? Found { get; init; }

    /// <summary>To be tried again: why, in plain words.</summary>
    public string Reason { get; init; } = "";

    /// <summary>To be tried again: the least wait that the system asks for, if any.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>To be tried again: the system may have carried it out; the next attempt finds out.</summary>
    public bool OutcomeUnknown { get; init; }

    /// <summary>To be tried again: no call was made because calls to the system are paused.</summary>
    public bool Paused { get; init; }
}
