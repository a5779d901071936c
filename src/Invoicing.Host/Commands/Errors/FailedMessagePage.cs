using Invoicing.ErrorQueues;
using Invoicing.Failures;
using Invoicing.Host.Commands.Orders;
using Invoicing.Host.Composition;
using Invoicing.Storage;
using Spectre.Console;
using Notice = Invoicing.Storage.Notice;
using Wording = Invoicing.Host.Commands.Orders.Wording;

namespace Invoicing.Host.Commands.Errors;

/// <summary>One entry for people.</summary>
internal static class FailedMessagePage
{
    private const int Longest = 2000;

    /// <summary>May quote anything, values of customers too; what can be said of it stands in the reason.</summary>
    private static readonly string[] s_quoting = [HeaderFilter.Message, "MT-Fault-StackTrace"];

    /// <param name="full">With every header and the message, which may hold personal data.</param>
    public static void Write(IAnsiConsole console, FailedMessage message, bool full)
    {
        console.WriteLine($"Entry {message.Id} in {message.ErrorQueue}", new Style(decoration: Decoration.Bold));
        var facts = Rows();
        Fact(facts, "Message", $"{message.Type ?? "cannot be read"}, {message.Size} bytes");
        Fact(facts, "Order", message.OrderNo is { } orderNo
            ? $"{TextSanitizer.Line(orderNo, Longest)}: {message.Order?.State ?? "not known"}"
            : "none that could be read");
        var store = message.Store is null ? "" : $", store {TextSanitizer.Line(message.Store, 40)}";
        Fact(facts, "Step", message.Step is null ? null : $"{message.Step}, attempt {message.Attempt}{store}");
        Fact(facts, "Failed", message.FailedAt is { } at ? $"{Wording.Time(at)} (UTC)" : "at a time that is not known");
        Fact(facts, "Cause", message.Cause);
        Fact(facts, "Reason", message.Reason);
        Fact(facts, "Cured", message.ResolvedBecause);
        console.Write(facts);

        console.WriteLine("What to do:");
        foreach (var (step, number) in WhatToDoAbout(message).Select((step, index) => (step, index + 1)))
        {
            console.Write(new Padder(new Text($"{number}. {step}"), new Padding(4, 0, 0, 0)));
        }

        if (message.Body is null)
        {
            console.WriteLine("Somebody else has taken the entry in this moment: headers and message cannot be shown.");
            return;
        }

        console.WriteLine("Headers:");
        var headers = Rows();
        foreach (var (name, value) in Headers(message, full))
        {
            Fact(headers, name, TextSanitizer.Line(value, full ? int.MaxValue : 200));
        }

        console.Write(headers);
        if (full)
        {
            console.WriteLine("Message:");
            console.WriteLine(TextSanitizer.Lines(message.Text, int.MaxValue));
        }

        console.WriteLine();
    }

    /// <param name="message">With its properties.</param>
    public static IReadOnlyDictionary<string, string> Headers(FailedMessage message, bool full)
    {
        var headers = FailedMessageReader.Texts(message.Properties!.Headers);
        Array.ForEach(full ? [] : s_quoting, name => headers.Remove(name));
        return headers;
    }

    public static IReadOnlyList<string> WhatToDoAbout(FailedMessage message)
    {
        var id = TextSanitizer.Argument(message.Id);
        if (message.IsResolved)
        {
            return [$"Nothing. To clear the queue, move it back or take it out: `invoicing errors discard {id} --reason \"…\"`."];
        }

        if (message.Cause == FailedMessage.DeliveryLimit)
        {
            return
            [
                "Find out why it could not be handled: processes that died, or servers that were away (see the log).",
                $"Move it back: `invoicing errors retry {id} --reason \"…\"`.",
            ];
        }

        var kind = Notice.KindOf(message.Cause);
        // A command whose failure the order does not tell of is a message like any other.
        var place = message.IsCommand && !new Cause(kind, message.Queue).IsMessage ? Cause.PlaceOf(message.Step!) : message.Queue;
        var notice = new Notice
        {
            Kind = kind, OrderNo = message.OrderNo, Step = message.Step, Attempt = message.Attempt, Store = message.Store,
            Message = message.Reason, FailedAt = message.FailedAt ?? default,
        };
        return FailureNotifications.Texts.Remedies(new Cause(kind, place), notice, message.Id);
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
