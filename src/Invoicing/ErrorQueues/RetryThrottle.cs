namespace Invoicing.ErrorQueues;

/// <summary>
/// How fast what has failed is tried again: one first, and twice as many each second that most went well, up to the rate; from one a second
/// again once most fail. Pure: the time comes in.
/// </summary>
/// <param name="rate">Of them a second at most: 1 to <see cref="FastestRate"/>.</param>
internal sealed class RetryThrottle(int rate)
{
    public const int FastestRate = 2000;

    /// <summary>By so many outcomes, the newest, it is judged whether most fail.</summary>
    private const int Window = 20;

    private static readonly TimeSpan s_step = TimeSpan.FromSeconds(1);

    /// <summary>What time has allowed is not saved up for longer than this: the rate is one that Retail Pro shall stand.</summary>
    private static readonly TimeSpan s_burst = TimeSpan.FromMilliseconds(250);

    private TimeSpan _asked;
    private TimeSpan _judged;
    private int _judgedFrom;
    private int _counted;
    private double _allowed = 1;

    /// <summary>Messages a second at present.</summary>
    public int Pace { get; private set; } = 1;

    /// <param name="now">Time since the beginning.</param>
    /// <param name="moved">All so far, in the order of their move.</param>
    /// <returns>How many may be moved now.</returns>
    public int MayMove(TimeSpan now, IReadOnlyList<IRetried> moved)
    {
        // While the pace still grows, no more are under way than it allows a second.
        var underWay = Pace == rate ? 0 : moved.Skip(_judgedFrom).Count(item => item.IsUnderWay);
        if (now - _judged >= s_step && underWay == 0)
        {
            Judge(now, moved);
        }

        var most = Math.Max(1, s_burst.TotalSeconds * Pace);
        _allowed = Math.Min(most, _allowed - (moved.Count - _counted) + ((now - _asked).TotalSeconds * Pace));
        (_asked, _counted) = (now, moved.Count);
        return Math.Max(0, Math.Min((int)_allowed, Pace == rate ? int.MaxValue : Pace - underWay));
    }

    private void Judge(TimeSpan now, IReadOnlyList<IRetried> moved)
    {
        var (known, failed) = (0, 0);
        for (var place = moved.Count - 1; place >= _judgedFrom && known < Window; place--)
        {
            known += moved[place].WentWell || moved[place].FailedAgain ? 1 : 0;
            failed += moved[place].FailedAgain ? 1 : 0;
        }

        // Messages that are broken by themselves must not hold up thousands.
        var mostFail = failed * 2 > known;
        _judgedFrom = Pace < rate || mostFail ? moved.Count : _judgedFrom;
        Pace = mostFail ? (Pace == rate ? 1 : Pace) : Math.Min(rate, Pace * 2);
        _judged = now;
    }
}

/// <summary>Something that is tried again, an entry of an error queue or an order, and what is known of it.</summary>
internal interface IRetried
{
    /// <summary>It is tried, and may still go well or fail.</summary>
    bool IsUnderWay { get; }

    bool WentWell { get; }

    bool FailedAgain { get; }
}
