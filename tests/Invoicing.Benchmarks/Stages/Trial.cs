using System.Globalization;
using Invoicing.Benchmarks.Load;
using Invoicing.Benchmarks.Measuring;
using Invoicing.Harness;

namespace Invoicing.Benchmarks.Stages;

/// <summary>
/// One run of one subject with figures of one's own, printed and not kept: <c>try SUBJECT WARM-UP ORDERS STORES DELAY WINDOW
/// [NAME=VALUE…]</c>.
/// </summary>
internal static class Trial
{
    public static async Task<int> Run(string[] args)
    {
        int Number(int place) => int.Parse(args[place], CultureInfo.InvariantCulture);
        var subject = Subject.All.Single(subject => subject.Name == args[0]);
        subject = subject with { Settings = [.. subject.Settings, .. args[6..].Select(
            pair => (pair.Split('=', 2)[0], pair.Split('=', 2)[1]))] };
        await using var site = await Site.Open(Servers.Shared, subject, Number(4));
        await site.Prepare(Number(1), Number(3));
        var warm = await site.Give($"window {Number(5)}");
        Console.WriteLine($"warm {warm.Rate:0}/s");
        await site.Prepare(Number(2), Number(3));
        var (result, used, memory) = await Throughput.Watch(site, () => site.Give($"window {Number(5)}"));
        Console.WriteLine($"{subject.Name} {result.Rate:0}/s steady {result.SteadyRate:0}/s p50 {result.P50Ms:0} p99 {result.P99Ms:0} ms");
        Console.WriteLine($"cpu s/1000: {used.PerThousand(result.Orders)} of {result.Seconds:0.0} s; memory {memory:0} peak "
            + $"{site.Parts.Program.PeakMiB():0} MiB");
        Console.WriteLine(await site.Objection() ?? "sound");
        return 0;
    }
}
