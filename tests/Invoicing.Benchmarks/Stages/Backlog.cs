using Invoicing.Benchmarks.Load;
using Invoicing.Benchmarks.Measuring;
using Invoicing.Harness;

namespace Invoicing.Benchmarks.Stages;

/// <summary>
/// Far more orders at once than can be done: whether memory grows with the queue, and whether it is emptied as fast as ever.
/// </summary>
internal static class Backlog
{
    public static async Task<SortedDictionary<string, double>> Measure(Subject subject, Scale scale)
    {
        using var turn = await MachineLock.Take();
        await using var site = await Site.Open(Servers.Shared, subject);
        var figures = await Throughput.Steady(site, scale, stores: 1, await Throughput.WarmUp(site, scale), "before.");
        await site.Prepare(scale.Backlog, stores: 1);
        MemorySamples? memory = null;
        var result = await site.Flood(() => memory = new MemorySamples(site.Parts.Program));
        await memory!.DisposeAsync();
        figures["waitingAtStart"] = result.Timed;
        figures["drain.perSecond"] = result.Rate;
        figures["drain.memory.average"] = memory.Average;
        figures["drain.memory.highest"] = memory.Highest;
        figures["memory.peak"] = site.Parts.Program.PeakMiB();
        return await site.Objection() is { } why ? throw new VoidRunException(why) : figures;
    }
}
