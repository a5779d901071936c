using System.Globalization;
using Invoicing.Benchmarks.Measuring;
using Invoicing.Benchmarks.Stages;

namespace Invoicing.Benchmarks.Reporting;

/// <summary>The measurements of one commit, by stage and subject.</summary>
internal sealed class Results(string folder)
{
    private readonly ILookup<(string Stage, string Subject), Measurement> _all =
        Measurement.ReadAll(folder).ToLookup(measurement => (measurement.Stage, measurement.Subject));

    public string Commit => Path.GetFileName(folder);

    public string Conditions => File.Exists(ConditionsIn(folder)) ? File.ReadAllText(ConditionsIn(folder)).Trim() : "not noted";

    /// <summary>The load average right after a run: above the number of cores and a little, something else was at work.</summary>
    public double HighestLoad => _all.SelectMany(same => same).Select(measurement => measurement.Figures["machine.load"]).DefaultIfEmpty().Max();

    public static string ConditionsIn(string folder) => Path.Combine(folder, "conditions.txt");

    public IReadOnlyList<Subject> SubjectsOf(string stage) => [.. Subject.All.Where(subject => _all.Contains((stage, subject.Name)))];

    public int Runs(string stage, Subject subject) => _all[(stage, subject.Name)].Count();

    /// <returns>Null: not measured.</returns>
    public Figure? Of(string stage, Subject subject, string name)
    {
        var values = _all[(stage, subject.Name)].Where(m => m.Figures.ContainsKey(name)).Select(m => m.Figures[name]).Order().ToArray();
        return values.Length == 0 ? null : new Figure(values[(values.Length - 1) / 2], values[0], values[^1]);
    }

    /// <returns>How often the median of one is that of the other; null if either is not measured.</returns>
    public double? Ratio(string stage, Subject subject, Subject other, string name) => Of(stage, subject, name)?.Median / Of(stage, other, name)?.Median;
}

/// <summary>A median and its range; of an even number of runs the lower of the two in the middle.</summary>
internal sealed record Figure(double Median, double Lowest, double Highest)
{
    public string Text(string format) => Highest == Lowest
        ? Median.ToString(format, CultureInfo.InvariantCulture)
        : string.Create(CultureInfo.InvariantCulture, $"{Median.ToString(format, CultureInfo.InvariantCulture)} ({Lowest.ToString(format, CultureInfo.InvariantCulture)}–{Highest.ToString(format, CultureInfo.InvariantCulture)})");
}
