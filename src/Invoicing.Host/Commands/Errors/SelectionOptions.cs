using System.CommandLine;
using Invoicing.ErrorQueues;
using Invoicing.Host.Commands.Orders;

namespace Invoicing.Host.Commands.Errors;

/// <summary>Which entries something is done to, by whom and why. All entries only if that is said.</summary>
internal sealed class SelectionOptions
{
    private readonly Argument<string[]> _ids = new("ID")
    {
        Description = "Message ids, as `errors list --entries` shows them.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly Option<bool> _all = new("--all")
    {
        Description = "All entries of all error queues. Not needed with an ID or a filter.",
    };

    private readonly Option<bool> _dryRun = new("--dry-run")
    {
        Description = "Only tell what would be done, by cause. Changes nothing; needs no --reason.",
    };

    private readonly FilterOptions _filter = new();
    private readonly DecisionOptions _decision = new("in the table error_actions and in the order's timeline");

    public void AddTo(Command command)
    {
        _decision.Reason.Required = false;
        command.Arguments.Add(_ids);
        _filter.AddTo(command);
        command.Options.Add(_all);
        command.Options.Add(_dryRun);
        _decision.AddTo(command);
        command.Validators.Add(result =>
        {
            var narrowed = result.GetResult(_ids) is { Tokens.Count: > 0 } || _filter.IsGiven(result);
            if (narrowed == result.GetResult(_all) is { Implicit: false })
            {
                result.AddError(narrowed
                    ? "--all means every entry: leave it out, or the ids and filters."
                    : "Say which entries: give an ID or a filter, or --all for every entry.");
            }

            if (result.GetResult(_decision.Reason) is not { Implicit: false } && result.GetResult(_dryRun) is not { Implicit: false })
            {
                result.AddError("Option '--reason' is required.");
            }
        });
    }

    public bool IsJson(ParseResult parsed) => parsed.GetValue(_decision.Output) == OutputOption.Json;

    /// <summary>Does the work, or for a dry run tells by cause what it would be about.</summary>
    public async Task<int> Run(ParseResult parsed, Func<IServiceProvider, ErrorQueueSnapshot, Decision, CancellationToken, Task<int>> work)
    {
        using var stop = new StopSignals();
        var filter = _filter.Read(parsed, parsed.GetValue(_ids));
        return await ErrorsCommand.Run(parsed.GetValue(_decision.Settings)!, filter, stop.Token, async (services, snapshot) =>
        {
            if (!parsed.GetValue(_dryRun))
            {
                var decision = new Decision(parsed.GetValue(_decision.By)!, parsed.GetValue(_decision.Reason)!);
                return await work(services, snapshot, decision, stop.Token);
            }

            var groups = FailureGroup.Of(snapshot.Messages);
            if (IsJson(parsed))
            {
                ErrorsJson.Print(new { dryRun = true, selected = snapshot.Messages.Count, groups = ErrorsJson.Of(groups) });
            }
            else
            {
                ConsoleOutput.Print(console => ErrorTables.Write(console, groups, DateTimeOffset.UtcNow));
                await Console.Out.WriteLineAsync("Nothing was changed.");
            }

            return 0;
        });
    }
}
