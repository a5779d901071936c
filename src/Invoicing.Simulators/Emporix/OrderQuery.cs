using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Invoicing.Simulators.Emporix;

/// <summary>
/// The vendor's query language, as far as orders are selected with it: terms between spaces must all hold; a term is a field with a value,
/// with several of which one must be equal, with a bound or bounds, or with <c>null</c> or <c>exists</c>.
/// </summary>
internal static partial class OrderQuery
{
    /// <summary>Null when it is not understood; all orders match an empty one.</summary>
    public static Func<JsonObject, bool>? Read(string? q)
    {
        var conditions = new List<Func<JsonObject, bool>>();
        var text = q?.Trim() ?? "";
        for (var at = 0; at < text.Length;)
        {
            if (Term().Match(text, at) is not { Success: true } term)
            {
                return null;
            }

            var path = term.Groups["field"].Value.Split('.');
            var value = Condition(term.Groups["value"].Value);
            conditions.Add(order => value(TextOf(order, path)));
            at = term.Index + term.Length;
        }

        return order => conditions.TrueForAll(condition => condition(order));
    }

    /// <param name="sort">A field, with <c>:desc</c> the other way round; null: as they were put in.</param>
    public static IEnumerable<JsonObject> Sort(IEnumerable<JsonObject> orders, string? sort)
    {
        if (sort?.Split(':') is not [var field, .. var direction])
        {
            return orders;
        }

        var sorted = orders.OrderBy(order => TextOf(order, field.Split('.')) ?? "", Comparer<string>.Create(Compare));
        return direction is ["desc" or "DESC"] ? sorted.Reverse() : sorted;
    }

    private static Func<string?, bool> Condition(string value)
    {
        if (value is ['(', .. var inner, ')'])
        {
            if (inner.Contains(" AND ", StringComparison.Ordinal))
            {
                var bounds = inner.Split(" AND ").Select(bound => Condition(bound.Trim())).ToList();
                return text => bounds.TrueForAll(bound => bound(text));
            }

            var allowed = inner.Split(',').Select(one => one.Trim().Trim('"')).ToHashSet();
            return text => text is not null && allowed.Contains(text);
        }

        var bound = value.TrimStart('<', '>', '=');
        var wanted = bound.Trim('"');
        return value[..^bound.Length] switch
        {
            "<=" => text => text is not null && Compare(text, wanted) <= 0,
            "<" => text => text is not null && Compare(text, wanted) < 0,
            ">=" => text => text is not null && Compare(text, wanted) >= 0,
            ">" => text => text is not null && Compare(text, wanted) > 0,
            _ when value == "null" => text => text is null,
            _ when value == "exists" => text => text is not null,
            _ => text => text == wanted,
        };
    }

    private static string? TextOf(JsonNode order, string[] path)
    {
        var found = path.Aggregate((JsonNode?)order, (json, name) => (json as JsonObject)?[name]);
        return found?.GetValueKind() == JsonValueKind.String ? found.GetValue<string>() : found?.ToJsonString();
    }

    // Numbers by their value, moments by theirs (a date alone is its beginning in UTC), everything else as text.
    private static int Compare(string one, string other) =>
        Number(one) is { } number && Number(other) is { } otherNumber ? number.CompareTo(otherNumber)
        : Moment(one) is { } at && Moment(other) is { } otherAt ? at.CompareTo(otherAt)
        : string.CompareOrdinal(one, other);

    private static decimal? Number(string text) =>
        decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static DateTimeOffset? Moment(string text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : null;

    [GeneratedRegex("""\G\s*(?<field>[A-Za-z0-9_.]+):(?<value>\([^()]*\)|(?:<|>)?=?"[^"]*"|[^\s"()~]+)(?:\s+|$)""")]
    private static partial Regex Term();
}
