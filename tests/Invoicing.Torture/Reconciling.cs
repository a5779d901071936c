using System.Text.Json;
using System.Text.Json.Nodes;
using Invoicing.Harness.Oracle;
using Invoicing.Process;

namespace Invoicing.Torture;

/// <summary>
/// What Retail Pro holds at the end, given to <c>invoicing reconcile</c> as the list of whoever has invoiced: where the books of both are
/// right, it must find nothing that was invoiced otherwise, and no stock that was not moved but of orders that say so themselves.
/// </summary>
internal static class Reconciling
{
    private static readonly DifferenceKind[] s_neverRight =
    [
        DifferenceKind.Unreadable, DifferenceKind.NeverReceived, DifferenceKind.TwoNumbers, DifferenceKind.TotalDiffers,
        DifferenceKind.StoreDiffers, DifferenceKind.NothingToInvoice, DifferenceKind.NotOnList, DifferenceKind.TransferUnbalanced,
        DifferenceKind.CaptureDiffers,
    ];

    // The order is not finished: it lies in an error queue, or is on its way.
    private static readonly DifferenceKind[] s_ofUnfinished =
    [
        DifferenceKind.TransferMissing, DifferenceKind.CapturedNotNumbered, DifferenceKind.NumberedNotMailed,
        DifferenceKind.MarketplaceNotTold,
    ];

    public static async Task<IReadOnlyList<Violation>> Check(Run run, Evidence evidence)
    {
        var ledger = JsonNode.Parse(evidence.Ledger)!;
        var list = new JsonArray([.. ledger["invoices"]!.AsArray().Select(invoice => new JsonObject
        {
            ["orderNo"] = invoice!["orderNo"]!.DeepClone(), ["store"] = invoice["invoicingStore"]!.DeepClone(),
            ["total"] = invoice["body"]!["TotalAmt"]!.DeepClone(),
        })]);
        if (list.Count == 0)
        {
            return [];
        }

        var file = Path.Combine(run.Installation.Folder, "invoiced.json");
        await File.WriteAllTextAsync(file, list.ToJsonString());
        var command = await run.Installation.Run("reconcile", file, "--after", "0", "--output", "json");
        if (!command.Output.StartsWith('{'))
        {
            return [new("I17", $"It cannot be read: {command}")];
        }

        var finished = evidence.Orders.Where(order => order.State is "Completed").Select(order => order.OrderNo).ToHashSet();
        var differences = JsonDocument.Parse(command.Output).RootElement.GetProperty("differences").EnumerateArray().ToList();
        run.Measure("differences by reconciliation", differences.Count);
        return
        [
            .. differences
                .Select(row => (
                    Kind: Enum.Parse<DifferenceKind>(row.GetProperty("kind").GetString()!), OrderNo: row.GetProperty("orderNo").GetString(),
                    Text: row.GetProperty("text").GetString()))
                .Where(row => s_neverRight.Contains(row.Kind) || (s_ofUnfinished.Contains(row.Kind) && finished.Contains(row.OrderNo ?? "")))
                .Select(row => new Violation("I17", $"{row.OrderNo}: {row.Kind}: {row.Text}")),
        ];
    }
}
