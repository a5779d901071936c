using System.Globalization;
using Invoicing.Benchmarks.Measuring;
using Invoicing.Harness;

namespace Invoicing.Benchmarks.Stages;

/// <summary>
/// How long an order takes at half of what the subject can do, timed from when the order was due, not from when it could be sent.
/// </summary>
internal static class Latency
{
    private const double LongerThanThroughput = 1.5;

    public static async Task<SortedDictionary<string, double>> Measure(Subject subject, Scale scale, double rate)
    {
        using var turn = await MachineLock.Take();
        await using var site = await Site.Open(Servers.Shared, subject);
        await Throughput.WarmUp(site, scale);
        await site.Prepare(scale.OrdersAt(rate * LongerThanThroughput), stores: 1);
        var (result, used, _) = await Throughput.Watch(
            site,
            () => site.Give(string.Create(CultureInfo.InvariantCulture, $"rate {rate:0.###}")));
        var figures = Measurement.FiguresOf(result, used);
        figures["offeredPerSecond"] = rate;
        return await site.Objection() is { } why ? throw new VoidRunException(why) : figures;
    }
}
