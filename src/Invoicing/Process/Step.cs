using System.Text.Json.Serialization;
using Invoicing.Contracts;

namespace Invoicing.Process;

/// <summary>How far one call to a system is.</summary>
internal enum StepStatus
{
    /// <summary>To be sent at its due time; without one, once the steps before it are done.</summary>
    Waiting,

    /// <summary>The command is out; an answer is expected by <see cref="Step.DueAt"/>.</summary>
    Sent,

    /// <summary>The system has accepted it.</summary>
    Done,

    /// <summary>To be tried again at <see cref="Step.DueAt"/>.</summary>
    Deferred,

    /// <summary>Needs a person.</summary>
    Failed,
}

/// <summary>What a step does for its order; the order's state tells the first that is not done.</summary>
internal enum StepPhase
{
    /// <summary>The order is invoiced.</summary>
    Invoice,

    /// <summary>Stock is put right.</summary>
    Transfer,

    /// <summary>The invoice is made: a marketplace or a customer is told, a payment is taken, and the like.</summary>
    Deliver,

    /// <summary>What the OMS said later is told on. Told or not, the order was completed before.</summary>
    FollowUp,

    /// <summary>
    /// Others are told that the order is at work. Nothing is made by it, so it keeps no newer content away and completes no order.
    /// </summary>
    Prepare,

    /// <summary>What the order's content lacks is asked for; nothing is invoiced before. It makes nothing either.</summary>
    Gather,
}

internal static class StepPhases
{
    public static bool MakesNothing(this StepPhase phase) => phase is StepPhase.Prepare or StepPhase.Gather;
}

/// <summary>One thing that is done for an order in one system, once.</summary>
internal sealed record Step
{
    public required StepKey Key { get; init; }

    /// <summary>As people, commands, messages and the journal's column name it: unique within the order.</summary>
    public required string Name { get; init; }

    public StepPhase Phase { get; init; }

    /// <summary>Names of the order's steps that must be done before.</summary>
    public IReadOnlyList<string> After { get; init => field = value ?? []; } = [];

    /// <summary>The store that it concerns; of a transfer, the one that shipped.</summary>
    public string? Store { get; init; }

    /// <summary>Of a transfer: the store that the stock goes to.</summary>
    public string? ToStore { get; init; }

    public required StepStatus Status { get; init; }

    /// <summary>
    /// The attempt that a command must name to be carried out; drawn from the order's counter, so never used twice in an order.
    /// </summary>
    public required int Attempt { get; init; }

    /// <summary>When to look again: an answer is late, or the next attempt is due.</summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>Deferrals in a row; the back-off grows with them.</summary>
    public int Deferrals { get; init; }

    /// <summary>Deferred because calls to its system are paused: not to be tried before they are resumed.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsPaused { get; init; }

    /// <summary>Since when it has been deferred without a break; deferral ends by age.</summary>
    public DateTimeOffset? DeferredSince { get; init; }

    /// <summary>Commands sent again without any answer.</summary>
    public int Unanswered { get; init; }

    /// <summary>The system may have done it; the next attempt finds out.</summary>
    public bool OutcomeUnknown { get; init; }

    /// <summary>When the system's acceptance became known.</summary>
    public DateTimeOffset? DoneAt { get; init; }

    /// <summary>The system's number of the document, where its answer held one.</summary>
    public string? DocumentNo { get; init; }

    public FailureKind? FailureKind { get; init; }

    /// <summary>Why it failed or was deferred, free of personal data.</summary>
    public string? Message { get; init; }

    /// <summary>Nothing was sent for it yet.</summary>
    [JsonIgnore]
    public bool WaitsForOthers => Status == StepStatus.Waiting && DueAt is null;

    public Step DoneBy(DateTimeOffset at, string? documentNo) => new()
    {
        Key = Key, Name = Name, Phase = Phase, After = After, Store = Store, ToStore = ToStore,
        Status = StepStatus.Done, Attempt = Attempt, DoneAt = at, DocumentNo = documentNo,
    };
}

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
internal sealed record TimelineEntry(string What, IReadOnlyDictionary<string, object?>? Details = null)
{
    public static TimelineEntry Of(string what, params (string Name, object? Value)[] details) =>
        new(what, details.Length == 0 ? null : details.ToDictionary(detail => detail.Name, detail => detail.Value));
}

/// <summary>What the timeline calls that which others look for in it.</summary>
internal static class TimelineNames
{
    public const string Called = "called";

    /// <summary>In place of a call: with the request that would have been sent.</summary>
    public const string NotSent = "not sent: shadow mode";
}

/// <summary>Who holds the order, and why.</summary>
internal sealed record Hold(string By, string Reason, DateTimeOffset At);

/// <summary>Who took the order out, and why.</summary>
internal sealed record Dismissal(string By, string Reason, DateTimeOffset At)
{
    /// <summary>It was adopted: somebody else has invoiced it, so that it is never invoiced here, under whatever number it comes.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool InvoicedElsewhere { get; init; }

    /// <summary>Of the invoice that was made elsewhere; null: not told.</summary>
    public string? DocumentNo { get; init; }

    /// <summary>What became of the order, in words that continue a sentence about it.</summary>
    [JsonIgnore]
    public string InWords => InvoicedElsewhere
        ? $"invoiced elsewhere{(DocumentNo is null ? "" : $" as {DocumentNo}")}, adopted"
        : "dismissed";
}

/// <summary>
/// Which system a step is done in, what is done there, and the number of the document, where that is known before the call.
/// </summary>
/// <param name="System">The system's name, such as <c>retailpro</c>.</param>
/// <param name="Operation">Such as <c>invoice</c>.</param>
/// <param name="Number">Null: it follows from the order.</param>
internal readonly record struct StepKey(string System, string Operation, string? Number = null)
{
    /// <summary>Of a step that is named by its key.</summary>
    /// <exception cref="FormatException">It is no such name.</exception>
    public static StepKey Parse(string name) => name.Split('/', 3) switch
    {
        [{ Length: > 0 } system, { Length: > 0 } operation] => new(system, operation),
        [{ Length: > 0 } system, { Length: > 0 } operation, { Length: > 0 } number] => new(system, operation, number),
        _ => throw new FormatException($"{name} is no step: system/operation or system/operation/number is expected."),
    };

    public override string ToString() => Number is null ? $"{System}/{Operation}" : $"{System}/{Operation}/{Number}";
}
