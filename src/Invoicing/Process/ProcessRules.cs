using System.Diagnostics;
using Invoicing.Contracts;
using Invoicing.Orders;

namespace Invoicing.Process;

/// <summary>
/// The rules of the flow: row, message and time in, row out. Pure, and total: every message has a meaning for a row in every state
/// (docs/flow.md lists them). A row that comes back unchanged means that the message was stale.
/// </summary>
/// <param name="systems">Where orders are invoiced and told of, in the order in which their steps are planned.</param>
/// <param name="restored">Asked when it matters whether the database was put back to an older state.</param>
internal sealed partial class ProcessRules(InvoicingSettings settings, IReadOnlyList<IStepPlanner> systems, Func<BackupRestore?> restored)
{
    /// <summary>A message that arrives a little before the clock of this process says so is still due: clocks differ.</summary>
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromSeconds(1);

    /// <param name="row">The row, or null for an order not seen before.</param>
    /// <param name="numbers">
    /// If it turns out that some are <see cref="NumberPool.Missing"/>, the decision is to be made again with more.
    /// </param>
    /// <exception cref="OrderNumberConflictException">The number belongs to another order.</exception>
    /// <exception cref="CommandRefusedException">The command does not fit the order's state.</exception>
    public OrderProcess Decide(OrderProcess? row, OrderEvent change, DateTimeOffset now, NumberPool numbers) => (row, change) switch
    {
        (null, OrderArrived arrived) => Receive(arrived.Order, now, numbers),
        (_, AdoptOrder adopt) => Adopt(row, adopt, now),
        (null, _) => throw new InvalidOperationException($"No order is known for {change.GetType().Name}."),
        (_, OrderArrived arrived) => ReceiveAgain(row, arrived, now, numbers),
        (_, OrderUpdated update) => Update(row, update, now, numbers),
        (_, StepAccepted accepted) => Accept(row, accepted, now, numbers),
        (_, StepDeferred { Paused: true } paused) => WaitForResume(row, paused, now),
        (_, StepDeferred deferred) => Defer(row, deferred, now),
        (_, StepFailed failed) => IsOvertaken(row, failed) ? row : Fail(row, failed, now),
        (_, Notified notified) => NoteNotified(row, notified),
        (_, DueTimePassed due) => Resume(row, due, now, numbers),
        (_, RetryOrder retry) => Retry(row, retry, now, numbers),
        (_, HoldOrder hold) => PutOnHold(row, hold, now),
        (_, ReleaseOrder release) => Release(row, release, now),
        (_, CorrectOrder correct) => Correct(row, correct, now, numbers),
        (_, AskForMore ask) => Ask(row, ask, now, numbers),
        (_, DismissOrder dismiss) => Dismiss(row, dismiss, now),
        (_, ConfirmOutcome confirm) => Confirm(row, confirm, now, numbers),
        _ => throw new UnreachableException(),
    };

    /// <summary>
    /// Whether a message may change what would be sent: then it is decided under the row's lock, where it is known whether a call is open.
    /// An answer that comes for an order that was taken out claims the ids again which that had given back.
    /// </summary>
    /// <param name="row">As it stands now.</param>
    /// <param name="message">Its type, as it comes over the wire.</param>
    public bool NeedsLock(OrderProcess row, Type message) =>
        message == typeof(ReceivedOrder) || row.Pending is not null || row.Dismissed is not null
        || (message == typeof(ResumeInvoicing) && IsOutdated(row));

    private bool IsOutdated(OrderProcess row) => systems.Any(system => IsOutdated(row, system));

    /// <summary>The system has an open step in the order, and the settings would make others now.</summary>
    private bool IsOutdated(OrderProcess row, IStepPlanner system) =>
        row.StepsIn(system.Name).Any(step => step.Status != StepStatus.Done) && IsOnRoute(row, system) && system.IsOutdated(row);

    private bool IsOnRoute(OrderProcess row, IStepPlanner system) => settings.RouteOf(row.Content.SalesChannel) is { } route
        ? route.GoesTo(system.Name)
        : systems.FirstOrDefault(owner => owner.Channel is { } own && own == row.Content.SalesChannel) is not { } owner || owner == system;

    private IStepPlanner SystemOf(Step step) => systems.FirstOrDefault(system => system.Name == step.Key.System)
        ?? throw new InvalidOperationException(
            $"This program has no system {step.Key.System}, in which the order has the step {step.Name}.");

    private static OrderProcess WithStep(OrderProcess row, string name, Func<Step, Step> change) =>
        row with { Steps = [.. row.Steps.Select(step => step.Name == name ? change(step) : step)] };
}

/// <summary>Adding to the timeline.</summary>
internal static class TimelineExtensions
{
    public static OrderProcess AddToTimeline(this OrderProcess row, string what, params (string Name, object? Value)[] details) => row with
    {
        NewTimelineEntries = [.. row.NewTimelineEntries, TimelineEntry.Of(what, details)],
    };
}
