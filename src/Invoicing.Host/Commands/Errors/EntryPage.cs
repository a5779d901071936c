using Invoicing.ErrorQueues;
using Invoicing.Failures;
using Invoicing.Host.Commands.Orders;
using Invoicing.Storage;
using Spectre.Console;
using Notice = Invoicing.Storage.Notice;
using Wording = Invoicing.Host.Commands.Orders.Wording;

namespace Invoicing.Host.Commands.Errors;

/// <summary>One entry for people.</summary>
/// <param name="full">With every header and the message, which may hold personal data.</param>
internal sealed class EntryPage(IAnsiConsole console, bool full)
{
    private const int Longest = 2000;

    /// <summary>May quote anything, values of customers too; what can be said of it stands in the reason.</summary>
    private static readonly string[] s_quoting = [FaultHeaders.Message, "MT-Fault-StackTrace"];

    public void Write(KnownEntry known, Delivery? delivery)
    {
        var entry = known.Entry;
        console.WriteLine($"Entry {entry.Id} in {entry.ErrorQueue}", new Style(decoration: Decoration.Bold));
        var facts = Rows();
        Fact(facts, "Message", $"{entry.Type ?? "cannot be read"}, {entry.Size} bytes");
        Fact(facts, "Order", entry.OrderNo is null ? "none that could be read" : $"{TextSanitizer.Line(entry.OrderNo, Longest)}: "
            + $"{known.State ?? "not known"}");
        Fact(facts, "Step", entry.Step is null ? null : $"{entry.Step}, attempt {entry.Attempt}{(known.Store is { } store ? $", store {TextSanitizer.Line(store, 40)}" : "")}");
        Fact(facts, "Failed", entry.FailedAt is { } at ? $"{Wording.Time(at)} (UTC)" : "at a time that is not known");
        Fact(facts, "Cause", known.Cause);
        Fact(facts, "Reason", entry.Reason);
        Fact(facts, "Cured", known.Cured);
        console.Write(facts);

        console.WriteLine("What to do:");
        foreach (var (step, number) in WhatToDoAbout(known).Select((step, index) => (step, index + 1)))
        {
            console.Write(new Padder(new Text($"{number}. {step}"), new Padding(4, 0, 0, 0)));
        }

        if (delivery is null)
        {
            console.WriteLine("Somebody else has taken the entry in this moment: headers and message cannot be shown.");
            return;
        }

        console.WriteLine("Headers:");
        var headers = Rows();
        foreach (var (name, value) in Headers(delivery, full))
        {
            Fact(headers, name, TextSanitizer.Line(value, full ? int.MaxValue : 200));
        }

        console.Write(headers);
        if (full)
        {
            console.WriteLine("Message:");
            console.WriteLine(TextSanitizer.Lines(delivery.Text, int.MaxValue));
        }

        console.WriteLine();
    }

    public static IReadOnlyDictionary<string, string> Headers(Delivery delivery, bool full)
    {
        var headers = EntryReading.Texts(delivery.Properties.Headers);
        foreach (var name in full ? [] : s_quoting)
        {
            headers.Remove(name);
        }

        return headers;
    }

    public static IReadOnlyList<string> WhatToDoAbout(KnownEntry known)
    {
        var entry = known.Entry;
        var id = TextSanitizer.Argument(entry.Id);
        if (known.IsCured)
        {
            return [$"Nothing. To clear the queue, move it back or take it out: `invoicing errors discard {id} --reason \"…\"`."];
        }

        if (known.Cause == KnownEntry.DeliveryLimit)
        {
            return ["Find out why it could not be handled: processes that died, or servers that were away (see the log).", $"Move it back: `invoicing errors retry {id} --reason \"…\"`."];
        }

        var kind = Notice.KindOf(known.Cause);
        // A command whose failure the order does not tell of is a message like any other.
        var place = entry.IsCommand && !new Cause(kind, entry.Queue).IsMessage ? Cause.PlaceOf(entry.Step!) : entry.Queue;
        var notice = new Notice
        {
            Kind = kind, OrderNo = entry.OrderNo, Step = entry.Step, Attempt = entry.Attempt, Store = known.Store, Message = entry.Reason, FailedAt = entry.FailedAt ?? default,
        };
        return Remedies.For(new Cause(kind, place), notice, entry.Id);
    }

    private static Grid Rows() => new Grid()
        .AddColumn(new GridColumn { NoWrap = true, Padding = new Padding(0, 0, 2, 0) })
        .AddColumn(new GridColumn { Padding = new Padding(0) });

    private static void Fact(Grid facts, string name, string? value)
    {
        if (value is not null)
        {
            facts.AddRow(new Text($"  {name}"), new Text(value));
        }
    }
}
