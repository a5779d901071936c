using System.Diagnostics;
using Invoicing.Benchmarks.Measuring;
using Invoicing.Harness;

namespace Invoicing.Benchmarks.Stages;

/// <summary>
/// A million finished orders compared with a list of as many, of which every thousandth differs: how long it takes, and how much the
/// program grows, against the same command with the first thousand.
/// </summary>
internal static class Reconcile
{
    private const int Few = 1000, EveryNth = 1000, Chunk = 50_000;

    public static async Task<SortedDictionary<string, double>> Measure(Subject subject, Scale scale)
    {
        using var turn = await MachineLock.Take();
        await using var site = await Site.Open(Servers.Shared, subject);
        await Throughput.WarmUp(site, scale with { WarmUp = 200 });
        for (var done = 0; done < scale.History; done += Chunk)
        {
            await site.FinishedOrders.Add(done, Math.Min(Chunk, scale.History - done));
        }

        await site.FinishedOrders.Settle();
        var figures = new SortedDictionary<string, double> { ["orders"] = scale.History };
        foreach (var (name, count) in new[] { ("few.", Math.Min(Few, scale.History)), ("all.", scale.History) })
        {
            var list = Path.Combine(site.Folder, $"{name}csv");
            await File.WriteAllLinesAsync(list, site.FinishedOrders.List(count, EveryNth));
            var (seconds, peak, differences) = await Run(site, list);
            (figures[name + "seconds"], figures[name + "memory.peak"], figures[name + "differences"]) = (seconds, peak, differences);
        }

        return figures["all.differences"] == scale.History / EveryNth
            ? figures
            : throw new VoidRunException($"{figures["all.differences"]} differences were found of {scale.History / EveryNth}");
    }

    private static async Task<(double Seconds, double PeakMiB, double Differences)> Run(Site site, string list)
    {
        var csv = list + ".differences";
        var start = new ProcessStartInfo("dotnet", [TheProgram.Path, "reconcile", list, "--csv", csv])
        {
            RedirectStandardOutput = true, RedirectStandardError = true,
        };
        foreach (var (name, value) in site.Settings)
        {
            start.Environment[name] = value;
        }

        var began = Stopwatch.GetTimestamp();
        using var process = System.Diagnostics.Process.Start(start)!;
        var texts = Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await using var memory = new MemorySamples(new ProcessTree(process.Id));
        await process.WaitForExitAsync();
        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        var told = string.Concat(await texts);
        return process.ExitCode is 0 or 1
            ? (seconds, memory.Highest, File.ReadLines(csv).Count() - 1)
            : throw new VoidRunException($"exit code {process.ExitCode}: {told}");
    }
}
