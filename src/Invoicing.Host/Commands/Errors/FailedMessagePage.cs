using Invoicing.ErrorQueues;
using Invoicing.Failures;
using Invoicing.Host.Composition;
using Invoicing.Operations;
using Invoicing.Storage;
using Spectre.Console;

namespace Invoicing.Host.Commands.Errors;

/// <summary>One entry, for people and for programs.</summary>
/// <param name="full">With every header and the message, which may hold personal data.</param>
internal sealed class FailedMessagePage(FailedMessage message, bool full)
{
    private const int Longest = 2000;

    /// <summary>May quote anything, values of customers too; what can be said of it stands in the reason.</summary>
    private static readonly string[] s_quoting = [HeaderFilter.Message, "MT-Fault-StackTrace"];

    public object ToJson() => new
    {
        entry = ErrorTables.Json(message),
        whatToDo = WhatToDo(),
        headers = Headers(),
        contentType = message.Properties?.ContentType,
        body = full ? message.Text : null,
    };

    public void Write(IAnsiConsole console)
    {
        console.WriteLine($"Entry {message.Id} in {message.ErrorQueue}", new Style(decoration: Decoration.Bold));
        var facts = ConsoleOutput.Facts();
        facts.Add("Message", $"{message.Type ?? "cannot be read"}, {message.Size} bytes");
        facts.Add("Order", message.OrderNo is { } orderNo
            ? $"{TextSanitizer.Line(orderNo, Longest)}: {message.Order?.State ?? "not known"}"
            : "none that could be read");
        var store = message.Store is null ? "" : $", store {TextSanitizer.Line(message.Store, 40)}";
        facts.Add("Step", message.Step is null ? null : $"{message.Step}, attempt {message.Attempt}{store}");
        facts.Add("Failed", message.FailedAt is { } at ? $"{Wording.Time(at)} (UTC)" : "at a time that is not known");
        facts.Add("Cause", message.Cause);
        facts.Add("Reason", message.Reason);
        facts.Add("Cured", message.ResolvedBecause);
        console.Write(facts);
        console.WriteLine("What to do:");
        console.WriteSteps(WhatToDo());
        if (message.Body is null)
        {
            console.WriteLine("Somebody else has taken the entry in this moment: headers and message cannot be shown.");
            return;
        }

        console.WriteLine("Headers:");
        var headers = ConsoleOutput.Facts();
        foreach (var (name, value) in Headers()!)
        {
            headers.Add(name, TextSanitizer.Line(value, full ? int.MaxValue : 200));
        }

        console.Write(headers);
        if (full)
        {
            console.WriteLine("Message:");
            console.WriteLine(TextSanitizer.Lines(message.Text, int.MaxValue));
        }

        console.WriteLine();
    }

    /// <returns>Null if the message was not taken.</returns>
    private SortedDictionary<string, string>? Headers()
    {
        var headers = message.Properties is { } properties ? FailedMessageReader.Texts(properties.Headers) : null;
        Array.ForEach(full ? [] : s_quoting, name => headers?.Remove(name));
        return headers;
    }

    private IReadOnlyList<string> WhatToDo()
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
}
