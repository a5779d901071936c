using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Invoicing.Process;
using Invoicing.Storage;

namespace Invoicing.Operations;

/// <summary>What happened to an order, in a line.</summary>
internal static class TimelineText
{
    private const int ShortValue = 120;

    private static readonly JsonSerializerOptions s_json = new()
    {
        WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Of a call: said in other words, or elsewhere on the page.</summary>
    private static readonly string[] s_ofCall = ["warnings", "operation", "number", "startedAt", "elapsedMs", "status", "outcome", "tries"];

    /// <summary>Sentences, which come last.</summary>
    private static readonly string[] s_long = ["message", "reason"];

    /// <param name="full">
    /// Every value, whole. Else values are cut, and of a call the message is left out: what followed from it repeats it.
    /// </param>
    /// <returns>What follows the item's name; empty when there is nothing more.</returns>
    public static string Details(TimelineItem item, bool full)
    {
        var isCall = item.What == TimelineNames.Called;
        var longest = full ? int.MaxValue : ShortValue;
        var values = item.Details
            .Where(value => value.Value is not null && !TimelineItem.Personal.Contains(value.Key))
            .Where(value => !isCall || !(s_ofCall.Contains(value.Key) || (!full && s_long.Contains(value.Key))))
            .OrderBy(value => s_long.Contains(value.Key))
            .Select(value => $"{(s_long.Contains(value.Key) ? "" : value.Key + " ")}{TextSanitizer.Line(Plain(value.Value!), longest)}");
        return string.Join(", ", isCall ? values.Prepend(Call(item)) : values);
    }

    /// <summary>Requests and answers, each under its name.</summary>
    public static IEnumerable<(string Name, string Text)> Personal(TimelineItem item) => TimelineItem.Personal
        .Where(name => item.Details[name] is not null)
        .Select(name => (name, TextSanitizer.Lines(Indented(item.Details[name]!), int.MaxValue)));

    private static string Call(TimelineItem item)
    {
        var status = item.Text("status") is { } code ? $"HTTP {code}" : null;
        var elapsed = item.Text("elapsedMs") is { } ms ? $"{ms} ms" : null;
        var tries = item.Text("tries") is { } count and not "1" ? $"call {count}" : null;
        var facts = string.Join(", ", new[] { status, elapsed, tries }.OfType<string>());
        var head = TextSanitizer.Line($"{item.Text("operation")} {item.Text("number")}: {item.Text("outcome")}", 200);
        return facts.Length == 0 ? head : $"{head} ({facts})";
    }

    private static string Plain(JsonNode value) => value switch
    {
        JsonArray array => string.Join("; ", array.Select(element => element?.ToString())),
        JsonValue text when text.TryGetValue<string>(out var time) && time.Length >= 19 && time[10] == 'T'
            && DateTimeOffset.TryParse(time, CultureInfo.InvariantCulture, out var at) => Wording.Time(at),
        _ => value.ToString(),
    };

    private static string Indented(JsonNode value)
    {
        if (value is not JsonValue text || !text.TryGetValue<string>(out var plain))
        {
            return value.ToJsonString(s_json);
        }

        try
        {
            return JsonNode.Parse(plain)?.ToJsonString(s_json) ?? plain;
        }
        catch (JsonException)
        {
            return plain;
        }
    }
}
