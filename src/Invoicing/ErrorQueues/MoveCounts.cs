namespace Invoicing.ErrorQueues;

/// <summary>How far the moving is, and what has become of the moved.</summary>
internal sealed class MoveCounts
{
    private readonly Dictionary<Outcome, int> _outcomes = [];

    public int Selected { get; set; }

    /// <summary>Confirmed in their work queues, cured ones included.</summary>
    public int Moved { get; set; }

    /// <summary>Moved, though nothing was left to do: they vanish.</summary>
    public int MovedCured { get; set; }

    /// <summary>Gone from the error queue before they could be moved.</summary>
    public int TakenByOthers { get; set; }

    public string? NewestFailure { get; set; }

    public int Accepted => Of(Outcome.Accepted);

    public int Deferred => Of(Outcome.Deferred);

    public int FailedAgain => Of(Outcome.FailedAgain);

    public int UnderWay => Math.Max(0, Moved - MovedCured - Accepted - Deferred - FailedAgain);

    public int NotMoved => Selected - Moved - TakenByOthers;

    public void Change(Outcome? from, Outcome to)
    {
        if (from is { } known)
        {
            _outcomes[known]--;
        }

        _outcomes[to] = Of(to) + 1;
    }

    private int Of(Outcome outcome) => _outcomes.GetValueOrDefault(outcome);
}
