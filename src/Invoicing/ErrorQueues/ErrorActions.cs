using Invoicing.Process;
using Invoicing.Storage;
using Marten;
using Marten.Patching;

namespace Invoicing.ErrorQueues;

/// <summary>Who did what to which message, when and why: a document each, and in the timelines of the orders.</summary>
internal sealed class ErrorActions(IDocumentStore store, TimeProvider clock)
{
    public const string MovedBack = "moved back";
    public const string Discarded = "discarded";

    /// <summary>Before the messages are touched: what was done and not written down could not be found out any more.</summary>
    /// <param name="messages">With their bodies.</param>
    /// <returns>An id for each, in the same order.</returns>
    public async Task<IReadOnlyList<Guid>> Note(string action, OperatorDecision decision, IReadOnlyList<FailedMessage> messages)
    {
        var (by, reason) = (Storable(decision.By), Storable(decision.Reason));
        var actions = messages.Select(message => new ErrorAction
        {
            Id = Guid.CreateVersion7(), At = clock.GetUtcNow(), Action = action, By = by, Reason = reason,
            Queue = message.Queue, MessageId = message.Id, OrderNo = message.OrderNo, Step = message.Step,
            Attempt = message.Attempt, Fault = message.Reason,
            // What is moved back is kept by the queue that it goes to.
            Discarded = action == Discarded ? Kept(message) : null,
        }).ToList();
        await using var session = store.LightweightSession();
        session.Insert<ErrorAction>(actions);
        // The order of a message may be unknown; then only the document tells of it.
        foreach (var message in messages.Where(message => message.OrderNo is not null))
        {
            Timeline.Add(session, message.OrderNo!, $"entry {action}", new
            {
                by, queue = message.ErrorQueue, step = message.Step, attempt = message.Attempt, messageId = message.Id, reason,
            });
        }

        await session.SaveChangesAsync();
        return [.. actions.Select(noted => noted.Id)];
    }

    /// <summary>The messages are gone from the error queue.</summary>
    public async Task NoteDone(IReadOnlyList<Guid> ids)
    {
        await using var session = store.LightweightSession();
        session.Patch<ErrorAction>(action => ids.Contains(action.Id)).Set(action => action.DoneAt, clock.GetUtcNow());
        await session.SaveChangesAsync();
    }

    private static DiscardedMessage Kept(FailedMessage message) => new(
        Storable(message.Properties!.ContentType),
        FailedMessageReader.Texts(message.Properties.Headers).ToDictionary(text => Storable(text.Key), text => Storable(text.Value)),
        message.Body!);

    // PostgreSQL takes no NUL in text, nor in jsonb.
    [return: System.Diagnostics.CodeAnalysis.NotNullIfNotNull(nameof(text))]
    private static string? Storable(string? text) => text?.Replace("\0", "");
}
