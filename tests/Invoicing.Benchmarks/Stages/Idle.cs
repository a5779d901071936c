using Invoicing.Benchmarks.Measuring;
using Invoicing.Harness;

namespace Invoicing.Benchmarks.Stages;

/// <summary>What it takes to wait for orders.</summary>
internal static class Idle
{
    public static async Task<SortedDictionary<string, double>> Measure(Subject subject, Scale scale)
    {
        using var turn = await MachineLock.Take();
        await using var site = await Site.Open(Servers.Shared, subject);
        await Task.Delay(scale.Settle);
        await using var memory = new MemorySamples(site.Parts.Program);
        var before = site.Parts.Used();
        await Task.Delay(scale.Idle);
        var used = site.Parts.Used() - before;
        return new SortedDictionary<string, double>
        {
            ["seconds"] = scale.Idle.TotalSeconds,
            ["cpuPercent.program"] = 100 * used.Program / scale.Idle.TotalSeconds,
            ["cpuPercent.broker"] = 100 * used.Broker / scale.Idle.TotalSeconds,
            ["cpuPercent.database"] = 100 * used.Database / scale.Idle.TotalSeconds,
            ["memory.average"] = memory.Average,
            ["memory.peak"] = site.Parts.Program.PeakMiB(),
        };
    }
}
