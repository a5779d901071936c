namespace Invoicing.Process;

/// <summary>
/// The wait before the next attempt: doubled each time up to a limit, spread by up to a fifth so that orders do not come back in step.
/// </summary>
internal static class BackOff
{
    public static TimeSpan Wait(int deferrals, TimeSpan first, TimeSpan longest, string orderNo)
    {
        var doubled = first * Math.Pow(2, Math.Min(deferrals, 30));
        var wait = doubled < longest ? doubled : longest;

        // The first wait is exact; later ones differ by order, and for one order are the same in every run.
        return deferrals == 0 ? wait : wait * (0.8 + (0.2 * Spread(orderNo)));
    }

    private static double Spread(string orderNo) => orderNo.Aggregate(17u, (hash, c) => (hash * 31) + c) % 1000 / 1000.0;
}
