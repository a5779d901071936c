using Invoicing.Benchmarks.Load;
using Invoicing.Benchmarks.Measuring;
using Invoicing.Harness;

namespace Invoicing.Benchmarks.Stages;

/// <summary>What the subject does when work never runs out.</summary>
internal static class Throughput
{
    public static async Task<SortedDictionary<string, double>> Measure(Subject subject, Scale scale, int stores = 1, int delayMs = 0)
    {
        using var turn = await MachineLock.Take();
        await using var site = await Site.Open(Servers.Shared, subject, delayMs);
        var figures = await Steady(site, scale, stores, await WarmUp(site, scale, stores));
        return await site.Objection() is { } why ? throw new VoidRunException(why) : figures;
    }

    /// <returns>The rate that it had: orders that go through several systems end in waves, whose height says little.</returns>
    public static async Task<double> WarmUp(Site site, Scale scale, int stores = 1)
    {
        await site.Prepare(scale.WarmUp, stores);
        return (await site.Give($"window {Scale.Window}")).Rate;
    }

    public static async Task<SortedDictionary<string, double>> Steady(
        Site site,
        Scale scale,
        int stores,
        double expectedRate,
        string prefix = "")
    {
        await site.Prepare(scale.OrdersAt(expectedRate), stores);
        var (result, used, memory) = await Watch(site, () => site.Give($"window {Scale.Window}"));
        var figures = Measurement.FiguresOf(result, used, prefix);
        figures[prefix + "memory.average"] = memory;
        figures[prefix + "memory.peak"] = site.Parts.Program.PeakMiB();
        return figures;
    }

    public static async Task<(LoadResult Result, Cpu Used, double Memory)> Watch(Site site, Func<Task<LoadResult>> give)
    {
        await using var memory = new MemorySamples(site.Parts.Program);
        var before = site.Parts.Used();
        var result = await give();
        return (result, site.Parts.Used() - before, memory.Average);
    }
}
