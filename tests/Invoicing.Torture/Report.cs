using System.Globalization;
using System.Text;
using Invoicing.Harness;
using Invoicing.Torture.Faults;

namespace Invoicing.Torture;

/// <summary>Writes the tables of <c>Results/README.md</c> from the results beside it.</summary>
internal static class Report
{
    private const string Head = """
        # Results of the torture

        Written by `infra/torture.sh --report` from `results.jsonl`, a line a run. [What is done, and what must hold](../../../docs/reliability.md);
        [what was found by it](findings.md).


        """;

    public static string ResultsFile { get; } = Repository.Path("tests/Invoicing.Torture/Results/results.jsonl");

    public static void Write()
    {
        var results = File.ReadLines(ResultsFile).Where(line => line.Length > 0).Select(Result.FromJson).ToList();
        File.WriteAllText(Path.Combine(Path.GetDirectoryName(ResultsFile)!, "README.md"), Head + Tables(results));
    }

    private static string Tables(IReadOnlyList<Result> results)
    {
        var text = new StringBuilder(Summary(results));
        text.Append(
            "\n| fault | runs | orders | fired | held | violated | void | last commit |\n|---|---:|---:|---:|---:|---:|---:|---|\n");
        foreach (var fault in All.Faults)
        {
            Row(text, $"`{fault.Name}`: {fault.Description}", fault.Name, [.. results.Where(result => result.Fault == fault.Name)]);
        }

        Row(text, "mixtures of two to four faults", "", [.. results.Where(result => result.Fault.Contains('+'))]);
        text.Append("\nFigures of the runs with a single fault that held; of a run that was made again with the same seed, the "
            + "newest:\n\n| figure | runs | median | largest | in |\n|---|---:|---:|---:|---|\n");
        var newest = results.GroupBy(result => (result.Fault, result.Seed, result.Orders)).Select(same => same.Last());
        foreach (var measure in newest.Where(result => result.Verdict == Result.Held && !result.Fault.Contains('+')).SelectMany(
            result => result.Measures,
            (result, measure) => (result, measure)).GroupBy(each => each.measure.Key).OrderBy(same => same.Key))
        {
            var ordered = measure.OrderBy(each => each.measure.Value).ToList();
            var (result, largest) = ordered[^1];
            text.Append(CultureInfo.InvariantCulture, $"| {measure.Key} | {ordered.Count} | "
                + $"{ordered[ordered.Count / 2].measure.Value:0.0} | {largest.Value:0.0} | `{result.Fault}`, seed {result.Seed} |\n");
        }

        return text.Append(Violated(results)).Append(NotShown(results)).ToString();
    }

    private static string Summary(IReadOnlyList<Result> results) => string.Create(CultureInfo.InvariantCulture,
        $"{results.Count} runs with {results.Sum(result => (long)result.Orders):N0} orders: {Count(results, Result.Held)} held, "
            + $"{Count(results, Result.Violated)} violated, {Count(results, Result.Void)} void, {Count(results, Result.Broken)} broken. "
            + $"{results.Count(IsDirty)} of them ran on files that differed from their commit (marked `+`).\n");

    private static void Row(StringBuilder text, string title, string name, IReadOnlyList<Result> runs)
    {
        var fired = name.Length == 0 ? runs.Sum(run => run.Fired.Values.Sum()) : runs.Sum(run => run.Fired.GetValueOrDefault(name));
        text.Append(CultureInfo.InvariantCulture,
            $"| {title} | {runs.Count} | {runs.Sum(run => run.Orders):N0} | {fired:N0} | {Count(runs, Result.Held)} | "
                + $"{Count(runs, Result.Violated)} | {Count(runs, Result.Void) + Count(runs, Result.Broken)} | "
                + $"{runs.LastOrDefault()?.Commit} |\n");
    }

    // A violation stays in the record with its seed; that it is cured is shown by a later run of the same fault and seed.
    private static string Violated(IReadOnlyList<Result> results)
    {
        var text = new StringBuilder();
        foreach (var result in results.Where(result => result.Verdict is Result.Violated or Result.Broken))
        {
            var cured = results.SkipWhile(each => each != result).Skip(1).Any(later => later.Fault == result.Fault
                && later.Seed == result.Seed
                && later.Orders == result.Orders
                && later.Verdict == Result.Held);
            text.Append(CultureInfo.InvariantCulture,
                $"| `{result.Fault}` | {result.Seed} | {result.Orders} | {result.Commit} | {result.Verdict} | "
                    + $"{result.Violations.FirstOrDefault()?.Split('\n')[0].Replace("|", "\\|")} | {(cured ? "yes" : "**no**")} |\n");
        }

        return text.Length == 0 ? "" : $"\nRuns that did not hold:\n\n| fault | seed | orders | commit | verdict | first finding | held "
            + $"later with this seed |\n|---|---:|---:|---|---|---|---|\n{text}";
    }

    private static string NotShown(IReadOnlyList<Result> results)
    {
        var missing = All.Faults.Where(
            fault => !results.Any(result => result.Fault == fault.Name && result.Verdict == Result.Held && !IsDirty(result))).Select(
                fault => $"`{fault.Name}`").ToList();
        return missing.Count == 0 ? "" : $"\nWithout a run that held on a commit as it stands: {string.Join(", ", missing)}.\n";
    }

    private static int Count(IReadOnlyList<Result> results, string verdict) => results.Count(result => result.Verdict == verdict);

    private static bool IsDirty(Result result) => result.Commit.EndsWith('+');
}
