using System.Text.Json.Nodes;

namespace Invoicing.Tests.Simulators;

/// <summary>A right body with one thing wrong: every value of it is taken away, and replaced by one of each other kind.</summary>
internal static class SpoiledBodies
{
    public static IEnumerable<string> Of(string right)
    {
        string?[] values = ["null", "true", "1", "1.5", "\"text\"", "[]", "[1]", "{}", null];
        for (var place = 0; ; place++)
        {
            foreach (var value in values)
            {
                var body = JsonNode.Parse(right)!;
                if (!Spoil(body, value, place))
                {
                    yield break;
                }

                yield return body.ToJsonString();
            }
        }
    }

    private static bool Spoil(JsonNode body, string? value, int place)
    {
        if (Places(body).Skip(place).FirstOrDefault() is not { } found)
        {
            return false;
        }

        if (found.Parent is JsonObject parent)
        {
            var name = found.GetPropertyName();
            parent.Remove(name);
            if (value is not null)
            {
                parent[name] = JsonNode.Parse(value);
            }
        }
        else if (found.Parent is JsonArray array)
        {
            var index = found.GetElementIndex();
            array.RemoveAt(index);
            if (value is not null)
            {
                array.Insert(index, JsonNode.Parse(value));
            }
        }

        return true;
    }

    private static IEnumerable<JsonNode> Places(JsonNode node) => node switch
    {
        JsonObject json => json.Select(property => property.Value!).SelectMany(value => Places(value).Prepend(value)),
        JsonArray array => array.SelectMany(value => Places(value!).Prepend(value!)),
        _ => [],
    };
}
