using System.Globalization;
using System.Text.Json.Nodes;

namespace Invoicing.Tests.Intake.HotWax;

/// <summary>Every place of a JSON text, such as <c>/shipments/0/shipTo</c>, to be changed one after the other.</summary>
internal static class JsonPaths
{
    public static IEnumerable<string> Of(JsonNode node, string path = "") => node switch
    {
        JsonObject json => json.SelectMany(property => WithOwn(property.Value, $"{path}/{property.Key}")),
        JsonArray array => array.SelectMany((element, index) => WithOwn(element, $"{path}/{index}")),
        _ => [],
    };

    public static void Remove(JsonNode root, string path)
    {
        var (owner, last) = Find(root, path);
        if (owner is JsonArray array)
        {
            array.RemoveAt(int.Parse(last, CultureInfo.InvariantCulture));
        }
        else
        {
            owner.AsObject().Remove(last);
        }
    }

    public static void Replace(JsonNode root, string path, JsonNode? value)
    {
        var (owner, last) = Find(root, path);
        if (owner is JsonArray array)
        {
            array[int.Parse(last, CultureInfo.InvariantCulture)] = value;
        }
        else
        {
            owner[last] = value;
        }
    }

    private static IEnumerable<string> WithOwn(JsonNode? value, string path) => (value is null ? [] : Of(value, path)).Prepend(path);

    private static (JsonNode Owner, string Last) Find(JsonNode root, string path)
    {
        var steps = path[1..].Split('/');
        var owner = steps[..^1].Aggregate(
            root,
            (node, step) => node is JsonArray array ? array[int.Parse(step, CultureInfo.InvariantCulture)]! : node[step]!);
        return (owner, steps[^1]);
    }
}
