using System.Text.Json;
using System.Text.Json.Nodes;

namespace Invoicing.Simulators.Emporix;

/// <summary>The configuration service: settings of a tenant by their keys.</summary>
internal sealed class Configurations
{
    private readonly OrderedDictionary<(string Tenant, string Key), JsonObject> _settings = [];

    public Answer List(EmporixRequest request)
    {
        var keys = request.Query("keys")?.Split(',');
        return EmporixAnswers.Ok(new JsonArray([.. _settings
            .Where(setting => setting.Key.Tenant == request.Tenant && keys?.Contains(setting.Key.Key) != false)
            .Select(setting => setting.Value.DeepClone())]));
    }

    /// <summary>An array, as the vendor's schema has it, or one object, as a guide of the vendor's has it. All or none.</summary>
    public Answer Create(EmporixRequest request)
    {
        var faults = request.Faults.ToList();
        JsonElement[] given = request.Json.ValueKind == JsonValueKind.Array ? [.. request.Json.EnumerateArray()] : [request.Json];
        for (var place = 0; place < given.Length; place++)
        {
            Check(given[place], $"[{place}].", faults);
        }

        if (faults.Count > 0)
        {
            return EmporixAnswers.BadRequest(string.Join("; ", faults));
        }

        var created = given.Select(EmporixRequest.ObjectOf).ToList();
        var keys = created.Select(setting => JsonNodes.Text(setting, "key")!).ToList();
        if (keys.Find(key => _settings.ContainsKey((request.Tenant, key)) || keys.Count(other => other == key) > 1) is { } known)
        {
            return EmporixAnswers.Error(409, $"a configuration with the key {known} exists");
        }

        created.ForEach(setting =>
        {
            setting["version"] = 1;
            _settings[(request.Tenant, JsonNodes.Text(setting, "key")!)] = setting;
        });
        return EmporixAnswers.Created(new JsonArray([.. created.Select(setting => setting.DeepClone())]));
    }

    public Answer Get(EmporixRequest request) => With(request, EmporixAnswers.Ok);

    /// <summary>A version that is given must be the present one.</summary>
    public Answer Replace(EmporixRequest request) => request.With(
        (json, faults) =>
        {
            Check(json, "", faults);
            return faults.Count == 0 ? EmporixRequest.ObjectOf(json) : null;
        },
        setting => JsonNodes.Text(setting, "key") != KeyOf(request)
            ? EmporixAnswers.BadRequest("key is not the one of the path")
            : With(request, present =>
            {
                var version = JsonNodes.Amount(present, "version");
                if (JsonNodes.Amount(setting, "version") is { } given && given != version)
                {
                    return EmporixAnswers.Error(409, $"the version is {version}, not {given}");
                }

                setting["version"] = version + 1;
                _settings[(request.Tenant, KeyOf(request))] = setting;
                return EmporixAnswers.Ok(setting);
            }));

    public Answer Delete(EmporixRequest request) => With(request, _ =>
    {
        _settings.Remove((request.Tenant, KeyOf(request)));
        return EmporixAnswers.NoContent();
    });

    private Answer With(EmporixRequest request, Func<JsonObject, Answer> answer) =>
        _settings.TryGetValue((request.Tenant, KeyOf(request)), out var setting)
            ? answer(setting)
            : EmporixAnswers.NotFound($"configuration {KeyOf(request)}");

    private static string KeyOf(EmporixRequest request) => request.Route("propertyKey");

    private static void Check(JsonElement json, string place, List<string> faults)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            faults.Add($"{place} must be an object");
            return;
        }

        var root = new FieldReader(json, place, faults);
        root.Text("key", 500, required: true);
        root.Whole("version", 0, int.MaxValue, required: false);
        root.Text("description", int.MaxValue, required: false);
        root.FaultIf(
            root.Text("schemaUrl", int.MaxValue, required: false) is { } url && !Uri.IsWellFormedUriString(url, UriKind.Absolute),
            "schemaUrl",
            "must be an address");
        root.RefuseNull("version", "description", "schemaUrl", "secured", "restricted", "readOnly");
        foreach (var flag in new[] { "secured", "restricted", "readOnly" })
        {
            root.Flag(flag);
        }

        var isValue = json.TryGetProperty("value", out var value) && value.ValueKind switch
        {
            JsonValueKind.Object or JsonValueKind.String or JsonValueKind.True or JsonValueKind.False => true,
            JsonValueKind.Array => value.EnumerateArray().All(one => one.ValueKind == JsonValueKind.Object),
            _ => false,
        };
        root.FaultIf(!isValue, "value", "must be an object, a text, true, false or an array of objects");
    }
}
