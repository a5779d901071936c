using System.CommandLine;
using System.CommandLine.Parsing;
using Invoicing.Contracts;
using Invoicing.Operations;
using Invoicing.Process;
using Microsoft.Extensions.DependencyInjection;

namespace Invoicing.Host.Commands.Orders;

/// <summary>Which orders a decision is about: numbers, or all that filters find.</summary>
/// <param name="states">Orders in other states are not meant by a filter, unless it names their state.</param>
/// <param name="onHold">Only orders that a person holds.</param>
internal sealed class OrderSelection(IReadOnlyList<OrderState> states, bool onHold = false)
{
    private readonly Argument<string[]> _numbers = OrderNumbers.Many(ArgumentArity.ZeroOrMore);

    private readonly Option<OrderState[]> _states = StateOption.Create(
        $"Instead of numbers: all orders in these states. With another filter, default: {string.Join(", ", states)}.");

    private readonly Option<FailureKind?> _cause = CauseOption();

    private readonly Option<string?> _store = new("--store") { Description = "Instead of numbers: all orders of this invoicing store, or sold there.", HelpName = "CODE" };

    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Only say which orders it would be." };

    public void AddTo(Command command)
    {
        command.Arguments.Add(_numbers);
        command.Options.Add(_states);
        command.Options.Add(_cause);
        command.Options.Add(_store);
        command.Options.Add(_dryRun);
        command.Validators.Add(result =>
        {
            var hasNumbers = result.GetResult(_numbers) is { Tokens.Count: > 0 };
            var hasFilter = new Option[] { _states, _cause, _store }.Any(option => result.GetResult(option) is { Implicit: false });
            if (hasNumbers == hasFilter)
            {
                result.AddError(hasNumbers ? "Give order numbers or filters, not both." : "Which orders? Give their numbers, or a filter: --cause, --store or --state.");
            }
        });
    }

    public bool IsDryRun(ParseResult parsed) => parsed.GetValue(_dryRun);

    public async Task<IReadOnlyList<string>> Find(ParseResult parsed, IServiceProvider services, CancellationToken ct)
    {
        var numbers = parsed.GetValue(_numbers) ?? [];
        if (numbers.Length > 0)
        {
            return [.. numbers.Select(OrderNumbers.Normal).Distinct()];
        }

        var wanted = parsed.GetValue(_states) is { Length: > 0 } given ? given : states;
        return await services.GetRequiredService<OrderViews>().Numbers(
            new OrderFilter(wanted, parsed.GetValue(_cause), parsed.GetValue(_store), Search: null, onHold ? true : null), ct);
    }

    private static Option<FailureKind?> CauseOption()
    {
        var names = string.Join(", ", Enum.GetNames<FailureKind>());
        return new("--cause")
        {
            Description = $"Instead of numbers: all orders with a step that has failed so: {names}.",
            HelpName = "KIND",
            CustomParser = result =>
            {
                var name = result.Tokens.Single().Value;
                if (!int.TryParse(name, out _) && Enum.TryParse<FailureKind>(name, ignoreCase: true, out var kind))
                {
                    return kind;
                }

                result.AddError($"'{name}' is not a cause: {names} are.");
                return null;
            },
        };
    }
}
