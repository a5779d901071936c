using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Invoicing.Simulators;

/// <summary>JSON that is shown as it was put in: nulls are written, too, and numbers keep their digits.</summary>
internal static class JsonNodes
{
    private static readonly JsonSerializerOptions s_options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Write(JsonNode node) => JsonSerializer.SerializeToUtf8Bytes(node, s_options);

    public static string Time(DateTimeOffset at) => at.ToUniversalTime().ToString("O", CultureInfo.InvariantCulture);

    /// <summary>Null when it is no text.</summary>
    public static string? Text(JsonObject json, string name) =>
        json[name] is JsonValue value && value.TryGetValue(out string? text) ? text : null;

    /// <summary>0 when it is no whole number.</summary>
    public static long Whole(JsonObject json, string name) =>
        json[name] is JsonValue value && value.TryGetValue(out long number) ? number : 0;

    /// <summary>Null when it is no number. What came in keeps its digits: no amount ever becomes binary.</summary>
    public static decimal? Amount(JsonNode? json, string name) =>
        json is JsonObject found && found[name] is JsonValue value && value.GetValueKind() == JsonValueKind.Number
            && decimal.TryParse(value.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var amount) ? amount : null;

    public static IEnumerable<JsonObject> Objects(JsonNode? array) => (array as JsonArray)?.OfType<JsonObject>() ?? [];

    /// <summary>Puts the properties of one object over those of another: objects are merged, everything else is replaced.</summary>
    public static void Merge(JsonObject into, JsonObject from)
    {
        foreach (var (name, value) in from)
        {
            if (value is JsonObject change && into[name] is JsonObject present)
            {
                Merge(present, change);
            }
            else
            {
                into[name] = value?.DeepClone();
            }
        }
    }
}
