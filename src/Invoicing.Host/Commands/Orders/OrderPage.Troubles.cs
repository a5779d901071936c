using Invoicing.Failures;
using Invoicing.Operations;
using Invoicing.Process;
using Invoicing.Storage;
using Spectre.Console;
using Notice = Invoicing.Storage.Notice;

namespace Invoicing.Host.Commands.Orders;

internal sealed partial class OrderPage
{
    private void WriteWarnings(OrderDetails order)
    {
        if (order.Warnings.Count == 0)
        {
            return;
        }

        Heading("Warnings");
        foreach (var warning in order.Warnings)
        {
            Indented(Line(warning));
        }
    }

    private void WriteFailure(OrderProcess row, OrderDetails order, FailureDetails failure)
    {
        var notice = new Notice
        {
            Kind = Notice.KindOf(failure.Kind.ToString()),
            OrderNo = order.OrderNo,
            OrderId = order.OrderId,
            Step = failure.Step,
            Attempt = failure.Attempt,
            Store = order.Transfers.FirstOrDefault(slip => Step.SlipName(slip.SlipNo) == failure.Step)?.FromStore ?? row.InvoicingStore,
            Message = failure.Message ?? "",
            FailedAt = failure.At ?? default,
        };
        Heading($"Failed: {Failures.FailureTexts.Step(notice)}", new Style(Color.Red));
        Indented($"{failure.Kind}{(failure.At is { } at ? $", {Wording.Time(at)}" : "")}, {failure.Attempts} {(failure.Attempts == 1 ? "attempt" : "attempts")}");
        Indented(Failures.FailureTexts.Explanation(notice.Cause));
        foreach (var line in TextSanitizer.Lines(failure.Message, Longest).Split('\n'))
        {
            Indented(line, 4);
        }

        Indented("What to do:");
        foreach (var (step, number) in Remedies.For(notice.Cause, notice).Select((step, index) => (step, index + 1)))
        {
            Indented($"{number}. {step}", 4);
        }
    }
}
