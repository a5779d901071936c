using System.Diagnostics;

namespace Invoicing.Benchmarks.Load;

/// <summary>The three ways of giving work, each ends when every order is completed.</summary>
internal sealed class LoadRun(ILoad load, IReadOnlyList<SampleOrder> orders)
{
    /// <summary>Closed loop: so many orders are on their way at any time.</summary>
    public async Task<LoadResult> KeepOnTheWay(int window)
    {
        var start = Stopwatch.GetTimestamp();
        var pending = new List<Task>();
        for (var sent = 0; sent < orders.Count;)
        {
            for (var free = window - (sent - load.Completions.Count); free > 0 && sent < orders.Count; free--, sent++)
            {
                pending.Add(load.Publish(orders[sent]));
            }

            await load.Completions.Change();
        }

        await Task.WhenAll(pending);
        return await Finish(start, _ => start);
    }

    /// <summary>Open loop: an order is due at a constant rate, whatever has become of the others, and timed from when it was due.</summary>
    public async Task<LoadResult> Constant(double perSecond)
    {
        var start = Stopwatch.GetTimestamp();
        long DueAt(int order) => start + (long)(order / perSecond * Stopwatch.Frequency);
        var pending = new List<Task>();
        for (var sent = 0; sent < orders.Count; await Task.Delay(1))
        {
            for (var now = Stopwatch.GetTimestamp(); sent < orders.Count && DueAt(sent) <= now; sent++)
            {
                pending.Add(load.Publish(orders[sent]));
            }
        }

        await Task.WhenAll(pending);
        return await Finish(start, DueAt);
    }

    /// <summary>As fast as the broker takes them; timed from when it has taken the last.</summary>
    public async Task<LoadResult> Flood(Action published)
    {
        foreach (var part in orders.Chunk(1000))
        {
            await Task.WhenAll(part.Select(load.Publish));
        }

        var start = Stopwatch.GetTimestamp();
        published();
        return await Finish(start, _ => start);
    }

    private async Task<LoadResult> Finish(long start, Func<int, long> dueAt)
    {
        // Nothing for a minute: something is lost, and the run is void.
        var (before, since) = (-1, Stopwatch.StartNew());
        for (var count = load.Completions.Count; count < orders.Count; count = load.Completions.Count)
        {
            if (count != before)
            {
                (before, since) = (count, Stopwatch.StartNew());
            }
            else if (since.Elapsed > TimeSpan.FromMinutes(1))
            {
                throw new TimeoutException($"{count} of {orders.Count} orders are completed, and none more for a minute.");
            }

            await Task.Delay(2);
        }

        var completed = load.Completions.Take();
        var latencies = orders.Select((order, place) => Seconds(dueAt(place), completed[order.Number])).Order().ToArray();
        var times = completed.Values.Where(at => at >= start).Select(at => Seconds(start, at)).Order().ToArray();
        return new LoadResult(
            orders.Count, times.Length, times[^1], Steady(times), Percentile(latencies, 0.5) * 1000, Percentile(latencies, 0.99) * 1000);
    }

    /// <summary>Without the first and the last tenth, in which the queues fill and empty.</summary>
    private static double Steady(double[] times)
    {
        var (from, to) = (times.Length / 10, times.Length - 1 - (times.Length / 10));
        return (to - from) / (times[to] - times[from]);
    }

    private static double Percentile(double[] sorted, double share) => sorted[(int)Math.Ceiling(share * sorted.Length) - 1];

    private static double Seconds(long from, long to) => Stopwatch.GetElapsedTime(from, to).TotalSeconds;
}

/// <param name="Timed">Orders completed after the start of the clock; in a flood fewer than all.</param>
/// <param name="Seconds">To the last completion.</param>
/// <param name="SteadyRate">Orders a second without the first and the last tenth.</param>
internal sealed record LoadResult(int Orders, int Timed, double Seconds, double SteadyRate, double P50Ms, double P99Ms)
{
    public double Rate => Timed / Seconds;
}
