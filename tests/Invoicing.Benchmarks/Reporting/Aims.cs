using System.Globalization;
using Invoicing.Benchmarks.Measuring;

namespace Invoicing.Benchmarks.Reporting;

/// <summary>What speed was asked for, beside what was measured.</summary>
internal static class Aims
{
    public static IEnumerable<string> Table(Results results)
    {
        yield return "| asked | measured | |";
        yield return "|---|---|---|";
        yield return AtLeast("throughput, of the hand-written program with batches of 8", 1.0, Rate(Subject.Floor8));
        yield return AtLeast("throughput, of the hand-written program with batches of 200", 0.5, Rate(Subject.Floor200));
        yield return AtLeast("throughput, of the same service with a round trip and a commit an operation", 1.9, Rate(Subject.Ungrouped));
        yield return AtLeast(
            "throughput with the in-memory transport, of the hand-written program with batches of 200", 0.8,
            results.Ratio("throughput", Subject.InMemory, Subject.Floor200, "ordersPerSecond"));
        yield return AtMost(
            "p99 at half load, of that of the hand-written program with batches of 200 at half of its own", 1.0,
            results.Ratio("latency", Subject.Service, Subject.Floor200, "p99Ms"));
        yield return AtMost(
            "memory grown by a backlog, MiB",
            64,
            Value("backlog", "drain.memory.highest") - Value("backlog", "before.memory.average"));
        yield return AtLeast(
            "rate at which a backlog is emptied, of the steady rate",
            0.9,
            Value("backlog", "drain.perSecond") / Value("backlog", "before.ordersPerSecond"));
        yield return AtMost(
            "CPU an order with many finished orders in the database, of that with none",
            1.1,
            CpuOf("with.") / CpuOf("without."));
        yield return AtMost(
            "memory grown by reconciling a million orders, MiB", 150, Value("reconcile", "all.memory.peak") - Value("reconcile", "few.memory.peak"));
        yield return AtMost("CPU when idle, percent of a core", 1, Value("idle", "cpuPercent.program"));
        yield return AtMost("memory when idle, MiB", 200, Value("idle", "memory.average"));

        double? Rate(Subject other) => results.Ratio("throughput", Subject.Service, other, "ordersPerSecond");
        double? Value(string stage, string name) => results.Of(stage, Subject.Service, name)?.Median;
        double? CpuOf(string prefix) =>
            Value("history", prefix + "cpu.program") + Value("history", prefix + "cpu.broker") + Value("history", prefix + "cpu.database");
    }

    public static IEnumerable<string> OfVtex(Results results) =>
    [
        "| asked | measured | |", "|---|---|---|",
        AtLeast("throughput, of the same orders without VTEX", 0.6, RateByRound(results, "vtex", Subject.FromVtex)),
    ];

    public static IEnumerable<string> OfEmporix(Results results)
    {
        double? Value(string name) => results.Of("emporix", Subject.ByJobs, name)?.Median;
        return
        [
            "| asked | measured | |", "|---|---|---|",
            AtLeast("throughput, of orders that go through Retail Pro", 0.5, RateByRound(results, "emporix", Subject.ByJobs)),
            AtMost("memory grown by a job of 10,000 orders, MiB", 100, Value("job.memory.highest") - Value("job.memory.before")),
            AtLeast("PDFs of one line a CPU second", 40, Value("pdf.ofOneLine")),
            AtLeast("PDFs of 60 lines a CPU second", 40, Value("pdf.of60Lines")),
        ];
    }

    private static double? RateByRound(Results results, string stage, Subject subject) =>
        results.RatioByRound(stage, subject, Subject.Service, ["ordersPerSecond"])?.Median;

    private static string AtLeast(string what, double limit, double? value) =>
        Row(what, $"at least {Number(limit)}", value, value >= limit);

    private static string AtMost(string what, double limit, double? value) => Row(what, $"at most {Number(limit)}", value, value <= limit);

    private static string Row(string what, string limit, double? value, bool met) =>
        $"| {what}: {limit} | {(value is { } measured ? Number(measured) : "not measured")} | {(value is null ? "–" : met ? "met" : "not met")} |";

    private static string Number(double value) => value.ToString(Math.Abs(value) < 20 ? "0.0#" : "0", CultureInfo.InvariantCulture);
}
