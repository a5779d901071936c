using System.Globalization;
using Invoicing.Failures;
using Invoicing.Operations;
using Invoicing.Process;
using Invoicing.RetailPro;
using Spectre.Console;

namespace Invoicing.Host.Commands.Orders;

/// <summary>One order for people: what it is, its steps, what is wrong and what to do about it, and what happened.</summary>
/// <param name="full">With requests and answers, which hold personal data.</param>
internal sealed partial class OrderPage(IAnsiConsole console, DateTimeOffset now, bool full)
{
    private const int Longest = 2000;

    public void Write(StoredOrder stored, IReadOnlyList<IStepPlanner> systems)
    {
        var order = OrderDetails.Of(stored, systems);
        WriteHeader(stored, order);
        WriteSteps(stored.Row, order);
        WriteWarnings(order);
        foreach (var failure in order.Failures)
        {
            WriteFailure(stored.Row, order, failure);
        }

        WriteTimeline(order);
    }

    private void WriteHeader(StoredOrder stored, OrderDetails order)
    {
        var row = stored.Row;
        console.Write(new Paragraph()
            .Append($"Order {Line(order.OrderNo)}  ", new Style(decoration: Decoration.Bold))
            .Append(order.State.ToString(), Wording.StyleOf(order.State)));
        console.WriteLine();
        var facts = Rows();
        string?[] oms = [order.OrderId, .. row.OtherIds.Where(id => id != order.OrderId).Select(id => $"also {id}"), row.Content.SalesChannel, row.IsSendSale ? "send sale" : null];
        Fact(facts, "OMS", string.Join(", ", oms.OfType<string>().Select(Line)));
        string?[] store = [order.InvoicingStore ?? "none yet", row.IsSendSale ? "where it was sold" : order.ElectionReason];
        Fact(facts, "Store", string.Join(", ", store.OfType<string>().Select(Line)));
        Fact(facts, "Received", $"{Wording.Time(stored.ReceivedAt)}, changed {Wording.Time(stored.UpdatedAt)} (times are UTC)");
        if (stored.DueAt is { } due)
        {
            Fact(facts, "Next look", $"{Wording.Time(due)} ({Wording.Due(due, now)})");
        }

        if (row.OnHold is { } hold)
        {
            Fact(facts, "On hold", $"{Wording.Time(hold.At)} by {Line(hold.By)}: {Line(hold.Reason)}");
        }

        if (row.Original is not null)
        {
            Fact(facts, "Corrected", "by hand, see the timeline; what the OMS sent is kept");
        }

        if (row.Dismissed is { } dismissed)
        {
            Fact(facts, "Dismissed", $"{Wording.Time(dismissed.At)} by {Line(dismissed.By)}: {Line(dismissed.Reason)}");
        }

        console.Write(facts);
    }

    private void WriteSteps(OrderProcess row, OrderDetails order)
    {
        Heading("Steps");
        var steps = Rows();
        var slips = order.Transfers.ToDictionary(slip => RetailProSteps.SlipName(slip.SlipNo));
        foreach (var step in row.Steps)
        {
            steps.AddRow(new Text($"  {Line(step.Name)}"), StepText(step, slips.TryGetValue(step.Name, out var slip) ? SlipText(slip)
                : step.DocumentNo is { } document ? $"document {Line(document)}" : ""));
        }

        if (steps.Rows.Count == 0)
        {
            steps.AddRow(new Text("  none"), new Text(row.State == OrderState.Held && row.OnHold is null ? "some items are still open at the OMS" : ""));
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
        var (status, style) = step.Status switch
        {
            StepStatus.Waiting => ("to be sent", new Style(Color.Yellow)),
            StepStatus.Sent => ("under way", new Style(Color.Yellow)),
            StepStatus.Done => ($"accepted {Wording.Time(step.DoneAt ?? default)}", new Style(Color.Green)),
            StepStatus.Deferred => ($"deferred, again {Wording.Due(step.DueAt ?? now, now)}", new Style(Color.Yellow)),
            _ => ("failed", new Style(Color.Red)),
        };
        var text = new Paragraph().Append(status, style);
        if (what.Length > 0)
        {
            text.Append($"  {what}");
        }

        return step is { Status: StepStatus.Deferred, Message: { } message } ? text.Append($"\n{Line(message)}") : text;
    }

    private void WriteTimeline(OrderDetails order)
    {
        Heading("Timeline");
        var items = Rows();
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

    private void Indented(string text, int by = 2) => console.Write(new Padder(new Text(text), new Padding(by, 0, 0, 0)));

    private static Grid Rows() => new Grid()
        .AddColumn(new GridColumn { NoWrap = true, Padding = new Padding(0, 0, 2, 0) })
        .AddColumn(new GridColumn { Padding = new Padding(0) });

    private static void Fact(Grid facts, string name, string value) => facts.AddRow(new Text($"  {name}"), new Text(value));

    private static string Line(string text) => TextSanitizer.Line(text, Longest);
}
