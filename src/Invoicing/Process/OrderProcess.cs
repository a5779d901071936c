using System.Text.Json.Serialization;
using Invoicing.Contracts;
using Invoicing.Orders;

namespace Invoicing.Process;

/// <summary>
/// All that is known of one order: the truth that messages only hint at. Changed by <see cref="ProcessRules"/> alone;
/// what to send follows from it (<see cref="PendingMessages"/>).
/// </summary>
/// <remarks>
/// The serialiser sets what a stored document lacks to null, whatever the initialiser says: a collection takes null for empty.
/// </remarks>
internal sealed record OrderProcess
{
    /// <summary>Named by no command.</summary>
    public const int NoAttempt = -1;

    private static readonly Dictionary<string, SystemData> s_noData = [];
    private static readonly TimeSpan s_betweenLooksAtPaused = TimeSpan.FromMinutes(10);

    /// <summary>The key of its document and of its saga (<see cref="OrderKey"/>).</summary>
    [JsonIgnore]
    public Guid Id => OrderKey.Of(OrderNo);

    /// <summary>The content that is, or will be, invoiced.</summary>
    public required Order Content { get; init; }

    /// <summary>What the OMS sent, where a person has corrected it since.</summary>
    public Order? Original { get; init; }

    /// <summary>The content with what another system has said of it; null: the OMS has said it all.</summary>
    public Order? Enriched { get; init; }

    /// <summary>Newer content that must wait: a call with the present content is open or its outcome is unknown.</summary>
    public Order? Pending { get; init; }

    /// <summary>Fingerprints of all contents ever received, so that a copy is recognised a month later.</summary>
    public IReadOnlyList<string> Seen { get; init => field = value ?? []; } = [];

    /// <summary>
    /// What makes the content this order and no other (<see cref="Fingerprints.OfIdentity"/>); outlives the personal data it was taken
    /// from.
    /// </summary>
    public string Identity { get; init; } = "";

    /// <summary>
    /// Ids of the OMS under which the order came, beside that of its content: of a content that was not taken over, of a second import.
    /// </summary>
    public IReadOnlyList<string> OtherIds { get; init => field = value ?? []; } = [];

    /// <summary>What is done for the order, in the order of its plan; none while it is held or has nothing to invoice.</summary>
    public IReadOnlyList<Step> Steps { get; init => field = value ?? []; } = [];

    /// <summary>What systems keep with the order, by their names.</summary>
    public IReadOnlyDictionary<string, SystemData> Data { get; init => field = value ?? s_noData; } = s_noData;

    /// <summary>The store that invoices the order, or has sold it.</summary>
    public string? Store { get; init; }

    public IReadOnlyList<Notice> Notices { get; init => field = value ?? []; } = [];
    public IReadOnlyList<string> Warnings { get; init => field = value ?? []; } = [];
    public Dismissal? Dismissed { get; init; }

    /// <summary>When the personal data was taken out of it; null: it was not, or newer content may have brought some again.</summary>
    [JsonIgnore]
    public DateTimeOffset? ErasedAt { get; init; }

    /// <summary>Set while a person holds the order: nothing is sent for it, answers are taken.</summary>
    public Hold? OnHold { get; init; }

    /// <summary>When to tell that the order is completed, where a person's command completed it: that sends nothing itself.</summary>
    public DateTimeOffset? TellCompletionAt { get; init; }

    /// <summary>
    /// The trace of the message that has changed it last, so that what is tried again later belongs to it; null: none was recorded.
    /// </summary>
    public string? Trace { get; init; }

    /// <summary>Counts the attempts of all steps.</summary>
    public int Attempt { get; init; }

    /// <summary>The document's revision: the optimistic lock.</summary>
    [JsonIgnore]
    public int Version { get; init; }

    /// <summary>What this decision adds to the timeline; written with the row.</summary>
    [JsonIgnore]
    public IReadOnlyList<TimelineEntry> NewTimelineEntries { get; init; } = [];

    [JsonIgnore]
    public string OrderNo => Content.OrderNo;

    /// <summary>The OMS's id; null: it came without one so far.</summary>
    [JsonIgnore]
    public string? OmsId => Content.OrderId ?? OtherIds.FirstOrDefault();

    /// <summary>The order of the marketplace that it is, or is a part of; null: it was placed elsewhere.</summary>
    [JsonIgnore]
    public string? MarketplaceId => Content.Vtex?.Key;

    /// <summary>
    /// The ids of the OMS that no other order may have. None of an order that was taken out before anything of it was accepted:
    /// the same order may then come under its right number. One that was invoiced elsewhere keeps them.
    /// </summary>
    [JsonIgnore]
    public IReadOnlyCollection<string> OmsIds => Dismissed is { InvoicedElsewhere: false } && !HasStarted ? [] : AllOmsIds;

    /// <summary>Those under which it came, whether it may keep them or not.</summary>
    [JsonIgnore]
    public IReadOnlyCollection<string> AllOmsIds => [.. OtherIds.Append(Content.OrderId).OfType<string>().Distinct()];

    /// <summary>The store that invoices the order; null: none was elected.</summary>
    [JsonIgnore]
    public string? InvoicingStore => Steps.FirstOrDefault(step => step.Phase == StepPhase.Invoice)?.Store;

    /// <summary>The number of the invoice, where its system has given one.</summary>
    [JsonIgnore]
    public string? DocumentNo => Steps.FirstOrDefault(step => step.Phase == StepPhase.Invoice)?.DocumentNo;

    /// <param name="system">Its name.</param>
    public OrderProcess WithData(string system, SystemData data) =>
        this with { Data = new Dictionary<string, SystemData>(Data) { [system] = data } };

