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
        var id = new Argument<string?>("ID")
        {
            Description = "Message id, as `errors list --entries` shows it.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var order = new Option<string?>("--order") { Description = "All entries of this order instead.", HelpName = "NO" };
        var full = new Option<bool>("--full") { Description = "With every header and the message itself, which may hold personal data." };
        var output = OutputOption.Create();
        var settings = SettingsArgument.Create();
        var command = new Command("show", "Show an entry: what it is, why it lies there, what has become of its order, and what to do.")
        {
            id, order, full, output, settings,
        };
        command.Validators.Add(result =>
        {
            if (result.GetResult(id) is { Tokens.Count: > 0 } == result.GetResult(order) is { Implicit: false })
            {
                result.AddError("Either an ID or --order is required.");
            }
        });
        command.SetAction((parsed, ct) =>
        {
            var filter = new FailedMessageFilter
            {
                Ids = parsed.GetValue(id) is { } one ? [one] : [],
                Orders = parsed.GetValue(order) is { } no ? [OrderNumbers.Normal(no)] : [],
            };
            return ErrorsCommand.Run(parsed.GetValue(settings)!, filter, ct, async (_, snapshot) =>
            {
                List<FailedMessage> shown = [.. snapshot.Messages.Take(Most)];
                if (shown.Count == 0)
                {
                    throw ErrorsCommand.NoSuchEntry();
                }

                // Somebody else may have taken one in this moment: of that the rest is shown.
                var taken = await snapshot.Take(shown, ct);
                shown = [.. shown.Zip(taken, (message, now) => message with { Properties = now?.Properties, Body = now?.Body })];
                if (parsed.GetValue(output) == OutputOption.Json)
                {
                    ErrorsJson.Print(shown.Select(message => new
                    {
                        entry = ErrorsJson.Of(message),
                        whatToDo = FailedMessagePage.WhatToDoAbout(message),
                        headers = message.Properties is null ? null : FailedMessagePage.Headers(message, parsed.GetValue(full)),
                        contentType = message.Properties?.ContentType,
                        body = parsed.GetValue(full) ? message.Text : null,
                    }));
                }
                else
                {
                    ConsoleOutput.Print(console =>
                        shown.ForEach(message => FailedMessagePage.Write(console, message, parsed.GetValue(full))));
                }

                return 0;
            });
        });
        return command;
    }
}
