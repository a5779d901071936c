using System.CommandLine;
using Invoicing.ErrorQueues;
using Invoicing.Host.Commands.Publishing;
using Microsoft.Extensions.DependencyInjection;

namespace Invoicing.Host.Commands.Errors;

/// <summary><c>invoicing errors discard</c>.</summary>
internal static class DiscardCommand
{
    public static Command Create()
    {
        var selection = new SelectionOptions();
        var evenIfUncured = new Option<bool>("--even-if-uncured") { Description = "Also entries that still matter: their orders are not invoiced by them any more." };
        var command = new Command(
            "discard",
            "Take entries out of the error queues for good; each is kept in the table error_actions first. Refused for entries that are not cured.");
        selection.AddTo(command);
        command.Options.Add(evenIfUncured);
        command.SetAction(async (parsed, _) =>
        {
            using var stop = new StopSignals();
            using var host = ErrorsCommand.BuildHost(parsed.GetValue(selection.Decision.Settings)!);
            var filter = selection.Filter(parsed);
            await using var queues = await ErrorsCommand.Open(host, filter, stop.Token);
            var found = ErrorsCommand.Select(queues, filter);
            var asJson = parsed.GetValue(selection.Decision.Output) == OutputOption.Json;
            if (parsed.GetValue(selection.DryRun))
            {
                new RetryOutput(asJson).WriteDryRun([.. found.Select(entry => entry.Known)]);
                return 0;
            }

            var uncured = found.Count(entry => !entry.Known.IsCured);
            if (uncured > 0 && !parsed.GetValue(evenIfUncured))
            {
                throw new UncuredEntriesException(uncured, found.Count);
            }

            var discarding = new Discarding(host.Services.GetRequiredService<ErrorActions>(), selection.DecisionOf(parsed));
            try
            {
                await ProgressDisplay.Show(found.Count, () => discarding.Discarded, () => Counts(discarding, found.Count), () => discarding.Discard(found, stop.Token));
            }
            finally
            {
                if (asJson)
                {
                    ErrorsJson.Print(new { dryRun = false, selected = found.Count, discarded = discarding.Discarded, discarding.TakenByOthers });
                }
                else
                {
                    await Console.Out.WriteLineAsync($"{Counts(discarding, found.Count)}.");
                }
            }

            return discarding.Discarded == found.Count ? 0 : CommandLine.Failed;
        });
        return command;
    }

    private static string Counts(Discarding discarding, int selected) =>
        $"{ProgressDisplay.Number(discarding.Discarded)} of {ProgressDisplay.Number(selected)} taken out"
        + (discarding.TakenByOthers > 0 ? $", {ProgressDisplay.Number(discarding.TakenByOthers)} taken by somebody else" : "");
}

/// <summary>What is to be thrown away still matters.</summary>
internal sealed class UncuredEntriesException(int uncured, int all) : Exception(
    $"{uncured} of {all} entries are not cured: what they are for has not happened. Mend the cause and move them back (`invoicing errors retry`), or decide about the orders " +
    "(`invoicing orders confirm` or `invoicing orders dismiss`); then they are cured. `--cured` chooses those that are, `--even-if-uncured` takes out all the same. Nothing was changed.");
