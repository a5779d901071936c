using Invoicing.Benchmarks.Measuring;
using Invoicing.Harness;

namespace Invoicing.Benchmarks.Stages;

/// <summary>
/// Whether finished orders cost the unfinished anything: the same process before and after a million of them were put into its database.
/// </summary>
internal static class History
{
    private const int Chunk = 50_000;

    public static async Task<SortedDictionary<string, double>> Measure(Subject subject, Scale scale)
    {
        Site site;
        double rate;
        SortedDictionary<string, double> figures;
        using (await MachineLock.Take())
        {
            site = await Site.Open(Servers.Shared, subject);
            rate = await Throughput.WarmUp(site, scale);
            figures = await Throughput.Steady(site, scale, stores: 1, rate, "without.");
        }

        await using (site)
        {
            for (var done = 0; done < scale.History; done += Chunk)
            {
                using var chunkTurn = await MachineLock.Take();
                await site.FinishedOrders.Add(done, Math.Min(Chunk, scale.History - done));
            }

            using var turn = await MachineLock.Take();
            await site.FinishedOrders.Settle();
            await Throughput.WarmUp(site, scale with { WarmUp = scale.WarmUp / 3 });
            foreach (var (name, value) in await Throughput.Steady(site, scale, stores: 1, rate, "with."))
            {
                figures[name] = value;
            }

            figures["finishedOrders"] = scale.History;
            return await site.Objection() is { } why ? throw new VoidRunException(why) : figures;
        }
    }
}
