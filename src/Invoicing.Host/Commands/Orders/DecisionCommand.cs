using System.CommandLine;
using Invoicing.Contracts;
using Invoicing.ErrorQueues;
using Invoicing.Operations;
using Invoicing.Process;
using Invoicing.Storage;
using Spectre.Console;

namespace Invoicing.Host.Commands.Orders;

/// <summary>Decisions about some orders: <c>orders retry</c>, <c>hold</c>, <c>release</c> and <c>dismiss</c>.</summary>
internal static class DecisionCommand
{
    private delegate Task<OrderProcess> Decide(string orderNo, string by, string reason, CancellationToken ct);

    public static Command CreateRetry()
    {
        var step = StepOption.Create("Only this step. Default: all steps that have failed or are deferred.");
        var command = new Command(
            "retry",
            "Try failed and deferred steps again, once their cause is mended. Refused where Retail Pro may have done it already: see "
                + "`confirm`.")
        {
            step,
        };
        return Create(
            command,
            GroupAction.Retry,
            (commands, parsed, _) => (orderNo, by, reason, ct) => commands.Retry(orderNo, parsed.GetValue(step), by, reason, ct),
            (parsed, group) => group with { Step = parsed.GetValue(step) });
    }

    public static Command CreateHold() => Create(
        new(
            "hold",
            "Send nothing more for orders until they are released. What Retail Pro still answers is taken, newer data of the OMS too."),
        GroupAction.Hold,
        (commands, _, _) => commands.Hold);

    public static Command CreateRelease() => Create(
        new("release", "Let orders go on that were put on hold."),
        GroupAction.Release,
        (commands, _, _) => commands.Release);

    /// <summary>An order that leaves something behind is asked about twice, where there is one and somebody who can answer.</summary>
    public static Command CreateDismiss()
    {
        var yes = Options.Flag("--yes", "Also those that leave something behind, such as a payment that was captured, without asking.");
        var command = new Command(
            "dismiss",
            "Take orders out for good: nothing more is sent for them. Refused while a call to Retail Pro is open or of unknown outcome.")
        {
            yes,
        };
        return Create(
            command,
            GroupAction.Dismiss,
            (commands, parsed, orders) => async (orderNo, by, reason, ct) =>
            {
                try
                {
                    return await commands.Dismiss(orderNo, by, reason, ct);
                }
                catch (LeavesBehindException behind) when (parsed.GetValue(yes) || (orders == 1 && IsConfirmed(behind)))
                {
                    return await commands.Dismiss(orderNo, by, reason, ct, behind.Left);
                }
            },
            (parsed, group) => group with { EvenIfLeaving = parsed.GetValue(yes) });

        static bool IsConfirmed(LeavesBehindException behind) => !Console.IsInputRedirected && !Console.IsOutputRedirected
            && AnsiConsole.Confirm(Markup.Escape($"{behind.Left} Dismiss the order all the same?"), defaultValue: false)
            && AnsiConsole.Confirm("Nothing of that is taken back by itself. Is it settled?", defaultValue: false);
    }

    /// <summary><c>--state</c>, of which there may be several.</summary>
    public static Option<OrderState[]> StateOption(string description) => new("--state")
    {
        Description = $"{description}. Separated by commas or spaces: {string.Join(", ", Enum.GetNames<OrderState>())}.",
        HelpName = "STATE",
        AllowMultipleArgumentsPerToken = true,
        CustomParser = result => result.Named<OrderState>(
            result.Tokens.SelectMany(token => token.Value.Split(',', StringSplitOptions.RemoveEmptyEntries)), "a state"),
    };

    /// <summary><c>--cause</c>.</summary>
    /// <param name="orders">Begins its description.</param>
    public static Option<FailureKind?> CauseOption(string orders) => new("--cause")
    {
        Description = $"{orders} with a step that has failed so: {string.Join(", ", Enum.GetNames<FailureKind>())}.",
        HelpName = "KIND",
        CustomParser = result => result.Named<FailureKind>([result.Tokens.Single().Value], "a cause") is [var kind] ? kind : null,
    };

    /// <summary>Orders are named by their numbers, or are all that filters find.</summary>
    /// <param name="decision">Told how many orders it is about.</param>
    /// <param name="further">What the command says besides of many orders.</param>
    private static Command Create(
        Command command, GroupAction action, Func<OrderCommands, ParseResult, int, Decide> decision,
        Func<ParseResult, GroupOperation, GroupOperation>? further = null)
    {
        var numbers = OrderNumbers.Many();
        var filters = new OrderFilterOptions(
            "Instead of numbers: all orders", $". With another filter, default: {string.Join(", ", MeantOrders.StatesOf(action))}");
        var rate = Options.Value<int?>("--rate", "N", $"With a filter: orders a second at most, one first, then twice as many each second, "
            + $"and no more once nearly all fail again: 1 to {RetryThrottle.FastestRate}. Default: all at once.")
            .Refuse(text => int.TryParse(text, out var number) && number is >= 1 and <= RetryThrottle.FastestRate ? null
                : $"'{text}' is not a rate: 1 to {RetryThrottle.FastestRate} orders a second are allowed.");
        var dryRun = Options.Flag("--dry-run", "Only say which orders it would be.");
        command.Add(numbers);
        filters.All.ToList().ForEach(command.Add);
        if (action == GroupAction.Retry)
        {
            command.Add(rate);
        }

        command.Add(dryRun);
        command.Validators.Add(result =>
        {
            var hasNumbers = result.GetResult(numbers) is { Tokens.Count: > 0 };
            if (hasNumbers == filters.All.Any(result.IsGiven))
            {
                result.AddError(hasNumbers
                    ? "Give order numbers or filters, not both."
                    : "Which orders? Give their numbers, or a filter such as --cause, --store or --state.");
            }
        });
        var options = new DecisionOptions();
        return command.Runs(Run, options);

        async Task<int> Run(OperatorRun run)
        {
            string[] named = [.. (run.Given.GetValue(numbers) ?? []).Select(OrderNumbers.Normal).Distinct()];
            var filter = MeantOrders.Of(action, filters.Read(run));
            if (run.Given.GetValue(dryRun))
            {
                var found = named.Length > 0 ? named : await run.Get<OrderQueries>().Numbers(filter, run.Ct);
                return Decisions.Tell(run, [.. found.Select(orderNo => new DecisionOutcome(orderNo))]);
            }

            var who = options.Of(run.Given);
            if (named.Length == 0)
            {
                var group = new GroupOperation
                {
                    Action = action, Meant = filters.Text(run.Given), Decision = who,
                    Rate = action == GroupAction.Retry ? run.Given.GetValue(rate) : null, StartedAt = default,
                };
                return await Decisions.CarryOut(run, further?.Invoke(run.Given, group) ?? group, filter);
            }

            var decide = decision(run.Commands(GroupStore.Named(action), who), run.Given, named.Length);
            return await Decisions.CarryOut(run, named, orderNo => decide(orderNo, who.By, who.Reason, run.Ct));
        }
    }
}
