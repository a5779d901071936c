using System.CommandLine;
using Invoicing.ErrorQueues;
using Invoicing.Host.Commands.Orders;

namespace Invoicing.Host.Commands.Errors;

/// <summary>Which entries something is done to, by whom and why. All entries only if that is said.</summary>
internal sealed class SelectionOptions
{
    private readonly Argument<string[]> _ids = new("ID") { Description = "Message ids, as `errors list --entries` shows them.", Arity = ArgumentArity.ZeroOrMore };
    private readonly Option<bool> _all = new("--all") { Description = "All entries of all error queues. Not needed with an ID or a filter." };
    private readonly FilterOptions _filter = new();

    public Option<bool> DryRun { get; } = new("--dry-run") { Description = "Only tell what would be done, by cause. Changes nothing; needs no --reason." };

    public DecisionOptions Decision { get; } = new("in the table error_actions and in the order's timeline");

    public void AddTo(Command command)
    {
        Decision.Reason.Required = false;
        command.Arguments.Add(_ids);
        _filter.AddTo(command);
        command.Options.Add(_all);
        command.Options.Add(DryRun);
        Decision.AddTo(command);
        command.Validators.Add(result =>
        {
            var narrowed = result.GetResult(_ids) is { Tokens.Count: > 0 } || _filter.IsGiven(result);
            var all = result.GetResult(_all) is { Implicit: false };
            if (narrowed == all)
            {
                result.AddError(narrowed
                    ? "--all means every entry: leave it out, or the ids and filters."
                    : "Say which entries: give an ID or a filter, or --all for every entry.");
            }

            if (result.GetResult(Decision.Reason) is not { Implicit: false } && result.GetResult(DryRun) is not { Implicit: false })
            {
                result.AddError("Option '--reason' is required.");
            }
        });
    }

    public EntryFilter Filter(ParseResult parsed) => _filter.Read(parsed, parsed.GetValue(_ids));

    public Decision DecisionOf(ParseResult parsed) => new(parsed.GetValue(Decision.By)!, parsed.GetValue(Decision.Reason)!);
}
