using System.CommandLine;
using Invoicing.ErrorQueues;
using Invoicing.Host.Commands.Orders;
using Invoicing.Host.Composition;

namespace Invoicing.Host.Commands.Errors;

/// <summary><c>invoicing errors</c>: what people ask of error queues and do to their entries.</summary>
internal static class ErrorsCommand
{
    private const int MostShown = 100;

    public static Command Create() => new("errors", "See what lies in the error queues, and move it back or take it out.")
    {
        List(),
        Show(),
        RetryCommand.Create(),
        DiscardCommand.Create(),
    };

    /// <summary>Holds what the filter means while the work is done; tells on standard error what could not be seen.</summary>
    /// <exception cref="ErrorQueueException">There is no broker, or no entry of the ids.</exception>
    public static Command RunsOnEntries(
        this Command command, Func<ParseResult, FailedMessageFilter> filter, Func<OperatorRun, ErrorQueueSnapshot, Task<int>> work,
        OperatorOptions? options = null, bool untilStopped = false)
    {
        return command.Runs(Run, options, builder => builder.Services.AddOperatingErrorQueues(), untilStopped);

        async Task<int> Run(OperatorRun run)
        {
            if (!run.Host.UsesBroker())
            {
                throw new ErrorQueueException(
                    "There are no error queues: Messaging:Transport is InMemory. Failed orders: `invoicing orders list --state failed`.");
            }

            var meant = filter(run.Given);
            await using var snapshot = await run.Get<ErrorQueueReader>().Open(meant, run.Ct);
            foreach (var remark in snapshot.Remarks)
            {
                await Console.Error.WriteLineAsync($"invoicing: {remark}");
            }

            return snapshot.Messages.Count == 0 && meant.Ids.Count > 0 ? throw NoSuchEntry() : await work(run, snapshot);
        }
    }

    private static Command List()
    {
        var filter = new FilterOptions();
        var entries = Options.Flag("--entries", "Each entry, too.");
        var command = new Command(
            "list",
            "List what lies in the error queues, by cause: how many entries and orders, how many are cured, since when. "
                + "Everything stays where it is.");
        filter.AddTo(command);
        command.Add(entries);
        return command.RunsOnEntries(parsed => filter.Read(parsed), (run, snapshot) =>
        {
            var (found, groups, each) = (snapshot.Messages, FailureGroup.Of(snapshot.Messages), run.Given.GetValue(entries));
            return Task.FromResult(run.Write(
                each
                    ? new { entries = found.Count, groups, list = found.Select(ErrorTables.Json) }
                    : new { entries = found.Count, groups },
                ConsoleOutput.JsonWithNulls,
                console =>
                {
                    ErrorTables.Write(console, groups, DateTimeOffset.UtcNow);
                    ErrorTables.Write(console, each ? found : [], DateTimeOffset.UtcNow);
                }));
        });
    }

    private static Command Show()
    {
        var id = new Argument<string?>("ID")
        {
            Description = "Message id, as `errors list --entries` shows it.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var order = Options.Value<string?>("--order", "NO", "All entries of this order instead.");
        var full = Options.Flag("--full", "With every header and the message itself, which may hold personal data.");
        var command = new Command("show", "Show an entry: what it is, why it lies there, what has become of its order, and what to do.")
        {
            id, order, full,
        };
        command.Validators.Add(result =>
        {
            if (result.GetResult(id) is { Tokens.Count: > 0 } == result.IsGiven(order))
            {
                result.AddError("Either an ID or --order is required.");
            }
        });
        return command.RunsOnEntries(
            parsed => new()
            {
                Ids = parsed.GetValue(id) is { } one ? [one] : [],
                Orders = parsed.GetValue(order) is { } no ? [OrderNumbers.Normal(no)] : [],
            },
            async (run, snapshot) =>
            {
                FailedMessage[] shown = [.. snapshot.Messages.Take(MostShown)];
                if (shown.Length == 0)
                {
                    throw NoSuchEntry();
                }

                // Somebody else may have taken one in this moment: of that the rest is shown.
                var taken = await snapshot.Take(shown, run.Ct);
                var pages = shown
                    .Zip(taken, (message, now) => message with { Properties = now?.Properties, Body = now?.Body })
                    .Select(message => new FailedMessagePage(message, run.Given.GetValue(full)))
                    .ToList();
                return run.Write(
                    pages.Select(page => page.ToJson()),
                    ConsoleOutput.JsonWithNulls,
                    console => pages.ForEach(page => page.Write(console)));
            });
    }

    private static ErrorQueueException NoSuchEntry() => new(
        "There is no such entry in the error queues. It was moved back or taken out, or somebody else holds it at present; see "
            + "`invoicing errors list --entries`.");
}
