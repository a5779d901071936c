namespace Invoicing.ErrorQueues;

/// <summary>
/// How fast entries are moved back: one first, and twice as many each time most of the last ones went well, up to the rate; from one again
/// once most fail. Pure: the time comes in.
/// </summary>
internal sealed class RampUp(int rate)
{
    /// <summary>Of so many outcomes, the newest, the share that failed is judged.</summary>
    private const int Window = 20;

    private const int FewestFailures = 5;

    /// <summary>A step lasts this long at least; so its size is the rate in its time.</summary>
    private static readonly TimeSpan s_step = TimeSpan.FromSeconds(1);

    /// <summary>The longest wait for the outcomes of a step: nobody may be there to carry them out.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    /// <summary>At the full rate what time has allowed is not saved up for longer than this.</summary>
    private static readonly TimeSpan s_burst = TimeSpan.FromMilliseconds(250);

    private TimeSpan _since;
    private int _begunAt;
    private bool _begun;

    /// <summary>Entries in the present step; the rate per second once it is reached.</summary>
    public int Step { get; private set; } = 1;

    /// <param name="now">Time since the beginning.</param>
    /// <param name="moved">What has become of the entries moved so far, in the order of their move; null while it is not known.</param>
    /// <returns>How many may be moved now.</returns>
    public int MayMove(TimeSpan now, IReadOnlyList<Outcome?> moved)
    {
        if (!_begun)
        {
            (_begun, _since) = (true, now);
            return Step;
        }

        var inStep = moved.Count - _begunAt;
        if (Step >= rate)
        {
            if (Step == 1 || !MostFail(moved))
            {
                return AtFullRate(now, inStep);
            }

            (Step, _begunAt, _since, inStep) = (1, moved.Count, now, 0);
        }

        if (now - _since < s_step || (now - _since < s_patience && moved.Skip(_begunAt).Any(outcome => outcome is null)))
        {
            return Math.Max(0, Step - inStep);
        }

        // Entries that are broken by themselves must not hold up thousands.
        var failed = moved.Skip(_begunAt).Count(outcome => outcome == Outcome.FailedAgain);
        Step = failed * 2 > inStep ? Step : Math.Min(rate, Step * 2);
        (_begunAt, _since) = (moved.Count, now);
        return Step >= rate ? 0 : Step;
    }

    /// <summary>Whether more than half of the newest known outcomes are failures.</summary>
    private static bool MostFail(IReadOnlyList<Outcome?> moved)
    {
        var (known, failed) = (0, 0);
        for (var place = moved.Count - 1; place >= 0 && known < Window; place--)
        {
            known += moved[place] is null ? 0 : 1;
            failed += moved[place] == Outcome.FailedAgain ? 1 : 0;
        }

        return failed >= FewestFailures && failed * 2 > known;
    }

    private int AtFullRate(TimeSpan now, int inStep)
    {
        var allowed = (int)Math.Floor((now - _since).TotalSeconds * rate) - inStep;
        var most = Math.Max(1, (int)(s_burst.TotalSeconds * rate));
        if (allowed > most)
        {
            // What a pause has left unused is lost: the rate is one that Retail Pro shall stand.
            _since = now - TimeSpan.FromSeconds((double)(inStep + most) / rate);
            return most;
        }

        return Math.Max(0, allowed);
    }
}
