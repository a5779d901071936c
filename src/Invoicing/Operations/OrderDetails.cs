using System.Text.Json.Serialization;
using Invoicing.Contracts;
using Invoicing.Process;
using Invoicing.Storage;

namespace Invoicing.Operations;

/// <summary>All that people want to know of one order; its names and their order are those of the JSON that programs read.</summary>
/// <param name="InvoicingStore">The elected store, or of a send sale the store that sold and invoiced it.</param>
/// <param name="ElectionReason">Null when no store was elected.</param>
/// <param name="Invoice">Null until it is accepted.</param>
/// <param name="Steps">All that is done for the order, the invoice and transfers included.</param>
/// <param name="Failures">Steps that need a person now.</param>
internal sealed record OrderDetails(
    string OrderNo,
    string? OrderId,
    OrderState State,
    string? InvoicingStore,
    string? ElectionReason,
    InvoiceDetails? Invoice,
    IReadOnlyList<TransferDetails> Transfers,
    IReadOnlyList<StepDetails> Steps,
    IReadOnlyList<string> Warnings,
    IReadOnlyList<FailureDetails> Failures,
    IReadOnlyList<TimelineItem> Timeline)
{
    /// <summary>What the marketplace told of the order that it is a part of, or is; left out where it told nothing.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public MarketplaceDetails? Marketplace { get; init; }

    /// <summary>By the systems that know the order by another number, that number; left out where there is none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, string>? Numbers { get; init; }

    /// <summary>Left out of an order that was not adopted.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ElsewhereDetails? InvoicedElsewhere { get; init; }

    public static OrderDetails Of(StoredOrder stored, IReadOnlyList<IStepPlanner> systems)
    {
        var row = stored.Row;
        var numbers = systems.NumbersOf(row).ToDictionary(known => known.System.DisplayName, known => known.Number);
        return new(
            row.OrderNo,
            row.Content.OrderId,
            row.State,
            row.Store,
            systems.Select(system => system.ChoiceOf(row)?.Reason).FirstOrDefault(reason => reason is not null),
            row.Steps.FirstOrDefault(step => step.Phase == StepPhase.Invoice) is { Status: StepStatus.Done, DoneAt: { } at } invoice
                ? new InvoiceDetails(invoice.DocumentNo, at)
                : null,
            [.. row.Steps.Where(step => step.Phase == StepPhase.Transfer).Select(transfer => TransferDetails.Of(row, transfer, systems))],
            [.. row.Steps
                .Select(step => new StepDetails(step.Name, step.Key.System, step.Status, step.DocumentNo, step.DoneAt, step.Message))],
            [.. row.Warnings.Concat(stored.Timeline.SelectMany(item => item.Warnings)).Distinct()],
            FailureDetails.Of(row, stored.Timeline),
            stored.Timeline)
        {
            Numbers = numbers.Count > 0 ? numbers : null,
            InvoicedElsewhere = row.Dismissed is { InvoicedElsewhere: true } adopted
                ? new(adopted.DocumentNo, adopted.At, adopted.By, adopted.Reason)
                : null,
        };
    }
}

/// <param name="Status">The marketplace's own word.</param>
/// <param name="LookedAt">When it was.</param>
internal sealed record MarketplaceDetails(
    string Account, string OrderId, IntegrationStatus Integration, string? Status, DateTimeOffset SeenAt, DateTimeOffset LookedAt)
{
    public static MarketplaceDetails? Of(MarketplaceOrder? order) => order is null ? null
        : new(order.Account, order.OrderId, order.Integration, order.Status, order.SeenAt, order.LookedAt);
}

/// <param name="DocumentNo">Of the invoice that was made there; null: not told.</param>
/// <param name="At">When it was adopted.</param>
internal sealed record ElsewhereDetails(string? DocumentNo, DateTimeOffset At, string By, string Reason);

/// <param name="DocumentNo">Null where the system's answer held none.</param>
/// <param name="At">When the system's acceptance became known.</param>
internal sealed record InvoiceDetails(string? DocumentNo, DateTimeOffset At);

/// <param name="DocumentNo">The system's number, where its answer held one.</param>
/// <param name="DoneAt">When the system's acceptance became known; null: not yet.</param>
/// <param name="Message">Why it failed or was deferred.</param>
internal sealed record StepDetails(
    string Step, string System, StepStatus State, string? DocumentNo, DateTimeOffset? DoneAt, string? Message);

/// <summary>A transfer slip.</summary>
/// <param name="Items">As on the slip: one row for each UPC.</param>
internal sealed record TransferDetails(string SlipNo, string? FromStore, string? ToStore, StepStatus State, IReadOnlyList<StepItem> Items)
{
    public static TransferDetails Of(OrderProcess row, Step transfer, IReadOnlyList<IStepPlanner> systems) => new(
        transfer.Key.Number ?? "",
        transfer.Store,
        transfer.ToStore,
        transfer.Status,
        [.. systems.SelectMany(system => system.Items(row, transfer)).Select(item => item with { Quantity = AsWritten(item.Quantity) })]);

    /// <summary>Four decimals as on the slip, without trailing zeros.</summary>
    private static decimal AsWritten(decimal quantity) =>
        Math.Round(quantity, 4, MidpointRounding.AwayFromZero) / 1.0000000000000000000000000000m;
}

/// <summary>A step that needs a person.</summary>
/// <param name="Attempt">The attempt that failed, as `orders confirm` names it.</param>
/// <param name="Attempts">Attempts of this step so far, those that were deferred included.</param>
internal sealed record FailureDetails(string Step, FailureKind Kind, string? Message, DateTimeOffset? At, int Attempt, int Attempts)
{
    /// <summary>As people are told of it.</summary>
    public Storage.Notice AsNotice(OrderProcess row) => new()
    {
        Kind = Storage.Notice.KindOf(Kind.ToString()), OrderNo = row.OrderNo, OrderId = row.Content.OrderId, Step = Step, Attempt = Attempt,
        Store = (row.StepNamed(Step) ?? row.StepNamed(StepNames.Invoice))?.Store, Message = Message ?? "", FailedAt = At ?? default,
    };

    public static IReadOnlyList<FailureDetails> Of(OrderProcess row, IReadOnlyList<TimelineItem> timeline)
    {
        return [.. row.Steps.Where(step => step.Status == StepStatus.Failed).Select(step => new FailureDetails(
            step.Name,
            step.FailureKind ?? Contracts.FailureKind.Unexpected,
            step.Message,
            row.Notices.FirstOrDefault(notice => notice.Step == step.Name && notice.Attempt == step.Attempt)?.At,
            step.Attempt,
            Math.Max(1, timeline.Count(item => item.EndsAttemptOf(step.Name)))))];
    }
}
