using System.Text.Json.Serialization;
using Invoicing.Contracts;
using Invoicing.Orders;
using Invoicing.RetailPro;

namespace Invoicing.Process;

/// <summary>
/// All that is known of one order: the truth that messages only hint at. Changed by <see cref="ProcessRules"/> alone;
/// what to send follows from it (<see cref="PendingMessages"/>).
/// </summary>
internal sealed record OrderProcess
{
    /// <summary>Named by no command.</summary>
    public const int NoAttempt = -1;

    /// <summary>The content that is, or will be, invoiced.</summary>
    public required Order Content { get; init; }

    /// <summary>What the OMS sent, where a person has corrected it since.</summary>
    public Order? Original { get; init; }

    /// <summary>Newer content that must wait: a call with the present content is open or its outcome is unknown.</summary>
    public Order? Pending { get; init; }

    /// <summary>Fingerprints of all contents ever received, so that a copy is recognised a month later.</summary>
    public IReadOnlyList<string> Seen { get; init; } = [];

    /// <summary>What makes the content this order and no other (<see cref="Fingerprints.OfIdentity"/>); outlives the personal data it was taken from.</summary>
    public string Identity { get; init; } = "";

    /// <summary>Ids of the OMS under which the order came, beside that of its content: of a content that was not taken over, of a second import.</summary>
    public IReadOnlyList<string> OtherIds { get; init; } = [];

    /// <summary>Whether the order was invoiced at the till, so that only its stock has to move.</summary>
    public bool IsSendSale { get; init; }

    /// <summary>The content's lines and stores as Retail Pro knows them; null where these are as the OMS wrote them.</summary>
    public Goods? Goods { get; init; }

    public Election? Election { get; init; }

    /// <summary>Null while the order is held, has nothing to invoice, or is a send sale.</summary>
    public Step? Invoice { get; init; }

    public string? DocumentNo { get; init; }

    public IReadOnlyList<Transfer> Transfers { get; init; } = [];

    /// <summary>Slip numbers by shipping store; allocated once and kept, whatever becomes of the plan.</summary>
    public IReadOnlyDictionary<string, string> SlipNumbers { get; init; } = new Dictionary<string, string>();

    public IReadOnlyList<Notice> Notices { get; init; } = [];
    public IReadOnlyList<string> Warnings { get; init; } = [];
    public Dismissal? Dismissed { get; init; }

    /// <summary>Set while a person holds the order: nothing is sent for it, answers are taken.</summary>
    public Hold? OnHold { get; init; }

    /// <summary>When to tell that the order is completed, where a person's command completed it: that sends nothing itself.</summary>
    public DateTimeOffset? TellCompletionAt { get; init; }

    /// <summary>Counts the attempts of all steps.</summary>
    public int Attempt { get; init; }

    /// <summary>Optimistic lock, kept in a column.</summary>
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

    /// <summary>
    /// The ids of the OMS that no other order may have. None of an order that was taken out before anything of it was accepted:
    /// the same order may then come under its right number.
    /// </summary>
    [JsonIgnore]
    public IReadOnlyCollection<string> OmsIds => Dismissed is not null && !HasStarted ? [] : [.. OtherIds.Append(Content.OrderId).OfType<string>().Distinct()];

    /// <summary>The content as it is planned: what election, requests and slips are made of.</summary>
    [JsonIgnore]
    public Order Planned => Goods.In(Content, Goods);

    [JsonIgnore]
    public string? InvoicingStore => Election?.Store;

    /// <summary>The store that invoices the order, or has sold it.</summary>
    [JsonIgnore]
    public string? Store => IsSendSale ? Planned.SoldAtStore : InvoicingStore;

    [JsonIgnore]
    public IEnumerable<Step> Steps => Invoice is null ? Transfers.Select(t => t.Step) : Transfers.Select(t => t.Step).Prepend(Invoice);

    /// <summary>A step as commands and the journal name it.</summary>
    public Step? StepNamed(string name) => name == Step.InvoiceName
        ? Invoice
        : Transfers.FirstOrDefault(t => Step.SlipName(t.SlipNo) == name)?.Step;

    [JsonIgnore]
    public bool HasStarted => Invoice?.Status == StepStatus.Done || Transfers.Any(t => t.Step.Status == StepStatus.Done);

    /// <summary>Only a person's answer can tell what became of a step.</summary>
    [JsonIgnore]
    public bool WaitsForConfirmation => Steps.Any(step => step is { Status: StepStatus.Failed, FailureKind: FailureKind.OutcomeUnknown });

    [JsonIgnore]
    public OrderState State => this switch
    {
        { Dismissed: not null } => OrderState.Dismissed,
        { OnHold: not null } when Steps.Any(step => step.Status != StepStatus.Done) => OrderState.Held,
        _ when Steps.Any(step => step.Status == StepStatus.Failed) => OrderState.Failed,
        { Invoice: { Status: not StepStatus.Done } } => OrderState.Invoicing,
        _ when Transfers.Any(t => t.Step.Status != StepStatus.Done) => OrderState.Transferring,
        { Invoice: not null } or { Transfers.Count: > 0 } => OrderState.Completed,
        _ when Content.Lines.Any(line => line.Status == Order.Open) => OrderState.Held,
        _ when IsSendSale && Content.Lines.Any() => OrderState.Completed,
        _ => OrderState.NothingToInvoice,
    };

    /// <summary>When to look at the row again, or null: the earliest of what its steps and notices wait for.</summary>
    [JsonIgnore]
    public DateTimeOffset? DueAt
    {
        get
        {
            var steps = MaySend ? Steps.Select(step => step.DueAt) : [];
            return steps.Concat(Notices.Where(notice => !notice.Notified).Select(notice => notice.DueAt)).Append(TellCompletionAt).Min();
        }
    }

    /// <summary>Whether commands may go out: not for an order that a person has taken out or holds.</summary>
    [JsonIgnore]
    public bool MaySend => Dismissed is null && OnHold is null;

    /// <summary>
    /// The attempt that a command for each step must name to be carried out, <see cref="NoAttempt"/> while the order is on hold; steps that
    /// are done, and all of a dismissed order, are absent.
    /// </summary>
    [JsonIgnore]
    public IReadOnlyDictionary<string, int> ExpectedAttempts
    {
        get
        {
            var callable = new Dictionary<string, int>();
            if (Dismissed is not null)
            {
                return callable;
            }

            if (Invoice is { Status: not StepStatus.Done } invoice)
            {
                callable[Step.InvoiceName] = OnHold is null ? invoice.Attempt : NoAttempt;
            }

            foreach (var transfer in Transfers.Where(t => t.Step.Status != StepStatus.Done))
            {
                callable[Step.SlipName(transfer.SlipNo)] = OnHold is null ? transfer.Step.Attempt : NoAttempt;
            }

            return callable;
        }
    }
}
