using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Text.RegularExpressions;
using Invoicing.ErrorQueues;
using Invoicing.Host.Commands.Orders;
using Invoicing.Host.Composition;
using Invoicing.Operations;

namespace Invoicing.Host.Commands.Errors;

/// <summary>Which entries a command is about: the same words for all of them.</summary>
internal sealed class FilterOptions
{
    private readonly Option<string[]> _queues = Options
        .Values("--queue", "QUEUE", $"Only of these queues: {string.Join(", ", InstalledSystems.Queues.All)}, with or without _error.")
        .Refuse(text => InstalledSystems.Queues.WithErrorQueues.Contains(text) ? null
            : $"'{text}' is not a queue: {string.Join(", ", InstalledSystems.Queues.All)} are.");

    private readonly Option<string[]> _orders = Options.Values("--order", "NO", "Only of these orders, with or without the #.");

    private readonly Option<string?> _cause = Options.Value<string?>(
        "--cause", "TEXT", "Only of this cause: a kind as `errors list` names it, such as Refused, or any part of the reason.");

    private readonly Option<string?> _store =
        Options.Value<string?>("--store", "STORE", "Only of this store: it invoices the order, or ships the slip's goods.");

    private readonly Option<string?> _olderThan = Age("--older-than", "Only entries that lie there for longer, such as 90m, 2h or 3d.");
    private readonly Option<string?> _newerThan = Age("--newer-than", "Only entries that came in this time, such as 90m, 2h or 3d.");

    private readonly Option<bool> _cured =
        Options.Flag("--cured", "Only entries with nothing left to do: their orders have gone on since.");

    private readonly Option<bool> _notCured = Options.Flag("--not-cured", "Only entries that still matter.");

    private Option[] All => [_queues, _orders, _cause, _store, _olderThan, _newerThan, _cured, _notCured];

    public void AddTo(Command command)
    {
        Array.ForEach(All, command.Options.Add);
        command.Validators.Add(result =>
        {
            if (result.IsGiven(_cured) && result.IsGiven(_notCured))
            {
                result.AddError("--cured and --not-cured leave nothing: give one of them.");
            }
        });
    }

    public FailedMessageFilter Read(ParseResult parsed, IReadOnlyCollection<string>? ids = null) => new()
    {
        Ids = ids ?? [],
        Queues = parsed.GetValue(_queues) ?? [],
        Orders = [.. (parsed.GetValue(_orders) ?? []).Select(OrderNumbers.Normal)],
        Cause = parsed.GetValue(_cause),
        Store = parsed.GetValue(_store),
        OlderThan = Durations.TryParse(parsed.GetValue(_olderThan)),
        NewerThan = Durations.TryParse(parsed.GetValue(_newerThan)),
        Resolved = parsed.GetValue(_cured) ? true : parsed.GetValue(_notCured) ? false : null,
    };

    /// <summary>Whether anything narrows the choice; without it, all entries would be meant by an oversight.</summary>
    public bool IsGiven(CommandResult result) => Array.Exists(All, result.IsGiven);

    private static Option<string?> Age(string name, string description) => Options.Value<string?>(name, "AGE", description)
        .Refuse(text => Durations.TryParse(text) is null ? $"'{text}' is not an age: {Durations.Expected}." : null);
}
