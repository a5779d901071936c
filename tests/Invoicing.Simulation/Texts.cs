using Invoicing.Contracts;
using Invoicing.Orders;
using Invoicing.Process;

namespace Invoicing.Simulation;

/// <summary>Messages and rows in one line of a trace.</summary>
internal static class Texts
{
    public static string Of(object body) => body switch
    {
        ReceivedOrder order => $"OrderCompleted {order.OrderNo} (content {order.GetHashCodeOfText()})",
        InvoiceOrder m => $"InvoiceOrder {m.OrderNo} attempt {m.Attempt}",
        TransferInventory m => $"TransferInventory {m.OrderNo} slip {m.SlipNo} attempt {m.Attempt}",
        OrderInvoiced m => $"OrderInvoiced {m.OrderNo} attempt {m.Attempt}",
        InventoryTransferred m => $"InventoryTransferred {m.OrderNo} slip {m.SlipNo} attempt {m.Attempt}",
        InvoiceDeferred m => $"InvoiceDeferred {m.OrderNo} attempt {m.Attempt}: {m.Reason}",
        TransferDeferred m => $"TransferDeferred {m.OrderNo} slip {m.SlipNo} attempt {m.Attempt}: {m.Reason}",
        CommandFaulted m => $"Fault of {Of(m.Command)}: {m.Fault.Kind}: {m.Fault.Message}",
        MessageFaulted m => $"Fault of message #{m.Number} for {m.OrderNo}",
        InvoicingFailed m => $"InvoicingFailed {m.OrderNo} {m.Step} attempt {m.Attempt} {m.Kind}",
        FailureNotified m => $"FailureNotified {m.OrderNo} {m.Step} attempt {m.Attempt} {m.Kind}",
        ResumeInvoicing m => $"ResumeInvoicing {m.OrderNo}",
        InvoicingCompleted m => $"InvoicingCompleted {m.OrderNo}",
        _ => body.ToString() ?? "",
    };

    public static string Of(OrderProcess row) =>
        $"{row.OrderNo} v{row.Version} {row.State}"
        + (row.Invoice is { } invoice ? $" invoice {Of(invoice)}" : "")
        + string.Concat(row.Transfers.Select(t => $", slip/{t.SlipNo} {t.FromStore}→{t.ToStore} {Of(t.Step)}"))
        + (row.Pending is null ? "" : ", newer content pending");

    public static string Of(Step step) =>
        $"{step.Status} (attempt {step.Attempt}{(step.OutcomeUnknown ? ", unknown" : "")}{(step.FailureKind is { } kind ? $", {kind}" : "")})";

    /// <summary>Tells contents apart in a trace; not the hash of the run-time, which differs from run to run.</summary>
    private static string GetHashCodeOfText(this ReceivedOrder order) =>
        (order.Body.GetRawText().Aggregate(17u, (hash, c) => (hash * 31) + c) % 10_000).ToString("D4", System.Globalization.CultureInfo.InvariantCulture);
}
