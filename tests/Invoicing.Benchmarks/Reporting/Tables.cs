using System.Globalization;
using Invoicing.Benchmarks.Measuring;
using Invoicing.Benchmarks.Stages;

namespace Invoicing.Benchmarks.Reporting;

/// <summary>Markdown of what was measured.</summary>
internal static class Tables
{
    private static readonly string[] s_parts = ["program", "broker", "database", "simulator", "load"];

    private static readonly (string Title, string[] Names)[] s_ratios =
    [
        ("orders/s", ["ordersPerSecond"]), ("CPU an order", ["cpu.program", "cpu.broker", "cpu.database"]),
        ("of that the program", ["cpu.program"]), ("RabbitMQ", ["cpu.broker"]), ("PostgreSQL", ["cpu.database"]),
    ];

    private static readonly (string Title, string StageEnd, string[] Names)[] s_ratiosToBuild =
    [
        ("orders/s, shipped by two stores", Stage.TwoStore, ["ordersPerSecond"]),
        ("CPU an order, shipped by two stores", Stage.TwoStore, ["cpu.program", "cpu.broker", "cpu.database"]),
        ("p50 at half load", Stage.AtHalfLoad, ["p50Ms"]),
        ("p99 at half load", Stage.AtHalfLoad, ["p99Ms"]),
    ];

    public static IEnumerable<string> Throughput(Results results, string stage)
    {
        if (results.SubjectsOf(stage).Count == 0)
        {
            yield return "Not measured.";
            yield break;
        }

        yield return "| | runs | orders/s | of batches of 200 | CPU s per 1,000: program | RabbitMQ | PostgreSQL | simulator | load "
            + "generator | memory MiB: average | peak |";
        yield return "|---|---|---|---|---|---|---|---|---|---|---|";
        foreach (var subject in results.SubjectsOf(stage))
        {
            var ratio = results.Ratio(stage, subject, Subject.Floor200, "ordersPerSecond")?.ToString("0.00", CultureInfo.InvariantCulture)
                ?? "–";
            var cpu = string.Join(" | ", s_parts.Select(part => Text(results, stage, subject, "cpu." + part, "0.00")));
            yield return $"| {subject.Title} | {results.Runs(stage, subject)} | {Text(results, stage, subject, "ordersPerSecond", "0")} | {ratio} | {cpu} "
                + $"| {Text(results, stage, subject, "memory.average", "0")} | {Text(results, stage, subject, "memory.peak", "0")} |";
        }
    }

    /// <summary>Orders that go through a further system, in turn with those that do not.</summary>
    public static IEnumerable<string> Systems(Results results, string stage)
    {
        yield return "| | runs | orders/s | of the service, round by round | CPU s per 1,000: program | RabbitMQ | PostgreSQL "
            + "| Retail Pro's simulator | load generator | the other simulator | memory MiB: average | peak |";
        yield return "|---|---|---|---|---|---|---|---|---|---|---|---|";
        foreach (var subject in results.SubjectsOf(stage))
        {
            var ratio = results.RatioByRound(stage, subject, Subject.Service, ["ordersPerSecond"])?.Text("0.00") ?? "–";
            var cpu = string.Join(" | ", s_parts.Append("partner").Select(part => Text(results, stage, subject, "cpu." + part, "0.00")));
            yield return $"| {subject.Title} | {results.Runs(stage, subject)} | {Text(results, stage, subject, "ordersPerSecond", "0")} "
                + $"| {ratio} | {cpu} | {Text(results, stage, subject, "memory.average", "0")} "
                + $"| {Text(results, stage, subject, "memory.peak", "0")} |";
        }
    }

    /// <summary>For each build that this one was compared with: the figures, then the ratios.</summary>
    public static IEnumerable<string> Against(Results results)
    {
        foreach (var build in results.OtherBuilds)
        {
            var stage = Stage.AgainstPrefix + build.Name;
            Subject[] others = [build, Subject.Floor200, Subject.Floor8];
            yield return string.Join('\n', Throughput(results, stage));
            yield return "";
            yield return $"| the service, of: | {string.Join(" | ", others.Select(other => other.Title))} |";
            yield return "|---|---|---|---|";
            foreach (var (title, names) in s_ratios)
            {
                var ratios = others.Select(other => results.RatioByRound(stage, Subject.Service, other, names)?.Text("0.00") ?? "–");
                yield return $"| {title} | {string.Join(" | ", ratios)} |";
            }

            foreach (var (title, end, names) in s_ratiosToBuild)
            {
                yield return $"| {title} | {results.RatioByRound(stage + end, Subject.Service, build, names)?.Text("0.00") ?? "–"} | – | – |";
            }
        }
    }

    public static IEnumerable<string> Latency(Results results) => Plain(
        results, "latency", ("orders/s given", "offeredPerSecond", "0"), ("p50 ms", "p50Ms", "0"), ("p99 ms", "p99Ms", "0"));

    public static IEnumerable<string> Backlog(Results results) => Plain(
        results, "backlog", ("waiting at the start", "waitingAtStart", "0"), ("orders/s before", "before.ordersPerSecond", "0"),
        ("orders/s while it is emptied", "drain.perSecond", "0"), ("memory MiB before", "before.memory.average", "0"),
        ("while it is emptied, highest", "drain.memory.highest", "0"));

    public static IEnumerable<string> History(Results results) => Plain(
        results, "history", ("finished orders", "finishedOrders", "0"), ("orders/s without", "without.ordersPerSecond", "0"),
        ("with", "with.ordersPerSecond", "0"), ("CPU s per 1,000: service without", "without.cpu.program", "0.00"), ("with", "with.cpu.program", "0.00"),
        ("PostgreSQL without", "without.cpu.database", "0.00"), ("with", "with.cpu.database", "0.00"), ("RabbitMQ without", "without.cpu.broker", "0.00"),
        ("with", "with.cpu.broker", "0.00"));

    public static IEnumerable<string> Reconcile(Results results) => Plain(
        results, "reconcile", ("orders", "orders", "0"), ("s", "all.seconds", "0"), ("differences", "all.differences", "0"),
        ("memory MiB, highest", "all.memory.peak", "0"), ("with the first thousand", "few.memory.peak", "0"));

    public static IEnumerable<string> Idle(Results results) => Plain(
        results, "idle", ("CPU, percent of a core: service", "cpuPercent.program", "0.0"), ("PostgreSQL", "cpuPercent.database", "0.0"),
        ("RabbitMQ", "cpuPercent.broker", "0.0"), ("memory MiB", "memory.average", "0"));

    private static IEnumerable<string> Plain(Results results, string stage, params (string Title, string Name, string Format)[] columns)
    {
        if (results.SubjectsOf(stage).Count == 0)
        {
            yield return "Not measured.";
            yield break;
        }

        yield return $"| | runs | {string.Join(" | ", columns.Select(column => column.Title))} |";
        yield return $"|---|---|{string.Concat(columns.Select(_ => "---|"))}";
        foreach (var subject in results.SubjectsOf(stage))
        {
            var cells = columns.Select(column => Text(results, stage, subject, column.Name, column.Format));
            yield return $"| {subject.Title} | {results.Runs(stage, subject)} | {string.Join(" | ", cells)} |";
        }
    }

    private static string Text(Results results, string stage, Subject subject, string name, string format) =>
        results.Of(stage, subject, name)?.Text(format) ?? "–";
}
