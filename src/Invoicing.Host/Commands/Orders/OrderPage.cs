using System.Globalization;
using Invoicing.Failures;
using Invoicing.Host.Composition;
using Invoicing.Operations;
using Invoicing.Process;
using Invoicing.RetailPro;
using Invoicing.Storage;
using Invoicing.Vtex.Intake;
using Spectre.Console;

namespace Invoicing.Host.Commands.Orders;

/// <summary>One order for people: what it is, its steps, what is wrong and what to do about it, and what happened.</summary>
/// <param name="full">With requests and answers, which hold personal data.</param>
internal sealed class OrderPage(IAnsiConsole console, DateTimeOffset now, bool full)
{
    private const int Longest = 2000;

    /// <param name="there">What VTEX told of it; null: nothing.</param>
    public void Write(StoredOrder stored, IReadOnlyList<IStepPlanner> systems, MarketplaceOrder? there = null)
    {
        var order = OrderDetails.Of(stored, systems);
        WriteHeader(stored, order, there);
        WriteSteps(stored.Row, order);
        if (order.Warnings.Count > 0)
        {
            Heading("Warnings");
        }

        foreach (var warning in order.Warnings)
        {
            console.WriteIndented(Line(warning), by: 2);
        }

        foreach (var failure in order.Failures)
        {
            WriteFailure(stored.Row, failure);
        }

        WriteTimeline(order);
    }

    private void WriteHeader(StoredOrder stored, OrderDetails order, MarketplaceOrder? there)
    {
        var row = stored.Row;
        console.Write(new Paragraph()
            .Append($"Order {Line(order.OrderNo)}  ", new Style(decoration: Decoration.Bold))
            .Append(order.State.ToString(), ConsoleOutput.StyleOf(order.State)));
        console.WriteLine();
        var otherIds = row.OtherIds.Where(id => id != order.OrderId).Select(id => $"also {id}");
        string?[] oms = [order.OrderId, .. otherIds, row.Content.SalesChannel, row.IsSendSale ? "send sale" : null];
        string?[] store = [order.InvoicingStore ?? "none yet", row.IsSendSale ? "where it was sold" : null, order.ElectionReason];
        var facts = ConsoleOutput.Facts();
        facts.Add("OMS", string.Join(", ", oms.OfType<string>().Select(Line)));
        facts.Add("Store", string.Join(", ", store.OfType<string>().Select(Line)));
        foreach (var (system, number) in order.Numbers ?? new Dictionary<string, string>())
        {
            facts.Add($"In {system}", $"number {Line(number)}");
        }

        facts.Add("In VTEX", there is null ? null
            : $"{Integration.Text(there.Integration)}: order {Line(there.OrderId)} of {Line(there.Account)}, status "
                + $"{Line(there.Status ?? "none")}, looked at {Wording.Age(there.LookedAt, now)}");
        facts.Add("Received", $"{Wording.Time(stored.ReceivedAt)}, changed {Wording.Time(stored.UpdatedAt)} (times are UTC)");
        facts.Add("Next look", stored.DueAt is { } due ? $"{Wording.Time(due)} ({Wording.Due(due, now)})" : null);
        facts.Add("On hold", row.OnHold is { } hold ? $"{Wording.Time(hold.At)} by {Line(hold.By)}: {Line(hold.Reason)}" : null);
        facts.Add("Corrected", row.Original is null ? null : "by hand, see the timeline; what the OMS sent is kept");
        facts.Add(
            row.Dismissed is { InvoicedElsewhere: true } ? "Adopted" : "Dismissed",
            row.Dismissed is { } end
                ? $"{(end.InvoicedElsewhere ? Line(end.InWords) + " " : "")}{Wording.Time(end.At)} by {Line(end.By)}: {Line(end.Reason)}"
                : null);
        console.Write(facts);
    }

    private void WriteSteps(OrderProcess row, OrderDetails order)
    {
        Heading("Steps");
        var steps = ConsoleOutput.Facts();
        var slips = order.Transfers.ToDictionary(slip => RetailProSteps.SlipName(slip.SlipNo));
        foreach (var step in row.Steps)
        {
            var what = slips.TryGetValue(step.Name, out var slip) ? SlipText(slip)
                : step.DocumentNo is { } document ? $"document {Line(document)}"
                : "";
            steps.AddRow(new Text($"  {Line(step.Name)}"), StepText(step, what));
        }

        if (steps.Rows.Count == 0)
        {
            steps.Add("none", row.State == OrderState.Held && row.OnHold is null ? "some items are still open at the OMS" : "");
        }

        console.Write(steps);
    }

    private static string SlipText(TransferDetails slip)
    {
        var items = slip.Items.Select(item => string.Create(CultureInfo.InvariantCulture, $"{item.Quantity} × {Line(item.Upc)}"));
        return $"{Line(slip.FromStore ?? "?")} → {Line(slip.ToStore ?? "?")}: {string.Join(", ", items)}";
    }

    private Paragraph StepText(Step step, string what)
    {
        var (status, color) = step.Status switch
        {
            StepStatus.Waiting => ("to be sent", Color.Yellow),
            StepStatus.Sent => ("under way", Color.Yellow),
            StepStatus.Done => ($"accepted {Wording.Time(step.DoneAt ?? default)}", Color.Green),
            StepStatus.Deferred => ($"deferred, again {Wording.Due(step.DueAt ?? now, now)}", Color.Yellow),
            _ => ("failed", Color.Red),
        };
        var text = new Paragraph().Append(status, new Style(color));
        if (what.Length > 0)
        {
            text.Append($"  {what}");
        }

        return step is { Status: StepStatus.Deferred, Message: { } message } ? text.Append($"\n{Line(message)}") : text;
    }

    private void WriteFailure(OrderProcess row, FailureDetails failure)
    {
        var notice = failure.AsNotice(row);
        Heading($"Failed: {FailureTexts.Step(notice)}", new Style(Color.Red));
        var at = failure.At is { } time ? $", {Wording.Time(time)}" : "";
        console.WriteIndented($"{failure.Kind}{at}, {failure.Attempts} {(failure.Attempts == 1 ? "attempt" : "attempts")}", by: 2);
        console.WriteIndented(FailureNotifications.Texts.Explanation(notice.Cause), by: 2);
        foreach (var line in TextSanitizer.Lines(failure.Message, Longest).Split('\n'))
        {
            console.WriteIndented(line, by: 4);
        }

        console.WriteIndented("What to do:", by: 2);
        console.WriteSteps(FailureNotifications.Texts.Remedies(notice.Cause, notice));
    }

    private void WriteTimeline(OrderDetails order)
    {
        Heading("Timeline");
        var items = ConsoleOutput.Facts();
        string? state = null;
        foreach (var item in order.Timeline)
        {
            var text = new Paragraph().Append(Line(item.What), new Style(decoration: Decoration.Bold));
            if (item.State is not null && item.State != state)
            {
                state = item.State;
                text.Append($" → {state}");
            }

            if (TimelineText.Details(item, full) is { Length: > 0 } details)
            {
                text.Append($"  {details}");
            }

            items.AddRow(new Text($"  {Wording.Time(item.At)}"), text);
            foreach (var (name, value) in full ? TimelineText.Personal(item) : [])
            {
                items.AddRow(new Text(""), new Text($"{name}: {value}", new Style(Color.Grey)));
            }
        }

        console.Write(items);
    }

    private void Heading(string text, Style? style = null)
    {
        console.WriteLine();
        console.WriteLine(text, style ?? new Style(decoration: Decoration.Bold));
    }

    private static string Line(string text) => TextSanitizer.Line(text, Longest);
}
