namespace Invoicing.ErrorQueues;

/// <summary>Takes messages out for good. Each is in the database with its body before it is gone from its queue.</summary>
internal sealed class ArchiveOperation(ErrorQueueSnapshot snapshot, ErrorActions actions, Decision decision)
{
    private const int Batch = 100;

    public int Archived { get; private set; }

    public int TakenByOthers { get; private set; }

    /// <param name="ct">Ends it between two batches.</param>
    /// <exception cref="QueueLostException">The broker is away.</exception>
    public async Task Run(IEnumerable<FailedMessage> messages, CancellationToken ct)
    {
        foreach (var batch in messages.Chunk(Batch).TakeWhile(_ => !ct.IsCancellationRequested))
        {
            var taken = (await snapshot.Take(batch, CancellationToken.None)).OfType<FailedMessage>().ToList();
            TakenByOthers += batch.Length - taken.Count;
            var ids = await actions.Note(ErrorActions.Discarded, decision, taken, CancellationToken.None);
            foreach (var message in taken)
            {
                await snapshot.Remove(message);
                Archived++;
            }

            await actions.NoteDone(ids, CancellationToken.None);
        }
    }
}
