using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Invoicing.Simulators.Emporix;

/// <summary>How the ids of one kind look, and how far their counters have come.</summary>
/// <param name="Body">As it was created.</param>
internal sealed partial record Schema(string Id, string Tenant, JsonObject Body, DateTimeOffset Created)
{
    private readonly Dictionary<string, long> _last = [];

    public string Name => Text("name");

    public string Type => Text("schemaType");

    public string PreText => Text("preText");

    public string PostText => Text("postText");

    public bool IsActive { get; set; }

    /// <summary>Null when the body has faults, which are all noted.</summary>
    public static Schema? Read(string id, string tenant, JsonElement json, DateTimeOffset now, List<string> faults)
    {
        var root = new FieldReader(json, "", faults);
        root.RefuseNull("schemaType", "preText", "postText", "placeholders");
        root.Text("name", 200, required: true);
        root.Text("preText", 200, required: false);
        root.Text("postText", 200, required: false);
        root.Whole("startValue", 0, long.MaxValue, required: true);
        root.Whole("maxValue", 0, long.MaxValue, required: true);
        root.Whole("numberOfDigits", 0, 100, required: true);
        var type = root.Text("schemaType", 200, required: false) ?? "";
        root.FaultIf(!LettersAndDigits().IsMatch(type), "schemaType", "must be of letters and digits");
        if (root.Object("placeholders", required: false) is { } placeholders)
        {
            foreach (var placeholder in json.GetProperty("placeholders").EnumerateObject())
            {
                ReadPlaceholder(placeholders.Object(placeholder.Name, required: true));
                placeholders.FaultIf(placeholder.Value.ValueKind == JsonValueKind.Null, placeholder.Name, "must not be null");
            }
        }

        return faults.Count == 0 ? new(id, tenant, EmporixRequest.ObjectOf(json), now) : null;
    }

    /// <summary>The next number in its digits, or null past the largest one. More digits than those are not cut.</summary>
    public string? Next(string? sequenceKey)
    {
        var key = sequenceKey ?? "";
        var next = _last.TryGetValue(key, out var last) ? last + 1 : Whole("startValue");
        if (next > Whole("maxValue"))
        {
            return null;
        }

        _last[key] = next;
        return next.ToString(CultureInfo.InvariantCulture).PadLeft((int)Whole("numberOfDigits"), '0');
    }

    /// <summary>What the site says at the placeholder's path; of an array its first values.</summary>
    public string? SiteValue(string placeholder, JsonObject? site)
    {
        if (Placeholder(placeholder) is not { } rules || JsonNodes.Text(rules, "sitePath") is not { } path)
        {
            return null;
        }

        return path.Split('.').Aggregate((JsonNode?)site, (json, name) => (json as JsonObject)?[name]) switch
        {
            JsonArray values => string.Join(
                JsonNodes.Text(rules, "delimiter") ?? "-", values.Take((int)(JsonNodes.Amount(rules, "arrayLimit") ?? 3))),
            var value => value?.ToString(),
        };
    }

    /// <summary>It counts only for a placeholder that is not required.</summary>
    public string? Default(string placeholder) =>
        Placeholder(placeholder) is { } rules && rules["required"]?.GetValue<bool>() == false ? JsonNodes.Text(rules, "default") : null;

    public JsonObject Show()
    {
        var shown = Body.DeepClone().AsObject();
        shown["id"] = Id;
        shown["active"] = IsActive;
        shown["counter"] = _last.TryGetValue("", out var last) ? last : Whole("startValue");
        shown["metadata"] = new JsonObject { ["createdAt"] = $"{Created:yyyy-MM-dd}", ["version"] = 1 };
        return shown;
    }

    private static void ReadPlaceholder(FieldReader? placeholder)
    {
        placeholder?.RefuseNull("required", "default", "sitePath", "arrayLimit", "delimiter");
        placeholder?.Flag("required");
        placeholder?.FaultIf(!placeholder.Has("required"), "required", "is required");
        placeholder?.Text("default", int.MaxValue, required: false);
        placeholder?.Text("delimiter", 100, required: false);
        placeholder?.Whole("arrayLimit", 1, 1000, required: false);
        var path = placeholder?.Text("sitePath", 500, required: false);
        placeholder?.FaultIf(
            path is "" or "mixins" || path?.Contains('[') == true || path?.Split('.')[0] == "metadata",
            "sitePath",
            "is no path to a value of a site");
    }

    private JsonObject? Placeholder(string name) => Body["placeholders"]?[name] as JsonObject;

    private string Text(string name) => JsonNodes.Text(Body, name) ?? "";

    private long Whole(string name) => (long)(JsonNodes.Amount(Body, name) ?? 0);

    [GeneratedRegex("^[a-zA-Z0-9]*$")]
    private static partial Regex LettersAndDigits();
}
