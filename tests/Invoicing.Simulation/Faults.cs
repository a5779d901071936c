namespace Invoicing.Simulation;

/// <summary>
/// Which faults a run has, and how often: every run draws its own mixture, because rare combinations of few faults find what
/// all faults at once hide. Counts what has fired.
/// </summary>
internal sealed class Faults
{
    private static readonly FaultKind[] All = Enum.GetValues<FaultKind>();

    private readonly Scheduler _scheduler;
    private readonly double[] _shares = new double[All.Length];

    /// <param name="withVtex">VTEX takes part.</param>
    /// <param name="withEmporix">Emporix takes part.</param>
    public Faults(Scheduler scheduler, TimeSpan until, bool withVtex, bool withEmporix)
    {
        (_scheduler, Until) = (scheduler, until);
        var calm = scheduler.Chance(0.03);
        var scale = Math.Pow(10, -2 * scheduler.Random.NextDouble());
        foreach (var kind in All.Where(kind => kind < FaultKind.VtexLookUnanswered
            || (kind < FaultKind.EmporixUnanswered ? withVtex : withEmporix)))
        {
            // About half of the kinds, each of its own strength.
            var share = 0.5 * scale * scheduler.Random.NextDouble();
            _shares[(int)kind] = !calm && scheduler.Chance(0.5) ? share : 0;
        }
    }

    /// <summary>From then on nothing fails any more, and the run must become quiet.</summary>
    public TimeSpan Until { get; }

    public bool AreOver => _scheduler.Elapsed >= Until;

    public int[] Fired { get; } = new int[All.Length];

    public double ShareOf(FaultKind kind) => _shares[(int)kind];

    public bool Fires(FaultKind kind, double factor = 1)
    {
        if (AreOver || !_scheduler.Chance(_shares[(int)kind] * factor))
        {
            return false;
        }

        Fired[(int)kind]++;
        return true;
    }

    /// <summary>For what is not drawn here, but must be counted: it has come about.</summary>
    public void Count(FaultKind kind) => Fired[(int)kind]++;
}
