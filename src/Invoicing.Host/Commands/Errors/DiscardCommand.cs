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
        var evenIfUncured = new Option<bool>("--even-if-uncured")
        {
            Description = "Also entries that still matter: their orders are not invoiced by them any more.",
        };
        var command = new Command(
            "discard",
            "Take entries out of the error queues for good; each is kept in the table error_actions first. "
                + "Refused for entries that are not cured.");
        selection.AddTo(command);
        command.Options.Add(evenIfUncured);
        command.SetAction((parsed, _) => selection.Run(parsed, async (services, snapshot, decision, ct) =>
        {
            var found = snapshot.Messages;
            var uncured = found.Count(message => !message.IsResolved);
            if (uncured > 0 && !parsed.GetValue(evenIfUncured))
            {
                throw new ErrorQueueException(
                    $"{uncured} of {found.Count} entries are not cured: what they are for has not happened. Mend the cause and move them "
                        + "back (`invoicing errors retry`), or decide about the orders (`invoicing orders confirm` or "
                        + "`invoicing orders dismiss`); then they are cured. `--cured` chooses those that are, `--even-if-uncured` "
                        + "takes out all the same. Nothing was changed.");
            }

            var archive = new ArchiveOperation(snapshot, services.GetRequiredService<ErrorActions>(), decision);
            try
            {
                await ProgressDisplay.Show(
                    found.Count, () => archive.Archived, () => Counts(archive, found.Count), () => archive.Run(found, ct));
            }
            finally
            {
                if (selection.IsJson(parsed))
                {
                    ErrorsJson.Print(new { dryRun = false, selected = found.Count, discarded = archive.Archived, archive.TakenByOthers });
                }
                else
                {
                    await Console.Out.WriteLineAsync($"{Counts(archive, found.Count)}.");
                }
            }

            return archive.Archived == found.Count ? 0 : CommandLine.Failed;
        }));
        return command;
    }

    private static string Counts(ArchiveOperation archive, int selected) =>
        $"{ProgressDisplay.Number(archive.Archived)} of {ProgressDisplay.Number(selected)} taken out"
        + (archive.TakenByOthers > 0 ? $", {ProgressDisplay.Number(archive.TakenByOthers)} taken by somebody else" : "");
}
