using System.Text;
using System.Text.Json;
using Invoicing.Orders;

namespace Invoicing.RetailPro;

/// <summary>Reads answers whose form is not published: any JSON, looked through tolerantly.</summary>
internal static class AnswerJson
{
    private const int LongestDocumentNo = 100;
    private const int LongestText = 4000;

    public static bool TryParse(string text, out JsonElement json)
    {
        try
        {
            json = JsonElement.Parse(text);
            return true;
        }
        catch (JsonException)
        {
            json = default;
            return false;
        }
    }

    /// <summary>Retail Pro's document number: the first of the named properties that is found, at the top or one level below.</summary>
    public static string? DocumentNo(JsonElement json, IReadOnlyList<string> names)
    {
        var inside = Objects(json).SelectMany(o => o.EnumerateObject()).SelectMany(property => Objects(property.Value));
        return Objects(json).Concat(inside).Select(o => DocumentNoIn(new JsonFields(o, "", []), names))
            .FirstOrDefault(number => number is not null);
    }

    /// <summary>It has a digit other than 0: <c>0</c>, <c>-1</c>, <c>N/A</c> and the like are written where there is none.</summary>
    public static bool IsNumber(string text) =>
        text.Length is > 0 and <= LongestDocumentNo && text[0] != '-' && text.AsSpan().ContainsAnyInRange('1', '9')
        && !text.Any(char.IsControl) && !AnswerWords.SoundsLikeRefusal(text);

    /// <summary>Whether the text is in the answer, case ignored, be it written with or without JSON's escapes.</summary>
    public static bool Contains(string answer, string text) =>
        answer.Contains(text, StringComparison.OrdinalIgnoreCase)
        || (TryParse(answer, out var json) && PlainTextOf(json).Contains(text, StringComparison.OrdinalIgnoreCase));

    /// <summary>
    /// All values with their names, as a person would read them. Unescaped: a name written <c>Jos\u00e9</c> must be found when
    /// personal data is taken out.
    /// </summary>
    public static string PlainTextOf(JsonElement json)
    {
        var text = new StringBuilder();
        Append(text, json);
        return text.ToString();
    }

    private static void Append(StringBuilder text, JsonElement value)
    {
        if (text.Length > LongestText)
        {
            return;
        }

        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var property in value.EnumerateObject())
                {
                    if (JsonText.TryNameOf(property, out var name))
                    {
                        Separate(text).Append(name).Append(": ");
                        Append(text, property.Value);
                    }
                }

                break;
            case JsonValueKind.Array:
                foreach (var item in value.EnumerateArray())
                {
                    Append(Separate(text), item);
                }

                break;
            case JsonValueKind.String:
                text.Append(JsonText.TryRead(value, orNumber: false, out var read, out _) ? read : "");
                break;
            default:
                text.Append(value.GetRawText());
                break;
        }
    }

    private static StringBuilder Separate(StringBuilder text) =>
        text.Length == 0 || text[^1] == ' ' ? text : text.Append("; ");

    private static IEnumerable<JsonElement> Objects(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Object => [json],
        JsonValueKind.Array => json.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.Object),
        _ => [],
    };

    private static string? DocumentNoIn(JsonFields fields, IReadOnlyList<string> names) => names
        .Select(name => fields.Code(name, orNumber: true))
        .FirstOrDefault(number => number is not null && IsNumber(number));
}
