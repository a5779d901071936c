using Invoicing.Process;

namespace Invoicing.Storage;

/// <summary>
/// One decision about many orders: those that its filter found when it was begun, and no later ones. Whichever process is there carries it
/// on; its rows in <c>group_orders</c> say how far it is.
/// </summary>
internal sealed record GroupOperation
{
    public Guid Id { get; init; }

    public required GroupAction Action { get; init; }

    /// <summary>Which orders, as the options of a command, such as <c>--cause Refused --store SVA11</c>.</summary>
    public required string Meant { get; init; }

    /// <summary>Of a retry: only this step of each; null: all that have failed or are deferred.</summary>
    public string? Step { get; init; }

    public required OperatorDecision Decision { get; init; }

    /// <summary>Orders a second at most, reached by doubling, one first; null: all at once.</summary>
    public int? Rate { get; init; }

    /// <summary>Also dismisses orders that leave something behind, such as a payment that was captured.</summary>
    public bool EvenIfLeaving { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public GroupState State { get; init; }

    /// <summary>Why it was stopped before its end; null: it was not.</summary>
    public string? StoppedBecause { get; init; }

    public DateTimeOffset? EndedAt { get; init; }
}

/// <summary>Which orders a decision about many is about.</summary>
internal static class MeantOrders
{
    private static readonly OrderState[] s_unfinished =
        [OrderState.Invoicing, OrderState.Transferring, OrderState.Delivering, OrderState.Failed, OrderState.Held];

    /// <summary>Orders in other states are not meant by a filter, unless it names their state.</summary>
    public static IReadOnlyList<OrderState> StatesOf(GroupAction action) =>
        action == GroupAction.Retry ? [OrderState.Failed] : s_unfinished;

    /// <param name="filter">As it was given.</param>
    public static OrderFilter Of(GroupAction action, OrderFilter filter) => filter with
    {
        States = filter.States ?? StatesOf(action), OnHold = action == GroupAction.Release ? true : filter.OnHold,
    };

    /// <summary>As the options of a command; those without a value are left out.</summary>
    public static string Text(params IEnumerable<(string Name, string? Value)> options) => string.Join(' ', options
        .Where(option => option.Value is not null).Select(option => $"--{option.Name} {TextSanitizer.Argument(option.Value!)}"));
}

internal enum GroupAction
{
    Retry,
    Hold,
    Release,
    Dismiss,
}

internal enum GroupState
{
    Running,

    /// <summary>Every order was decided about, and it is known what became of each, or it takes longer than an answer may.</summary>
    Done,

    /// <summary>
    /// By a person, or because nearly all that were tried failed again. What was decided stays; the others are as they were.
    /// </summary>
    Stopped,
}

/// <summary>How far a group operation is.</summary>
/// <param name="Orders">That it found.</param>
/// <param name="Waiting">Not decided about.</param>
/// <param name="Refused">Their state did not allow it, or they have failed again since it was begun.</param>
/// <param name="UnderWay">Decided about, and it is not known what became of them.</param>
/// <param name="Accepted">Of those that were retried; of another action all that were decided about.</param>
/// <param name="Deferred">Put off: the program tries again by itself.</param>
internal sealed record GroupProgress(int Orders, int Waiting, int Refused, int UnderWay, int Accepted, int Deferred, int FailedAgain)
{
    public int Decided => Orders - Waiting - Refused;
}

/// <summary>An order of a group operation.</summary>
/// <param name="Nr">Its place, from 1.</param>
/// <param name="Outcome">Null: it is not known.</param>
/// <param name="Detail">The state that the decision led to, or why it was refused.</param>
internal sealed record GroupOrder(int Nr, string OrderNo, GroupOrderState State, GroupOutcome? Outcome, string? Detail);

internal enum GroupOrderState
{
    Waiting,
    Decided,
    Refused,
}

internal enum GroupOutcome
{
    Accepted,
    Deferred,
    FailedAgain,
}
