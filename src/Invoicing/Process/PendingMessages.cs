using Invoicing.Contracts;

namespace Invoicing.Process;

/// <summary>
/// What an order's row says must be on its way. A function of the row alone, never of the transition that led to it:
/// so a lost message is simply sent again, and there is no outbox table.
/// </summary>
internal static class PendingMessages
{
    /// <summary>
    /// What goes out after a decision. After a crash or an uncertain commit the messages of an earlier delivery may be lost, and a resume
    /// says that something is: then (<paramref name="again"/>: redelivered or a retry) all that is pending and could have followed
    /// from the event goes out. Otherwise only what this decision has added.
    /// </summary>
    public static IEnumerable<PendingMessage> After(OrderProcess? before, OrderEvent change, OrderProcess after, bool again) =>
        again || before is null || change is DueTimePassed
            ? Of(after).Where(next => MayFollow(change, after, next) && !(next is CompletionMessage && WasTold(before, change)))
            : Of(after).Except(Of(before));

    /// <summary>Of a completed order only what came later is still under way.</summary>
    private static bool WasTold(OrderProcess? before, OrderEvent change) =>
        change is DueTimePassed && before is { IsCompleted: true, IsFinished: false, TellCompletionAt: null };

    /// <summary>
    /// Whether a decision about the event can add this one. Answers never lead back to the command that they answer: so a crash, which
    /// redelivers all that is in flight, cannot make messages grow out of messages; a loop of crashes would fill the queues with them.
    /// Where newer content was taken over with the answer, a redelivery leaves its commands to the recovery.
    /// </summary>
    private static bool MayFollow(OrderEvent change, OrderProcess after, PendingMessage next) => change switch
    {
        StepAccepted accepted => next is not StepCommand command || after.StepNamed(command.Name)!.After.Contains(accepted.Step),
        StepDeferred or StepFailed => next is FailureMessage,
        Notified => false,
        _ => true,
    };

    public static IEnumerable<PendingMessage> Of(OrderProcess row)
    {
        if (row.MaySend)
        {
            foreach (var step in row.Steps.Where(step => step.Status == StepStatus.Sent))
            {
                yield return new StepCommand(row.OrderNo, step.Key, step.Name, step.Attempt);
            }
        }

        foreach (var notice in row.Notices.Where(notice => !notice.Notified))
        {
            yield return new FailureMessage(new InvoicingFailed
            {
                OrderNo = row.OrderNo,
                OrderId = row.Content.OrderId ?? "",
                Step = notice.Step,
                Attempt = notice.Attempt,
                Kind = notice.Kind,
                Store = notice.Store,
                Message = notice.Message,
                FailedAt = notice.At,
                CorrelationId = notice.CorrelationId,
            });
        }

        if (row.IsCompleted)
        {
            yield return new CompletionMessage(
                row.OrderNo,
                row.Content.OrderId ?? "",
                row.Store,
                row.DocumentNo,
                string.Join(' ', row.Steps.Where(step => step.Phase == StepPhase.Transfer).Select(step => step.Key.Number)),
                row.Steps.Where(step => step.Phase != StepPhase.FollowUp).Max(step => step.DoneAt) ?? row.Content.CompletedAt ?? default);
        }
    }
}

/// <summary>A message that must be on its way; a value that can be compared.</summary>
internal abstract record PendingMessage;

/// <summary>Lets a step be carried out: for its system's queue.</summary>
/// <param name="Name">The step as the order names it.</param>
internal sealed record StepCommand(string OrderNo, StepKey Key, string Name, int Attempt) : PendingMessage;

/// <summary>A failure that people must be told of: published.</summary>
internal sealed record FailureMessage(InvoicingFailed Failure) : PendingMessage;

/// <summary>Tells the OMS that the order is completed: published.</summary>
/// <param name="SlipNos">With a blank between them.</param>
internal sealed record CompletionMessage(
    string OrderNo, string OrderId, string? Store, string? DocumentNo, string SlipNos, DateTimeOffset CompletedAt) : PendingMessage
{
    public InvoicingCompleted ToContract() =>
        new(OrderNo, OrderId, Store, DocumentNo, SlipNos.Split(' ', StringSplitOptions.RemoveEmptyEntries), CompletedAt);
}
