using System.CommandLine;
using Invoicing.ErrorQueues;
using Invoicing.Host.Commands.Orders;
using Invoicing.Messaging;

namespace Invoicing.Host.Commands.Errors;

/// <summary>Which entries a command is about: the same words for all of them.</summary>
internal sealed class FilterOptions
{
    private static readonly string[] s_queues = [.. Queues.All.SelectMany(queue => new[] { queue, Queues.ErrorOf(queue) })];

    private readonly Option<string[]> _queues = new("--queue")
    {
        Description = $"Only of these queues: {string.Join(", ", Queues.All)}, with or without _error.",
        HelpName = "QUEUE",
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<string[]> _orders = new("--order") { Description = "Only of these orders, with or without the #.", HelpName = "NO", AllowMultipleArgumentsPerToken = true };

    private readonly Option<string?> _cause = new("--cause")
    {
        Description = "Only of this cause: a kind as `errors list` names it, such as Refused, or any part of the reason.",
        HelpName = "TEXT",
    };

    private readonly Option<string?> _store = new("--store") { Description = "Only of this store: it invoices the order, or ships the slip's goods.", HelpName = "STORE" };
    private readonly Option<string?> _olderThan = Age("--older-than", "Only entries that lie there for longer, such as 90m, 2h or 3d.");
    private readonly Option<string?> _newerThan = Age("--newer-than", "Only entries that came in this time, such as 90m, 2h or 3d.");
    private readonly Option<bool> _cured = new("--cured") { Description = "Only entries with nothing left to do: their orders have gone on since." };
    private readonly Option<bool> _notCured = new("--not-cured") { Description = "Only entries that still matter." };

    public FilterOptions()
    {
        _queues.Validators.Add(result =>
        {
            foreach (var token in result.Tokens.Where(token => !s_queues.Contains(token.Value)))
            {
                result.AddError($"'{token.Value}' is not a queue: {string.Join(", ", Queues.All)} are.");
            }
        });
    }

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _queues, _orders, _cause, _store, _olderThan, _newerThan, _cured, _notCured })
        {
            command.Options.Add(option);
        }

        command.Validators.Add(result =>
        {
            if (result.GetResult(_cured) is { Implicit: false } && result.GetResult(_notCured) is { Implicit: false })
            {
                result.AddError("--cured and --not-cured leave nothing: give one of them.");
            }
        });
    }

    public EntryFilter Read(ParseResult parsed, IEnumerable<string>? ids = null) => new()
    {
        Ids = [.. ids ?? []],
        Queues = parsed.GetValue(_queues) ?? [],
        Orders = [.. (parsed.GetValue(_orders) ?? []).Select(OrderNumbers.Normal)],
        Cause = parsed.GetValue(_cause),
        Store = parsed.GetValue(_store),
        OlderThan = AgeOf(parsed.GetValue(_olderThan)),
        NewerThan = AgeOf(parsed.GetValue(_newerThan)),
        Cured = parsed.GetValue(_cured) ? true : parsed.GetValue(_notCured) ? false : null,
    };

    /// <summary>Whether anything narrows the choice; without it, all entries would be meant by an oversight.</summary>
    public bool IsGiven(System.CommandLine.Parsing.CommandResult result) =>
        new Option[] { _queues, _orders, _cause, _store, _olderThan, _newerThan, _cured, _notCured }.Any(option => result.GetResult(option) is { Implicit: false });

    private static TimeSpan? AgeOf(string? text) => text is not null && Durations.TryParse(text, out var age) ? age : null;

    private static Option<string?> Age(string name, string description)
    {
        var age = new Option<string?>(name) { Description = description, HelpName = "AGE" };
        age.Validators.Add(result =>
        {
            if (result.Tokens.SingleOrDefault() is { } token && !Durations.TryParse(token.Value, out _))
            {
                result.AddError($"'{token.Value}' is not an age: {Durations.Expected}.");
            }
        });
        return age;
    }
}
