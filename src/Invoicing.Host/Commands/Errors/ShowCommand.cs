using System.CommandLine;
using Invoicing.ErrorQueues;
using Invoicing.Host.Commands.Orders;

namespace Invoicing.Host.Commands.Errors;

/// <summary><c>invoicing errors show</c>.</summary>
internal static class ShowCommand
{
    private const int Most = 100;

    public static Command Create()
    {
        var id = new Argument<string?>("ID") { Description = "Message id, as `errors list --entries` shows it.", Arity = ArgumentArity.ZeroOrOne };
        var order = new Option<string?>("--order") { Description = "All entries of this order instead.", HelpName = "NO" };
        var full = new Option<bool>("--full") { Description = "With every header and the message itself, which may hold personal data." };
        var output = OutputOption.Create();
        var settings = SettingsArgument.Create();
        var command = new Command("show", "Show an entry: what it is, why it lies there, what has become of its order, and what to do.") { id, order, full, output, settings };
        command.Validators.Add(result =>
        {
            if (result.GetResult(id) is { Tokens.Count: > 0 } == result.GetResult(order) is { Implicit: false })
            {
                result.AddError("Either an ID or --order is required.");
            }
        });
        command.SetAction(async (parsed, ct) =>
        {
            using var host = ErrorsCommand.BuildHost(parsed.GetValue(settings)!);
            var filter = new EntryFilter
            {
                Ids = parsed.GetValue(id) is { } one ? [one] : [],
                Orders = parsed.GetValue(order) is { } no ? [OrderNumbers.Normal(no)] : [],
            };
            await using var queues = await ErrorsCommand.Open(host, filter, ct);
            var found = ErrorsCommand.Select(queues, filter).Take(Most).ToList();
            if (found.Count == 0)
            {
                throw new UnknownEntryException();
            }

            var shown = new List<(KnownEntry Known, Delivery? Delivery)>();
            foreach (var entry in found)
            {
                shown.Add((entry.Known, (await entry.Queue.Take([entry.Held], ct))[0]));
            }

            if (parsed.GetValue(output) == OutputOption.Json)
            {
                ErrorsJson.Print(shown.Select(entry => new
                {
                    entry = ErrorsJson.Of(entry.Known),
                    whatToDo = EntryPage.WhatToDoAbout(entry.Known),
                    headers = entry.Delivery is null ? null : EntryPage.Headers(entry.Delivery, parsed.GetValue(full)),
                    contentType = entry.Delivery?.Properties.ContentType,
                    body = parsed.GetValue(full) ? entry.Delivery?.Text : null,
                }));
            }
            else
            {
                ConsoleOutput.Print(console =>
                {
                    foreach (var (known, delivery) in shown)
                    {
                        new EntryPage(console, parsed.GetValue(full)).Write(known, delivery);
                    }
                });
            }

            return 0;
        });
        return command;
    }
}

/// <summary>A command names an entry that is not there.</summary>
internal sealed class UnknownEntryException()
    : Exception("There is no such entry in the error queues. It was moved back or taken out, or somebody else holds it at present; see "
        + "`invoicing errors list --entries`.");
