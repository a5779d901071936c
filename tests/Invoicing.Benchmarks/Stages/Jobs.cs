using System.Diagnostics;
using System.Globalization;
using Invoicing.Benchmarks.Measuring;
using Invoicing.Benchmarks.Measuring.Partners;
using Invoicing.Harness;

namespace Invoicing.Benchmarks.Stages;

/// <summary>
/// Orders through invoice jobs, from recalculation to mail, when work never runs out; the memory that one great job takes; PDFs alone.
/// </summary>
internal static class Jobs
{
    private static readonly TimeSpan s_longestStop = TimeSpan.FromMinutes(1);

    public static async Task<SortedDictionary<string, double>> Measure(Scale scale)
    {
        using var turn = await MachineLock.Take();
        await using var site = await Site.Open(Servers.Shared, Subject.ByJobs);
        var figures = await Throughput.Steady(site, scale, stores: 1, await Throughput.WarmUp(site, scale));
        await OneJob(site, scale.Job, figures);
        figures["pdf.ofOneLine"] = PdfSpeed.PerCpuSecond(lines: 1, scale.Seconds / 6);
        figures["pdf.of60Lines"] = PdfSpeed.PerCpuSecond(lines: 60, scale.Seconds / 6);
        return await site.Objection() is { } why ? throw new VoidRunException(why) : figures;
    }

    /// <summary>An automatic one: those that name their orders have at most a thousand.</summary>
    private static async Task OneJob(Site site, int count, SortedDictionary<string, double> figures)
    {
        var emporix = (EmporixPartner)site.Partner!;
        var before = await site.Completed();
        var deliveredAt = DateTimeOffset.UtcNow.AddDays(-1).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        await emporix.Put(site.Further(count), deliveredAt);
        figures["job.memory.before"] = site.Parts.Program.ResidentMiB();
        await using var memory = new MemorySamples(site.Parts.Program);
        var clock = Stopwatch.StartNew();
        var job = await emporix.Client.AutomaticJob();
        var (done, since) = (0, Stopwatch.StartNew());
        while (done < count && since.Elapsed < s_longestStop)
        {
            await Task.Delay(500);
            var now = await site.Completed() - before;
            (done, since) = now > done ? (now, Stopwatch.StartNew()) : (done, since);
        }

        figures["job.memory.highest"] = memory.Highest;
        figures["job.perSecond"] = done / clock.Elapsed.TotalSeconds;
        var shown = await emporix.Client.Show(job);
        if (shown != (count, count))
        {
            throw new VoidRunException($"The job has {shown.Orders} orders instead of {count}, and {shown.Invoiced} are invoiced.");
        }
    }
}
