using System.Text.Json;
using System.Text.RegularExpressions;
using Invoicing.Harness;
using YamlDotNet.Serialization;

namespace Invoicing.IntegrationTests.Http;

/// <summary>An expression that somebody is shown or woken by.</summary>
/// <param name="Where">The panel or the alert.</param>
/// <param name="Shown">Names of labels that stand beside it.</param>
internal sealed partial record Chart(string Where, string Expression, IReadOnlyList<string> Shown)
{
    /// <summary>Of Grafana's dashboard, with an interval in the place of its variable.</summary>
    public static IReadOnlyList<Chart> OfDashboard()
    {
        using var dashboard = JsonDocument.Parse(File.ReadAllText(Repository.Path("infra/grafana/invoicing.json")));
        return
        [
            .. from panel in dashboard.RootElement.GetProperty("panels").EnumerateArray()
               from target in panel.GetProperty("targets").EnumerateArray()
               select new Chart(
                   panel.GetProperty("title").GetString()!,
                   target.GetProperty("expr").GetString()!.Replace("$__rate_interval", "1m"),
                   Labels().Matches(target.GetProperty("legendFormat").GetString()!).Select(NameOf).ToList()),
        ];
    }

    public static IReadOnlyList<Chart> OfAlerts()
    {
        var text = File.ReadAllText(Repository.Path("infra/prometheus/rules.yml"));
        var file = new DeserializerBuilder().Build().Deserialize<Dictionary<string, List<Dictionary<string, object>>>>(text);
        return
        [
            .. from @group in file["groups"]
               from rule in ((List<object>)@group["rules"]).Cast<Dictionary<object, object>>()
               let told = string.Concat(((Dictionary<object, object>)rule["annotations"]).Values)
               select new Chart((string)rule["alert"], (string)rule["expr"], Labels().Matches(told).Select(NameOf).ToList()),
        ];
    }

    private static string NameOf(Match label) => label.Groups["name"].Value;

    [GeneratedRegex(@"\{\{ *(?:\$labels\.)?(?<name>[a-z]+) *\}\}")]
    private static partial Regex Labels();
}
