using Invoicing.Contracts;
using Invoicing.Process;
using Invoicing.RetailPro;

namespace Invoicing.Operations;

/// <summary>All that people want to know of one order; its names and their order are those of the JSON that programs read.</summary>
/// <param name="InvoicingStore">The elected store, or of a send sale the store that sold and invoiced it.</param>
/// <param name="ElectionReason">Null when no store was elected.</param>
/// <param name="Invoice">Null until Retail Pro has accepted it.</param>
/// <param name="Failures">Steps that need a person now.</param>
internal sealed record OrderDetails(
    string OrderNo,
    string? OrderId,
    OrderState State,
    string? InvoicingStore,
    string? ElectionReason,
    InvoiceDetails? Invoice,
    IReadOnlyList<TransferDetails> Transfers,
    IReadOnlyList<string> Warnings,
    IReadOnlyList<FailureDetails> Failures,
    IReadOnlyList<TimelineItem> Timeline)
{
    public static OrderDetails Of(StoredOrder stored)
    {
        var row = stored.Row;
        return new(
            row.OrderNo,
            row.Content.OrderId,
            row.State,
            row.Store,
            row.Election?.Reason,
            row.Invoice is { Status: StepStatus.Done, DoneAt: { } at } ? new InvoiceDetails(row.DocumentNo, at) : null,
            [.. row.Transfers.Select(transfer => TransferDetails.Of(row, transfer))],
            [.. row.Warnings.Concat(stored.Timeline.SelectMany(item => item.Warnings)).Distinct()],
            FailureDetails.Of(row, stored.Timeline),
            stored.Timeline);
    }
}

/// <param name="DocumentNo">Null where Retail Pro's answer held none.</param>
/// <param name="At">When Retail Pro's acceptance became known.</param>
internal sealed record InvoiceDetails(string? DocumentNo, DateTimeOffset At);

/// <summary>A transfer slip.</summary>
/// <param name="Items">As on the slip: one row for each UPC.</param>
internal sealed record TransferDetails(string SlipNo, string? FromStore, string? ToStore, StepStatus State, IReadOnlyList<TransferLine> Items)
{
    public static TransferDetails Of(OrderProcess row, Transfer transfer)
    {
        var lines = row.Planned.Lines.Where(line => transfer.FromStore is null || line.ShippedFrom == transfer.FromStore);
        return new(
            transfer.SlipNo,
            transfer.FromStore,
            transfer.ToStore,
            transfer.Step.Status,
            [.. StoreTransfers.Merge(StoreTransfers.Shipped(lines)).Select(line => line with { Quantity = AsWritten(line.Quantity) })]);
    }

    /// <summary>Four decimals as on the slip, without trailing zeros.</summary>
    private static decimal AsWritten(decimal quantity) =>
        Math.Round(quantity, 4, MidpointRounding.AwayFromZero) / 1.0000000000000000000000000000m;
}

/// <summary>A step that needs a person.</summary>
/// <param name="Attempt">The attempt that failed, as `orders confirm` names it.</param>
/// <param name="Attempts">Attempts of this step so far, those that were deferred included.</param>
internal sealed record FailureDetails(string Step, FailureKind Kind, string? Message, DateTimeOffset? At, int Attempt, int Attempts)
{
    public static IReadOnlyList<FailureDetails> Of(OrderProcess row, IReadOnlyList<TimelineItem> timeline)
    {
        var steps = row.Transfers.Select(transfer => (Name: Invoicing.Process.Step.SlipName(transfer.SlipNo), transfer.Step));
        if (row.Invoice is { } invoice)
        {
            steps = steps.Prepend((Invoicing.Process.Step.InvoiceName, invoice));
        }

        return [.. steps.Where(s => s.Step.Status == StepStatus.Failed).Select(s => new FailureDetails(
            s.Name,
            s.Step.FailureKind ?? Contracts.FailureKind.Unexpected,
            s.Step.Message,
            row.Notices.FirstOrDefault(notice => notice.Step == s.Name && notice.Attempt == s.Step.Attempt)?.At,
            s.Step.Attempt,
            Math.Max(1, timeline.Count(item => item.EndsAttemptOf(s.Name)))))];
    }
}