    public Step? StepNamed(string name) => Steps.FirstOrDefault(step => step.Name == name);

    /// <param name="system">Its name.</param>
    public IEnumerable<Step> StepsIn(string system) => Steps.Where(step => step.Key.System == system);

    [JsonIgnore]
    public bool HasStarted => Steps.Any(step => step.Status == StepStatus.Done && !step.Phase.MakesNothing());

    /// <summary>Only a person's answer can tell what became of a step.</summary>
    [JsonIgnore]
    public bool WaitsForConfirmation => Steps.Any(step => step is { Status: StepStatus.Failed, FailureKind: FailureKind.OutcomeUnknown });

    [JsonIgnore]
    public bool IsFinished => State.IsFinished();

    /// <summary>All is done that completes the order; the OMS may have said more of it since, which is still to be told.</summary>
    [JsonIgnore]
    public bool IsCompleted => State == OrderState.Completed || (Steps.Any(step => step.Phase == StepPhase.FollowUp)
        && (this with { Steps = [.. Steps.Where(step => step.Phase != StepPhase.FollowUp)] }).State == OrderState.Completed);

    [JsonIgnore]
    public OrderState State => this switch
    {
        { Dismissed: not null } => OrderState.Dismissed,
        { OnHold: not null } when Steps.Any(step => step.Status != StepStatus.Done) || (Steps.Count == 0 && Content.Lines.Any()) =>
            OrderState.Held,
        _ when Steps.Any(step => step.Status == StepStatus.Failed) => OrderState.Failed,
        _ when Steps.Any(step => step is { Status: not StepStatus.Done, Phase: StepPhase.Invoice or StepPhase.Gather }) =>
            OrderState.Invoicing,
        _ when Steps.Any(step => step is { Status: not StepStatus.Done, Phase: StepPhase.Transfer }) => OrderState.Transferring,
        _ when Steps.Any(step => step.Status != StepStatus.Done) => OrderState.Delivering,
        _ when Steps.Any(step => !step.Phase.MakesNothing()) => OrderState.Completed,
        _ when Content.Lines.Any(line => line.Status == Order.Open) => OrderState.Held,
        // Sold and shipped by one store: there is nothing to do for it.
        _ when Content.Lines.Any() => OrderState.Completed,
        _ => OrderState.NothingToInvoice,
    };

    /// <summary>
    /// When to look at the row again, or null: the earliest of what its steps and notices wait for. Beside something else, a step that is
    /// paused is tried once in a while: the recovery, which knows when calls are resumed, looks at rows that wait for nothing else.
    /// </summary>
    [JsonIgnore]
    public DateTimeOffset? DueAt => WaitsFor is not null ? DueOf(Steps)
        : DueOf(Steps.Select(step => step.IsPaused ? step with { DueAt = step.DueAt + s_betweenLooksAtPaused } : step));

    /// <summary>
    /// The systems, with blanks between them, of which one must be resumed before the row is looked at again; null: none.
    /// </summary>
    [JsonIgnore]
    public string? WaitsFor => MaySend && Steps.Any(step => step.IsPaused) && DueOf(Steps.Where(step => !step.IsPaused)) is null
        ? string.Join(' ', Steps.Where(step => step.IsPaused).Select(step => step.Key.System).Distinct())
        : null;

    private DateTimeOffset? DueOf(IEnumerable<Step> steps) => (MaySend ? steps.Select(step => step.DueAt) : [])
        .Concat(Notices.Where(notice => !notice.Notified).Select(notice => notice.DueAt))
        .Append(TellCompletionAt)
        .Min();

    /// <summary>Times that the recovery has sent it without its being saved since: counted in the column alone.</summary>
    [JsonIgnore]
    public int Resumed => 0;

    /// <summary>Whether commands may go out: not for an order that a person has taken out or holds.</summary>
    [JsonIgnore]
    public bool MaySend => Dismissed is null && OnHold is null;

    /// <summary>
    /// The attempt that a command for each step must name to be carried out, <see cref="NoAttempt"/> while the order is on hold; steps that
    /// are done, and all of a dismissed order, are absent. Stored with the order, for the claim of a call asks the database for it.
    /// </summary>
    public IReadOnlyDictionary<string, int> ExpectedAttempts => Dismissed is not null
        ? new Dictionary<string, int>()
        : Steps.Where(step => step.Status != StepStatus.Done)
            .ToDictionary(step => step.Name, step => OnHold is null ? step.Attempt : NoAttempt);
}

/// <summary>The state of an order, a pure function of its row: see <see cref="OrderProcess.State"/>.</summary>
internal enum OrderState
{
    /// <summary>Some items are still open at the OMS, or a person holds the order.</summary>
    Held,

    /// <summary>The invoice is on its way.</summary>
    Invoicing,

    /// <summary>The invoice is accepted; stock is being put right.</summary>
    Transferring,

    /// <summary>The invoice is accepted and stock is right; others are being told.</summary>
    Delivering,

    /// <summary>Every step is accepted.</summary>
    Completed,

    /// <summary>A step needs a person.</summary>
    Failed,

    /// <summary>Every item was cancelled.</summary>
    NothingToInvoice,

    /// <summary>A person took the order out, with a reason.</summary>
    Dismissed,
}

internal static class OrderStates
{
    /// <summary>Nothing is done for the order any more, unless something newer comes.</summary>
    public static bool IsFinished(this OrderState state) =>
        state is OrderState.Completed or OrderState.NothingToInvoice or OrderState.Dismissed;
}

/// <summary>How a row is stored: camelCase, nulls left out.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(OrderProcess))]
[JsonSerializable(typeof(Order))]
internal sealed partial class ProcessJson : JsonSerializerContext;
