using System.Text.RegularExpressions;

namespace Invoicing.IntegrationTests.Http;

/// <summary>What an expression of Prometheus names. promtool says whether it is one.</summary>
/// <param name="Selectors">Metrics, each with the labels that it is asked for by.</param>
/// <param name="Grouped">Labels that are kept, dropped or compared.</param>
internal sealed partial record Expression(IReadOnlyList<Selector> Selectors, IReadOnlyList<string> Grouped)
{
    private static readonly string[] s_words = ["and", "or", "unless", "bool", "offset", "inf", "nan"];
    private static readonly string[] s_groupings = ["by", "without", "on", "ignoring", "group_left", "group_right"];

    public static Expression Read(string text)
    {
        var (selectors, grouped) = (new List<Selector>(), new List<string>());
        var tokens = new Queue<string>(Token().Matches(text).Select(token => token.Value));
        while (tokens.TryDequeue(out var token))
        {
            var next = tokens.TryPeek(out var following) ? following : "";
            if (token == "[")
            {
                Until("]");
            }
            else if (s_groupings.Contains(token))
            {
                grouped.AddRange(next == "(" ? Until(")").Where(IsName) : []);
            }
            else if (token == "{" || (IsName(token) && next != "(" && !s_words.Contains(token) && !s_groupings.Contains(next)))
            {
                var matchers = token == "{" || next == "{" ? Until("}").Where(part => part is not ("{" or ",")).Chunk(3) : [];
                selectors.Add(new(token, [.. matchers.Select(parts => (parts[0], parts[2].Trim('"').Split('|')))]));
            }
        }

        return new(selectors, grouped);

        List<string> Until(string end)
        {
            var inside = new List<string>();
            while (tokens.TryDequeue(out var token) && token != end)
            {
                inside.Add(token);
            }

            return inside;
        }
    }

    /// <summary>What of it no scrape would answer, in words.</summary>
    /// <param name="shown">Labels that are shown beside its values.</param>
    public IEnumerable<string> Unknown(Scrape scrape, IEnumerable<string> shown) =>
    [
        .. Selectors.Where(selector => !scrape.Has(selector.Metric)).Select(selector => $"no metric {selector.Metric}"),
        .. from selector in Selectors
           from label in selector.Labels
           where !scrape.Has(selector.Metric, label.Name)
           select $"no label {label.Name} of {selector.Metric}",
        .. from selector in Selectors
           from label in selector.Labels
           from value in label.Values
           where !scrape.Knows(label.Name, value)
           select $"no {label.Name} is called {value}",
        .. Grouped.Where(label => !Selectors.Any(selector => scrape.Has(selector.Metric, label))).Select(label => $"no label {label}"),
        .. shown.Except(Grouped).Select(label => $"{label} is shown and not kept"),
    ];

    private static bool IsName(string token) => char.IsLetter(token[0]) || token[0] == '_';

    [GeneratedRegex(@"""(?:[^""\\]|\\.)*""|[a-zA-Z_][a-zA-Z0-9_:]*|[0-9][\w.]*|=~|!~|!=|==|>=|<=|\S")]
    private static partial Regex Token();
}

/// <param name="Labels">The alternatives of a pattern are values of their own.</param>
internal sealed record Selector(string Metric, IReadOnlyList<(string Name, string[] Values)> Labels);
