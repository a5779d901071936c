using System.CommandLine;
using Invoicing.ErrorQueues;
using Invoicing.Host.Commands.Publishing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Invoicing.Host.Commands.Errors;

/// <summary><c>invoicing errors retry</c>.</summary>
internal static class RetryCommand
{
    private const int FastestRate = 2000;

    /// <summary>RabbitMQ takes back what is held for half an hour (its <c>consumer_timeout</c>).</summary>
    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(25);

    public static Command Create()
    {
        var selection = new SelectionOptions();
        var rate = RateOption();
        var command = new Command(
            "retry",
            "Move entries back to their work queues: one first, then twice as many each time, up to the rate. A cause whose entries fail "
                + "again is left, the others go on. " +
            "Always safe: what is done already, or was tried again since, makes no call.");
        selection.AddTo(command);
        command.Options.Add(rate);
        command.SetAction(async (parsed, _) =>
        {
            using var stop = new StopSignals();
            using var host = ErrorsCommand.BuildHost(parsed.GetValue(selection.Decision.Settings)!);
            var filter = selection.Filter(parsed);
            await using var queues = await ErrorsCommand.Open(host, filter, stop.Token);
            var found = ErrorsCommand.Select(queues, filter);
            var output = new RetryOutput(parsed.GetValue(selection.Decision.Output) == OutputOption.Json);
            if (parsed.GetValue(selection.DryRun))
            {
                output.WriteDryRun([.. found.Select(entry => entry.Known)]);
                return 0;
            }

            return found.Count > parsed.GetValue(rate) * s_longest.TotalSeconds
                ? throw new TooSlowException(found.Count, (int)Math.Ceiling(found.Count / s_longest.TotalSeconds))
                : await Move(host, queues, found, selection.DecisionOf(parsed), parsed.GetValue(rate), output, stop.Token);
        });
        return command;
    }

    private static async Task<int> Move(
        IHost host, HeldQueues queues, IReadOnlyList<HeldKnownEntry> entries, Decision decision, int rate, RetryOutput output, CancellationToken ct)
    {
        await using var publisher = await WorkQueuePublisher.Open(queues.Connection, ct);
        var isServed = false;
        foreach (var queue in entries.Select(entry => entry.Entry.Queue).Distinct())
        {
            if (await publisher.Consumers(queue, ct) > 0)
            {
                isServed = true;
            }
            else
            {
                await Console.Error.WriteLineAsync($"invoicing: no process consumes {queue} at present: what is moved there waits until "
                    + "one does.");
            }
        }

        var begun = TimeProvider.System.GetTimestamp();
        var moving = new MovingBack(
            queues, publisher, host.Services.GetRequiredService<EntryFactsStore>(), host.Services.GetRequiredService<ErrorActions>(), decision, TimeProvider.System);
        try
        {
            await ProgressDisplay.Show(entries.Count, () => moving.Counts.Moved, () => RetryOutput.Line(moving.Counts), async () =>
            {
                await moving.Move(entries, rate, ct);
                if (isServed)
                {
                    await moving.WaitForOutcomes(ct);
                }
            });
        }
        finally
        {
            // Whatever ends it: what was done is told.
            output.Write(moving.Counts, moving.Stopped, moving.Left, TimeProvider.System.GetElapsedTime(begun));
        }

        return moving.Stopped is null && moving.Counts is { FailedAgain: 0, NotMoved: 0 } ? 0 : CommandLine.Failed;
    }

    private static Option<int> RateOption()
    {
        var rate = new Option<int>("--rate") { Description = $"Entries a second, once the ramp-up is over: 1 to {FastestRate}.", HelpName = "N", DefaultValueFactory = _ => 50 };
        rate.Validators.Add(result =>
        {
            if (result.Tokens.SingleOrDefault() is { } token && (!int.TryParse(token.Value, out var number) || number is < 1 or > FastestRate))
            {
                result.AddError($"'{token.Value}' is not a rate: 1 to {FastestRate} entries a second are allowed.");
            }
        });
        return rate;
    }
}

/// <summary>The broker would take the entries back in the middle.</summary>
internal sealed class TooSlowException(int entries, int rate) : Exception(
    $"At this rate {entries} entries take longer than RabbitMQ lets them be held. Give a --rate of {rate} or more, or choose fewer. "
        + "Nothing was changed.");
