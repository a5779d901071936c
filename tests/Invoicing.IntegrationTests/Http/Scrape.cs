using System.Text.RegularExpressions;
using Invoicing.Systems;

namespace Invoicing.IntegrationTests.Http;

/// <summary>What <c>/metrics</c> has answered, and what Prometheus adds to it.</summary>
internal sealed partial class Scrape
{
    private readonly Dictionary<string, HashSet<string>> _labels = new() { ["up"] = ["job", "instance"] };
    private readonly HashSet<(string Label, string Value)> _values = [("job", "invoicing")];

    public Scrape(string text)
    {
        foreach (Match line in Sample().Matches(text))
        {
            var labels = Label().Matches(line.Groups["labels"].Value)
                .Select(label => (Name: label.Groups["name"].Value, label.Groups["value"].Value)).ToList();
            _labels.TryAdd(line.Groups["metric"].Value, ["job", "instance"]);
            _labels[line.Groups["metric"].Value].UnionWith(labels.Select(label => label.Name));
            _values.UnionWith(labels);
        }

        // Not every test sees every outcome.
        _values.UnionWith(Enum.GetNames<CallOutcome>().Select(outcome => ("outcome", outcome)));
        Own = [.. Family().Matches(text).Select(family => family.Groups["metric"].Value).Order()];
    }

    /// <summary>Metrics of the program itself, without those of the runtime.</summary>
    public IReadOnlyList<string> Own { get; }

    public bool Has(string metric) => _labels.ContainsKey(metric);

    public bool Has(string metric, string label) => _labels.TryGetValue(metric, out var labels) && labels.Contains(label);

    public bool Knows(string label, string value) => _values.Contains((label, value));

    [GeneratedRegex(@"^(?<metric>[a-z_]+)(?:\{(?<labels>.*)\})? \S+", RegexOptions.Multiline)]
    private static partial Regex Sample();

    [GeneratedRegex(@"(?<name>\w+)=""(?<value>[^""]*)""")]
    private static partial Regex Label();

    [GeneratedRegex("^# TYPE (?<metric>invoicing_[a-z_]+) ", RegexOptions.Multiline)]
    private static partial Regex Family();
}
