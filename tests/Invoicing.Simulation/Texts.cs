using Invoicing.Orders;
using Invoicing.Process;
using Invoicing.RetailPro;

namespace Invoicing.Simulation;

/// <summary>Messages and rows in one line of a trace.</summary>
internal static class Texts
{
    public static string Of(object body) => body switch
    {
        ReceivedOrder order => $"OrderCompleted {order.OrderNo} (content {order.GetHashCodeOfText()})",
        ReceivedUpdate update => $"{update.Kind} {update.OrderNo}",
        CommandFaulted m => $"Fault of {m.Command}: {m.Fault.Kind}: {m.Fault.Message}",
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
        (order.Body.GetRawText().Aggregate(17u, (hash, c) => (hash * 31) + c) % 10_000).ToString(
            "D4",
            System.Globalization.CultureInfo.InvariantCulture);
}
