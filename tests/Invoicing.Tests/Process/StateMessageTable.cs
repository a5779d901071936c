using Invoicing.Contracts;
using Invoicing.Orders;
using Invoicing.Process;
using Invoicing.RetailPro;

namespace Invoicing.Tests.Process;

/// <summary>What each message does to an order in each state, observed by doing it.</summary>
internal static class StateMessageTable
{
    private static readonly Order Newer = Some.SplitOrder with { CompletedAt = Some.Now, Total = 61 };
    private static readonly Order Older = Some.SplitOrder with { CompletedAt = Some.Now.AddDays(-1), Total = 59 };

    private static readonly IReadOnlyList<(OrderState State, Func<Flow> Make)> States =
    [
        (OrderState.Held, () => new Flow().Arrives(
            Some.SplitOrder with { CompletedAt = null, Items = [Some.Line(1, "SVA11"), Some.Line(2, null, Order.Open)] })),
        (OrderState.Invoicing, () => new Flow().Arrives(Some.SplitOrder)),
        (OrderState.Transferring, () => new Flow().Arrives(Some.SplitOrder).Invoiced()),
        (OrderState.Completed, () => new Flow().Arrives(Some.SplitOrder).Invoiced().Transferred()),
        (OrderState.Failed, () => new Flow().Arrives(Some.SplitOrder).InvoiceFails()),
        (OrderState.NothingToInvoice, () => new Flow().Arrives(
            Some.Order(Some.Line(1, null, Order.Cancelled)) with { CompletedAt = Some.Now.AddHours(-2) })),
        (OrderState.Dismissed, () => new Flow().Arrives(Some.SplitOrder).Decide(new DismissOrder("ana", "test"))),
    ];

    private static readonly IReadOnlyList<(string Name, Func<OrderProcess, OrderEvent> Make)> Messages =
    [
        ("OrderCompleted, a copy", row => new OrderArrived(row.Content)),
        ("OrderCompleted, newer content", _ => new OrderArrived(Newer)),
        ("OrderCompleted, newer content while a call is open", _ => new OrderArrived(Newer) { CallOpen = true }),
        ("OrderCompleted, older content", _ => new OrderArrived(Older)),
        ("OrderCompleted, another order's number", _ => new OrderArrived(Newer with { OrderId = "M2" })),
        ("OrderInvoiced", _ => new StepAccepted(RetailProSteps.Invoice, "INV1", Some.Now)),
        ("InvoiceDeferred", row => new StepDeferred(RetailProSteps.Invoice, row.Invoice?.Attempt ?? 1, "503", null, false)),
        ("Fault of InvoiceOrder", row => new StepFailed(
            RetailProSteps.Invoice,
            row.Invoice?.Attempt ?? 1,
            FailureKind.Refused,
            "400",
            null)),
        ("InventoryTransferred", row => new StepAccepted(RetailProSteps.SlipName(Slip(row)), null, Some.Now)),
        ("TransferDeferred", row => new StepDeferred(RetailProSteps.SlipName(Slip(row)), Attempt(row), "503", null, false)),
        ("Fault of TransferInventory", row => new StepFailed(
            RetailProSteps.SlipName(Slip(row)),
            Attempt(row),
            FailureKind.Refused,
            "400",
            null)),
        ("FailureNotified", row => new Notified(
            row.Notices.FirstOrDefault()?.Step ?? "invoice",
            row.Notices.FirstOrDefault()?.Attempt ?? 1,
            FailureKind.Refused)),
        ("ResumeInvoicing", _ => new DueTimePassed()),
        ("`orders retry`", _ => new RetryOrder(null, "ana", "mended")),
        ("`orders hold`", _ => new HoldOrder("ana", "test")),
        ("`orders release`", _ => new ReleaseOrder("ana", "test")),
        ("`orders correct`", row => new CorrectOrder(
            row.Content with { Total = 62 },
            Fingerprints.OfContent(row.Content),
            ["total"],
            "ana",
            "test")),
        ("`orders dismiss`", _ => new DismissOrder("ana", "test")),
        ("`orders adopt`", row => new AdoptOrder(new(row.OrderNo, DocumentNo: "OLD7"), "ana", "test")),
        ("`orders confirm --invoiced`", _ => new ConfirmOutcome(RetailProSteps.Invoice, true, null, null, "ana", "seen")),
    ];

    public static IEnumerable<(string Message, OrderState Before, string Meaning, OrderState? After)> Rows()
    {
        foreach (var (name, message) in Messages)
        {
            foreach (var (state, make) in States)
            {
                var flow = make();
                flow.Row.State.ShouldBe(state);
                yield return (name, state, Observe(flow, message(flow.Row)), flow.Row.State);
            }
        }
    }

    public static string Markdown()
    {
        var lines = new List<string>
        {
            "| message | " + string.Join(" | ", States.Select(s => s.State)) + " |",
            "|---|" + string.Concat(States.Select(_ => "---|")),
        };
        lines.AddRange(
            Rows().GroupBy(row => row.Message)
                .Select(group => $"| {group.Key} | {string.Join(" | ", group.Select(row => row.Meaning))} |"));
        return string.Join('\n', lines);
    }

    /// <summary>Every way from one state to another that a single message opens.</summary>
    public static IEnumerable<string> Transitions() => Rows()
        .Where(row => row.After != row.Before)
        .Select(row => $"{row.Before} --> {row.After}")
        .Distinct()
        .Order(StringComparer.Ordinal);

    private static string Observe(Flow flow, OrderEvent message)
    {
        var before = flow.Row.State;
        try
        {
            flow.Later(TimeSpan.FromMinutes(5)).Decide(message);
        }
        catch (Exception e) when (e is OrderNumberConflictException or CommandRefusedException)
        {
            return e is CommandRefusedException ? "refused" : "error queue";
        }

        return !flow.Changed ? "–" : flow.Row.State != before ? $"→ {flow.Row.State}" : flow.Sent.Count > 0 ? "sends" : "noted";
    }

    private static string Slip(OrderProcess row) => row.Transfers.Select(slip => slip.SlipNo).FirstOrDefault("00000001");

    private static int Attempt(OrderProcess row) => row.Transfers.Select(slip => slip.Step.Attempt).FirstOrDefault(1);
}
