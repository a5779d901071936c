namespace Invoicing.ErrorQueues;

/// <summary>Takes entries out for good. Each is in the database, message and all, before it is gone from its queue.</summary>
internal sealed class Discarding(ErrorActions actions, Decision decision)
{
    private const int Batch = 100;

    public int Discarded { get; private set; }

    public int TakenByOthers { get; private set; }

    /// <param name="ct">Ends it between two batches.</param>
    /// <exception cref="QueueLostException">The broker is away.</exception>
    public async Task Discard(IReadOnlyList<HeldKnownEntry> entries, CancellationToken ct)
    {
        foreach (var batch in entries.GroupBy(entry => entry.Queue).SelectMany(queue => queue.Chunk(Batch)).TakeWhile(_ => !ct.IsCancellationRequested))
        {
            var queue = batch[0].Queue;
            var taken = (await queue.Take([.. batch.Select(entry => entry.Held)], CancellationToken.None)).OfType<Delivery>().ToList();
            TakenByOthers += batch.Length - taken.Count;
            var ids = await actions.Note(ErrorActions.Discarded, decision, taken, CancellationToken.None);
            foreach (var delivery in taken)
            {
                await queue.Remove(delivery);
                Discarded++;
            }

            await actions.NoteDone(ids, CancellationToken.None);
        }
    }
}
