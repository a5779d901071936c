using System.CommandLine;
using Invoicing.ErrorQueues;
using Invoicing.Process;
using Invoicing.Storage;
using Spectre.Console;

namespace Invoicing.Host.Commands.Errors;

/// <summary>Commands that do something to entries, by somebody and for a reason. To all entries only if that is said.</summary>
internal static class EntriesCommand
{
    /// <param name="own">What the command has besides.</param>
    /// <param name="work">Gives the exit code. Is not done for a dry run: that tells by cause what it would be about.</param>
    public static Command Create(
        string name, string description, Option own, Func<OperatorRun, ErrorQueueSnapshot, OperatorDecision, Task<int>> work)
    {
        var ids = new Argument<string[]>("ID")
        {
            Description = "Message ids, as `errors list --entries` shows them.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var all = Options.Flag("--all", "All entries of all error queues. Not needed with an ID or a filter.");
        var dryRun = Options.Flag("--dry-run", "Only tell what would be done, by cause. Changes nothing; needs no --reason.");
        var filter = new FilterOptions();
        var options = new DecisionOptions("in the table mt_doc_error_action and in the order's timeline");
        options.Reason.Required = false;
        var command = new Command(name, description) { ids };
        filter.AddTo(command);
        command.Add(all);
        command.Add(dryRun);
        command.Validators.Add(result =>
        {
            var isNarrowed = result.GetResult(ids) is { Tokens.Count: > 0 } || filter.IsGiven(result);
            if (isNarrowed == result.IsGiven(all))
            {
                result.AddError(isNarrowed
                    ? "--all means every entry: leave it out, or the ids and filters."
                    : "Say which entries: give an ID or a filter, or --all for every entry.");
            }

            if (!result.IsGiven(options.Reason) && !result.IsGiven(dryRun))
            {
                result.AddError("Option '--reason' is required.");
            }
        });
        command.RunsOnEntries(
            parsed => filter.Read(parsed, parsed.GetValue(ids)),
            async (run, snapshot) =>
            {
                if (!run.Given.GetValue(dryRun))
                {
                    var decision = options.Of(run.Given);
                    var queues = snapshot.Messages.Select(message => message.ErrorQueue).Distinct().Order(StringComparer.Ordinal);
                    await run.Get<AuditLog>().Add(
                        $"errors {name}", string.Join(' ', queues), decision, CancellationToken.None, snapshot.Messages.Count);
                    return await work(run, snapshot, decision);
                }

                var groups = FailureGroup.Of(snapshot.Messages);
                return run.Write(
                    new { dryRun = true, selected = snapshot.Messages.Count, groups },
                    ConsoleOutput.JsonWithNulls,
                    console =>
                    {
                        ErrorTables.Write(console, groups, DateTimeOffset.UtcNow);
                        console.WriteLine("Nothing was changed.");
                    });
            },
            options,
            untilStopped: true);
        command.Add(own);
        return command;
    }
}
