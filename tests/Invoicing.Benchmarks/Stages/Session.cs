using System.Diagnostics;
using Invoicing.Benchmarks.Measuring;
using Invoicing.Benchmarks.Reporting;

namespace Invoicing.Benchmarks.Stages;

/// <summary>Runs what has no result yet. Stopped at any time, it goes on where it was.</summary>
internal static class Session
{
    /// <param name="folder">Where results are kept, one file a run.</param>
    /// <param name="names">Stages; all when empty.</param>
    public static async Task<int> Run(string folder, Scale scale, string[] names)
    {
        var stages = Stage.All(scale, (stage, subject) => Median(folder, stage, subject));
        if (names.Except(stages.Select(stage => stage.Name)).FirstOrDefault() is { } unknown)
        {
            throw new ArgumentException(
                $"There is no stage '{unknown}'. There are: {string.Join(", ", stages.Select(stage => stage.Name))}.");
        }

        await Run(folder, stages.Where(stage => names.Length == 0 || names.Contains(stage.Name)));
        return 0;
    }

    /// <summary>This build and another in turn; tells the ratios.</summary>
    public static async Task<int> Against(string folder, Scale scale, Subject other)
    {
        await Run(folder, Stage.Against(other, scale, (stage, subject) => Median(folder, stage, subject)));
        Console.WriteLine(string.Join('\n', Tables.Against(new Results(folder))));
        return 0;
    }

    private static async Task Run(string folder, IEnumerable<Stage> stages)
    {
        Directory.CreateDirectory(folder);
        await File.WriteAllTextAsync(Results.ConditionsIn(folder), Conditions());
        foreach (var stage in stages)
        {
            foreach (var run in stage.Runs)
            {
                var there = new Measurement(stage.Name, run.Subject.Name, run.Repetition, []);
                if (!File.Exists(Path.Combine(folder, there.File)))
                {
                    await Measure(there, run, folder);
                }
            }
        }
    }

    private static async Task Measure(Measurement measurement, Run run, string folder)
    {
        var clock = Stopwatch.StartNew();
        try
        {
            var figures = await run.Measure();
            // Other work on the machine shows here; a measurement that means something was alone.
            figures["machine.load"] = double.Parse(
                File.ReadAllText("/proc/loadavg").Split(' ')[0],
                System.Globalization.CultureInfo.InvariantCulture);
            (measurement with { Figures = figures }).Save(folder);
            Console.WriteLine(
                $"{measurement.Stage} {measurement.Subject} {measurement.Repetition} ({clock.Elapsed.TotalSeconds:0} s): {Summary(figures)}");
        }
        catch (VoidRunException e)
        {
            throw new InvalidOperationException(
                $"{measurement.Stage} {measurement.Subject} {measurement.Repetition} is void: {e.Message}",
                e);
        }
    }

    private static string Conditions()
    {
        var model = File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?
            .Split(": ")[1] ?? "CPU";
        var memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (1024 * 1024 * 1024);
        return $"{model}, {Environment.ProcessorCount} cores, {memory} GiB, .NET {Environment.Version}, "
            + $"{Environment.OSVersion.VersionString}; "
            + $"{DateTime.UtcNow:yyyy-MM-dd}.";
    }

    private static string Summary(SortedDictionary<string, double> figures) =>
        string.Join(", ", figures.Where(figure => !figure.Key.EndsWith("orders", StringComparison.Ordinal))
            .Select(figure => $"{figure.Key} {figure.Value:0.##}"));

    private static double Median(string folder, string stage, Subject subject)
    {
        var rates = Measurement.ReadAll(folder).Where(m => m.Stage == stage && m.Subject == subject.Name)
            .Select(m => m.Figures["ordersPerSecond"])
            .Order()
            .ToList();
        return rates.Count > 0 ?
            rates[rates.Count / 2] :
            throw new InvalidOperationException($"The stage {stage} must be run first: {subject.Name} has no result there.");
    }
}
