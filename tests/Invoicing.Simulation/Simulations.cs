using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Invoicing.Simulation;

/// <summary>Runs seeds one after the other, and shows the first that is violated.</summary>
internal static class Simulations
{
    private const int Usage = 2;

    public static int Execute(string[] args)
    {
        var options = new Dictionary<string, string>();
        for (var i = 0; i + 1 < args.Length; i += 2)
        {
            options[args[i]] = args[i + 1];
        }

        if (args.Length % 2 != 0 || options.Keys.Except(["--seed", "--runs", "--bug", "--trace", "--all", "--hasty"]).Any()
            || !int.TryParse(options.GetValueOrDefault("--seed", "1"), CultureInfo.InvariantCulture, out var seed)
            || !int.TryParse(options.GetValueOrDefault("--runs", "200"), CultureInfo.InvariantCulture, out var runs)
            || !Enum.TryParse<PlantedBug>(options.GetValueOrDefault("--bug", "None"), out var bug))
        {
            Console.Error.WriteLine("Expected: --seed N --runs M [--bug NAME] [--trace yes] [--all yes] [--hasty yes], a bug being one of "
                + string.Join(' ', Enum.GetNames<PlantedBug>()));
            return Usage;
        }

        return Run(seed, runs, bug, options.ContainsKey("--trace"), options.ContainsKey("--all"), options.ContainsKey("--hasty"));
    }

    private static int Run(int seed, int runs, PlantedBug bug, bool showsTrace, bool goesOn, bool isHasty)
    {
        var totals = new Totals();
        var (done, violated) = (0, 0);
        var watch = Stopwatch.StartNew();
        var isStopped = false;
        using var stop = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => signal.Cancel = isStopped = true);
        for (var i = 0; i < runs && !Volatile.Read(ref isStopped); i++, done++)
        {
            var result = Simulation.Run.Execute(new RunOptions(seed + i, bug, showsTrace, isHasty));
            totals.Add(result);
            if (showsTrace)
            {
                result.Trace.ToList().ForEach(Console.WriteLine);
            }

            if (result.Violations.Count > 0)
            {
                violated++;
                Console.WriteLine(
                    $"Seed {result.Options.Seed} ({result.Mode}): {string.Join(Environment.NewLine + "  ", result.Violations)}");
                if (!goesOn)
                {
                    // The same seed again: what happened is kept only where someone reads it.
                    var again = Simulation.Run.Execute(result.Options with { KeepTrace = true });
                    again.Trace.ToList().ForEach(Console.WriteLine);
                    Console.WriteLine($"Repeat it: infra/simulate.sh --seed {result.Options.Seed} --runs 1");
                    return 1;
                }
            }

            if ((i + 1) % 500 == 0)
            {
                Console.WriteLine($"{i + 1} of {runs} runs, {totals.Events} events, {watch.Elapsed.TotalSeconds:0} s");
            }
        }

        Console.WriteLine(totals.ToString());
        Console.WriteLine($"{done} of {runs} runs in {watch.Elapsed.TotalSeconds:0.0} s, {violated} violated");
        return violated == 0 ? 0 : 1;
    }
}
