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
    public double HighestLoad =>
        _all.SelectMany(same => same).Select(measurement => measurement.Figures["machine.load"]).DefaultIfEmpty().Max();

    public static string ConditionsIn(string folder) => Path.Combine(folder, "conditions.txt");

    /// <summary>Builds that this one was compared with.</summary>
    public IReadOnlyList<Subject> OtherBuilds =>
    [
        .. _all.Select(same => same.Key).Where(key => key.Stage == Stage.AgainstPrefix + key.Subject)
            .Select(key => Subject.OtherBuild(key.Subject, program: "")),
    ];

    public IReadOnlyList<Subject> SubjectsOf(string stage) =>
        [.. Subject.All.Concat(OtherBuilds).Where(subject => _all.Contains((stage, subject.Name)))];

    public int Runs(string stage, Subject subject) => _all[(stage, subject.Name)].Count();

    /// <returns>Null: not measured.</returns>
    public Figure? Of(string stage, Subject subject, string name) =>
        Figure.Of(_all[(stage, subject.Name)].Where(m => m.Figures.ContainsKey(name)).Select(m => m.Figures[name]));

    /// <summary>The sum of some figures, of that of the other, round by round: what slows the machine for a while slows both.</summary>
    /// <returns>Null: they have no round in common.</returns>
    public Figure? RatioByRound(string stage, Subject subject, Subject other, string[] names)
    {
        double Sum(Measurement measurement) => names.Sum(name => measurement.Figures[name]);
        return Figure.Of(_all[(stage, subject.Name)].Join(
            _all[(stage, other.Name)], one => one.Repetition, two => two.Repetition, (one, two) => Sum(one) / Sum(two)));
    }

    /// <returns>How often the median of one is that of the other; null if either is not measured.</returns>
    public double? Ratio(string stage, Subject subject, Subject other, string name) =>
        Of(stage, subject, name)?.Median / Of(stage, other, name)?.Median;
}

/// <summary>A median and its range; of an even number of runs the lower of the two in the middle.</summary>
internal sealed record Figure(double Median, double Lowest, double Highest)
{
    public static Figure? Of(IEnumerable<double> values) => values.Order().ToArray() is { Length: > 0 } sorted
        ? new Figure(sorted[(sorted.Length - 1) / 2], sorted[0], sorted[^1])
        : null;

    public string Text(string format) => Highest == Lowest
        ? Median.ToString(format, CultureInfo.InvariantCulture)
        : string.Create(CultureInfo.InvariantCulture, $"{Median.ToString(format, CultureInfo.InvariantCulture)} "
            + $"({Lowest.ToString(format, CultureInfo.InvariantCulture)}–{Highest.ToString(format, CultureInfo.InvariantCulture)})");
}
