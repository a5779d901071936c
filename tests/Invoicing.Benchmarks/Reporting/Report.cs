using System.Globalization;
using Invoicing.Benchmarks.Measuring;

namespace Invoicing.Benchmarks.Reporting;

/// <summary>
/// Writes docs/performance.md and its chart from the newest results; the words around the figures stand in PerformanceText.md.
/// </summary>
internal static class Report
{
    public static int Write(string resultsFolder, string docs)
    {
        var results = Newest(resultsFolder, "throughput")
            ?? throw new InvalidOperationException("There are no results of the stage throughput yet. Run infra/bench.sh --all first.");
        var text = Template();
        foreach (var (place, lines) in Parts(results).Concat(
        [
            ("vtex", Systems(Newest(resultsFolder, "vtex"), "vtex", Aims.OfVtex)),
            ("emporix", Systems(Newest(resultsFolder, "emporix"), "emporix", Aims.OfEmporix)),
        ]))
        {
            text = text.Replace("{{" + place + "}}", string.Join('\n', lines));
        }

        File.WriteAllText(Path.Combine(docs, "performance.md"), text);
        File.WriteAllText(Path.Combine(docs, "performance.svg"), Chart.Draw(results));
        Console.WriteLine($"docs/performance.md and docs/performance.svg are written from the results of {results.Commit}.");
        return 0;
    }

    private static Results? Newest(string resultsFolder, string stage) => Directory.Exists(resultsFolder)
        && new DirectoryInfo(resultsFolder).GetDirectories()
            .Where(folder => folder.GetFiles($"{stage}-*.json").Length > 0)
            .MaxBy(folder => folder.GetFiles($"{stage}-*.json").Max(file => file.LastWriteTimeUtc)) is { } newest
        ? new Results(newest.FullName)
        : null;

    // They may be measured by themselves, of a newer commit than the rest.
    private static IEnumerable<string> Systems(Results? results, string stage, Func<Results, IEnumerable<string>> aims) => results is null
        ? ["Not measured."]
        : [$"Of commit `{results.Commit}`; {results.Conditions}", .. Noise(results), "",
            .. aims(results), "", .. Tables.Systems(results, stage)];

    private static IEnumerable<(string Place, IEnumerable<string> Lines)> Parts(Results results) =>
    [
        ("commit", [results.Commit]),
        ("conditions", [results.Conditions]),
        ("noise", Noise(results)),
        ("aims", Aims.Table(results)),
        ("throughput", Tables.Throughput(results, "throughput")),
        ("against", results.OtherBuilds.Count > 0 ? Tables.Against(results) : ["Not measured."]),
        ("two-store", Tables.Throughput(results, "two-store")),
        ("slow-retail-pro", Tables.Throughput(results, "slow-retail-pro")),
        ("latency", Tables.Latency(results)),
        ("backlog", Tables.Backlog(results)),
        ("history", Tables.History(results)),
        ("reconcile", Tables.Reconcile(results)),
        ("idle", Tables.Idle(results)),
        ("bound", Bound(results)),
    ];

    // The programs that are measured make most of it: what is far above that was somebody else's work.
    private static IEnumerable<string> Noise(Results results) =>
        [$"Load average at most {results.HighestLoad.ToString("0", CultureInfo.InvariantCulture)}, made by the programs that are "
            + "measured and by whatever else ran; a virtual machine's neighbours do not show in it, only in the ranges."];

    // What of an order's CPU goes where says what is worth making faster.
    private static IEnumerable<string> Bound(Results results)
    {
        string[] parts = ["program", "broker", "database", "simulator", "load"];
        foreach (var subject in results.SubjectsOf("throughput"))
        {
            var cpu = parts.Select(part => results.Of("throughput", subject, "cpu." + part)!.Median).ToArray();
            var cores = cpu.Sum() * results.Of("throughput", subject, "ordersPerSecond")!.Median / 1000;
            var shares = parts.Zip(
                cpu,
                (part, seconds) => string.Create(CultureInfo.InvariantCulture, $"{part} {100 * seconds / cpu.Sum():0}%"));
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"- {subject.Title}: {cores:0.0} cores at work; {string.Join(", ", shares)}");
        }
    }

    private static string Template()
    {
        using var stream = typeof(Report).Assembly.GetManifestResourceStream("PerformanceText.md")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
