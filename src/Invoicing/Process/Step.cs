using Invoicing.Contracts;

namespace Invoicing.Process;

/// <summary>How far one call to Retail Pro is.</summary>
internal enum StepStatus
{
    /// <summary>To be sent at the next look at the row.</summary>
    Waiting,

    /// <summary>The command is out; an answer is expected by <see cref="Step.DueAt"/>.</summary>
    Sent,

    /// <summary>Retail Pro has accepted it.</summary>
    Done,

    /// <summary>To be tried again at <see cref="Step.DueAt"/>.</summary>
    Deferred,

    /// <summary>Needs a person.</summary>
    Failed,
}

/// <summary>The invoice of an order, or one of its transfer slips.</summary>
internal sealed record Step
{
    public const string InvoiceName = "invoice";

    public static string SlipName(string slipNo) => $"slip/{slipNo}";

    /// <summary>A step before its first command.</summary>
    public static readonly Step New = new() { Status = StepStatus.Waiting, Attempt = 0 };

    public static Step DoneBy(Step step, DateTimeOffset at) => new() { Status = StepStatus.Done, Attempt = step.Attempt, DoneAt = at };

    public required StepStatus Status { get; init; }

    /// <summary>The attempt that a command must name to be carried out; drawn from the row's counter, so never used twice in an order.</summary>
    public required int Attempt { get; init; }

    /// <summary>When to look again: an answer is late, or the next attempt is due.</summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>Deferrals in a row; the back-off grows with them.</summary>
    public int Deferrals { get; init; }

    /// <summary>Since when it has been deferred without a break; deferral ends by age.</summary>
    public DateTimeOffset? DeferredSince { get; init; }

    /// <summary>Commands sent again without any answer.</summary>
    public int Unanswered { get; init; }

    /// <summary>Retail Pro may have done it; the next attempt finds out.</summary>
    public bool OutcomeUnknown { get; init; }

    /// <summary>When Retail Pro's acceptance became known.</summary>
    public DateTimeOffset? DoneAt { get; init; }

    public FailureKind? FailureKind { get; init; }

    /// <summary>Why it failed or was deferred, free of personal data.</summary>
    public string? Message { get; init; }
}

/// <summary>One slip: the goods that a store shipped, moved to the invoicing store.</summary>
internal sealed record Transfer(string SlipNo, string? FromStore, string? ToStore, Step Step);

/// <summary>Something a person must be told; sent until the notifier has stored it.</summary>
internal sealed record Notice
{
    public required string Step { get; init; }
    public required int Attempt { get; init; }
    public required FailureKind Kind { get; init; }
    public string? Store { get; init; }
    public required string Message { get; init; }
    public required DateTimeOffset At { get; init; }
    public Guid? CorrelationId { get; init; }
    public bool Notified { get; init; }

    /// <summary>Times it was sent again; the wait doubles with them.</summary>
    public int Sent { get; init; }

    /// <summary>When to send it again unless <see cref="Notified"/>.</summary>
    public DateTimeOffset? DueAt { get; init; }
}

/// <summary>A line of the order's timeline.</summary>
/// <param name="Details">Further values by name.</param>
internal sealed record TimelineEntry(string What, IReadOnlyDictionary<string, object?>? Details = null);

/// <summary>Who holds the order, and why.</summary>
internal sealed record Hold(string By, string Reason, DateTimeOffset At);

/// <summary>Who took the order out, and why.</summary>
internal sealed record Dismissal(string By, string Reason, DateTimeOffset At);
