using System.CommandLine;
using Invoicing.ErrorQueues;
using Invoicing.Operations;
using Invoicing.Process;

namespace Invoicing.Host.Commands.Errors;

internal static class DiscardCommand
{
    private const int Batch = 100;

    public static Command Create()
    {
        var evenIfUncured = Options.Flag(
            "--even-if-uncured", "Also entries that still matter: their orders are not invoiced by them any more.");
        return EntriesCommand.Create(
            "discard",
            "Take entries out of the error queues for good; each is kept in the table mt_doc_error_action first. "
                + "Refused for entries that are not cured.",
            evenIfUncured,
            (run, snapshot, decision) => Run(run, snapshot, decision, run.Given.GetValue(evenIfUncured)));
    }

    private static async Task<int> Run(OperatorRun run, ErrorQueueSnapshot snapshot, OperatorDecision decision, bool evenIfUncured)
    {
        var found = snapshot.Messages;
        var uncured = found.Count(message => !message.IsResolved);
        if (uncured > 0 && !evenIfUncured)
        {
            throw new ErrorQueueException(
                $"{uncured} of {found.Count} entries are not cured: what they are for has not happened. Mend the cause and move them "
                    + "back (`invoicing errors retry`), or decide about the orders (`invoicing orders confirm` or "
                    + "`invoicing orders dismiss`); then they are cured. `--cured` chooses those that are, `--even-if-uncured` "
                    + "takes out all the same. Nothing was changed.");
        }

        var (discarded, takenByOthers) = (0, 0);
        try
        {
            await ProgressDisplay.Show(found.Count, () => discarded, Counts, Discard);
        }
        finally
        {
            run.Write(
                new { dryRun = false, selected = found.Count, discarded, takenByOthers },
                ConsoleOutput.JsonWithNulls,
                () => Console.WriteLine($"{Counts()}."));
        }

        return discarded == found.Count ? 0 : CommandLine.Failed;

        // Each is in the database with its body before it is gone from its queue. Can be ended between two batches.
        async Task Discard()
        {
            var actions = run.Get<ErrorActions>();
            foreach (var batch in found.Chunk(Batch).TakeWhile(_ => !run.Ct.IsCancellationRequested))
            {
                var taken = (await snapshot.Take(batch, CancellationToken.None)).OfType<FailedMessage>().ToList();
                takenByOthers += batch.Length - taken.Count;
                var ids = await actions.Note(ErrorActions.Discarded, decision, taken);
                foreach (var message in taken)
                {
                    await snapshot.Remove(message);
                    discarded++;
                }

                await actions.NoteDone(ids);
            }
        }

        string Counts() => $"{Wording.Number(discarded)} of {Wording.Number(found.Count)} taken out"
            + (takenByOthers > 0 ? $", {Wording.Number(takenByOthers)} taken by somebody else" : "");
    }
}
