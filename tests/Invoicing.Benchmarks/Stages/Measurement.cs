using System.Text.Json;
using Invoicing.Benchmarks.Load;
using Invoicing.Benchmarks.Measuring;

namespace Invoicing.Benchmarks.Stages;

/// <summary>What one run came to, as it is kept in a file.</summary>
internal sealed record Measurement(string Stage, string Subject, int Repetition, SortedDictionary<string, double> Figures)
{
    private static readonly JsonSerializerOptions s_json = new() { WriteIndented = true };

    public string File => $"{Stage}-{Subject}-{Repetition}.json";

    public static SortedDictionary<string, double> FiguresOf(LoadResult result, Cpu used, string prefix = "")
    {
        var perThousand = used.PerThousand(result.Orders);
        return new SortedDictionary<string, double>
        {
            [prefix + "orders"] = result.Orders,
            [prefix + "ordersPerSecond"] = result.Rate,
            [prefix + "steadyPerSecond"] = result.SteadyRate,
            [prefix + "p50Ms"] = result.P50Ms,
            [prefix + "p99Ms"] = result.P99Ms,
            [prefix + "cpu.program"] = perThousand.Program,
            [prefix + "cpu.broker"] = perThousand.Broker,
            [prefix + "cpu.database"] = perThousand.Database,
            [prefix + "cpu.simulator"] = perThousand.Simulator,
            [prefix + "cpu.partner"] = perThousand.Partner,
            [prefix + "cpu.load"] = perThousand.Load,
        };
    }

    public void Save(string folder)
    {
        Directory.CreateDirectory(folder);
        System.IO.File.WriteAllText(Path.Combine(folder, File), JsonSerializer.Serialize(this, s_json));
    }

    public static IReadOnlyList<Measurement> ReadAll(string folder) => !Directory.Exists(folder) ? [] :
        [.. Directory.GetFiles(folder, "*.json").Order()
            .Select(file => JsonSerializer.Deserialize<Measurement>(System.IO.File.ReadAllText(file))!)];
}

/// <summary>A run of which the oracle says that it did not do its work.</summary>
internal sealed class VoidRunException(string why) : Exception(why);
