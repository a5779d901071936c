using Invoicing.Torture.Faults;

namespace Invoicing.Torture;

/// <summary>A run to be carried out.</summary>
internal sealed record PlannedRun(IReadOnlyList<Fault> Faults, int Orders, int Seed);

/// <summary>How many orders come from VTEX, and besides the others by jobs of Emporix; null: many if a fault is about it, else some.</summary>
internal sealed record Shares(double? Vtex, double? Emporix)
{
    private const double Many = 0.6;

    public double VtexOf(IReadOnlyList<Fault> faults) => !faults.All(fault => fault.TakesVtex) ? 0
        : Vtex ?? (faults.Any(fault => fault.Uses.HasFlag(Uses.Vtex)) ? Many : 0.15);

    public double EmporixOf(IReadOnlyList<Fault> faults) => !faults.All(fault => fault.TakesEmporix) ? 0
        : Emporix ?? (faults.Any(fault => fault.Uses.HasFlag(Uses.Emporix)) ? Many : 0.1);
}

/// <summary>Which runs a command line means.</summary>
internal static class Plan
{
    private const int FewOrders = 200;

    // One or two of each kind, the quickest ones.
    private static readonly string[] s_selection =
    [
        "kill", "terminate", "freeze", "kill-after-claim", "kill-after-answer", "kill-after-save", "broker-restart", "queues-purged", "database-crash",
        "erp-applied-then-timeout", "erp-duplicates-accepted", "duplicates", "malformed", "moved-back",
    ];

    public static IEnumerable<PlannedRun> Selection(int seed) =>
        s_selection.Select(name => new PlannedRun([All.Named(name)], FewOrders, seed));

    public static IEnumerable<PlannedRun> Of(string names, int runs, int orders, int seed) => names switch
    {
        "mix" => Enumerable.Range(seed, runs).Select(each => new PlannedRun(Mixture(each), orders, each)),
        "all" => Of(All.Faults.Where(fault => fault.IsPossible).Select(fault => new[] { fault }), runs, orders, seed),
        _ => Of(names.Split(',').Select(mixture => mixture.Split('+').Select(All.Named).ToArray()), runs, orders, seed),
    };

    /// <summary>Two to four faults that can happen at the same time.</summary>
    public static IReadOnlyList<Fault> Mixture(int seed)
    {
        var random = new Random(seed);
        var some = All.Faults.ToArray();
        random.Shuffle(some);
        var mixture = new List<Fault>();
        var wanted = random.Next(2, 5);
        foreach (var fault in some.Where(fault => fault.IsPossible && fault.Uses is not (Uses.Nothing or Uses.Everything)))
        {
            if (mixture.Count < wanted && mixture.All(other => (other.Uses & fault.Uses) == 0))
            {
                mixture.Add(fault);
            }
        }

        return mixture;
    }

    private static IEnumerable<PlannedRun> Of(IEnumerable<Fault[]> faults, int runs, int orders, int seed) =>
        from some in faults
        from each in Enumerable.Range(seed, runs)
        select new PlannedRun(some, orders, each);
}
