namespace Invoicing.ErrorQueues;

/// <summary>A message that is chosen to be moved back, and how far it is.</summary>
/// <param name="isServed">Some process consumes its work queue: what becomes of it will be known.</param>
internal sealed class RetryItem(FailedMessage message, bool isServed) : IRetried
{
    public FailedMessage Message => message;

    public RetryState State { get; set; }

    /// <summary>Whether it can be waited for what becomes of it.</summary>
    public bool IsWatched { get; } = isServed && message.IsTraced && !message.IsResolved;

    public bool IsMoved => State is not (RetryState.Waiting or RetryState.TakenByOthers);

    public bool WentWell => State is RetryState.Accepted or RetryState.Deferred or RetryState.Resolved;

    public bool IsUnderWay => State == RetryState.UnderWay;

    public bool FailedAgain => State == RetryState.FailedAgain;

    public void Begin() => State = message.IsResolved ? RetryState.Resolved : IsWatched ? RetryState.UnderWay : RetryState.NotHeardOf;
}

internal enum RetryState
{
    /// <summary>Not moved.</summary>
    Waiting,

    /// <summary>Gone from the error queue before it could be moved.</summary>
    TakenByOthers,

    /// <summary>Moved, though nothing was left to do: it vanishes.</summary>
    Resolved,

    /// <summary>Moved a short time ago.</summary>
    UnderWay,

    /// <summary>Moved, and nothing is known of it in the time that an answer takes, or ever will be.</summary>
    NotHeardOf,

    /// <summary>Retail Pro has accepted it, or it was no longer needed.</summary>
    Accepted,

    /// <summary>Not now; the program tries again by itself.</summary>
    Deferred,

    FailedAgain,
}
