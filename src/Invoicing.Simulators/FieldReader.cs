using System.Text.Json;

namespace Invoicing.Simulators;

/// <summary>
/// Reads the properties of one JSON object and notes every fault under the property's full path, so that one answer names them all.
/// </summary>
internal sealed partial class FieldReader(JsonElement json, string path, List<string> faults)
{
    private readonly HashSet<string> _asked = [];

    public FieldReader? Object(string name, bool required) =>
        Find(name, JsonValueKind.Object, required) is { } value ? new FieldReader(value, $"{path}{name}.", faults) : null;

    public IReadOnlyList<FieldReader> Objects(string name, bool required)
    {
        if (Find(name, JsonValueKind.Array, required) is not { } array)
        {
            return [];
        }

        FaultIf(required && array.GetArrayLength() == 0, name, "needs at least one entry");
        var readers = new List<FieldReader>(array.GetArrayLength());
        foreach (var element in array.EnumerateArray())
        {
            var entry = $"{name}[{readers.Count}]";
            readers.Add(new FieldReader(element, $"{path}{entry}.", faults));
            FaultIf(element.ValueKind != JsonValueKind.Object, entry, "must be an object");
        }

        return readers;
    }

    /// <summary>Notes every property that nobody has asked for: for documents in which a misspelt name must not go unseen.</summary>
    public void RefuseOthers()
    {
        IEnumerable<JsonProperty> properties = json.ValueKind == JsonValueKind.Object ? json.EnumerateObject() : [];
        foreach (var property in properties.Where(property => !_asked.Contains(property.Name)))
        {
            Fault(property.Name, "is not known");
        }
    }

    /// <summary>The property is there, be it null.</summary>
    public bool Has(string name) => json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out _);

    public bool IsNull(string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Null;

    /// <summary>For properties that may be missing, but not null.</summary>
    public void RefuseNull(params string[] names)
    {
        foreach (var name in names.Where(IsNull))
        {
            Fault(name, "must not be null");
        }
    }

    public void Fault(string name, string problem) => faults.Add($"{path}{name} {problem}");

    public void FaultIf(bool isWrong, string name, string problem)
    {
        if (isWrong)
        {
            Fault(name, problem);
        }
    }

    private JsonElement? Find(string name, JsonValueKind kind, bool required)
    {
        if (Find(name) is not { } value)
        {
            FaultIf(required && json.ValueKind == JsonValueKind.Object, name, "is required");
            return null;
        }

        if (value.ValueKind == kind)
        {
            return value;
        }

        Fault(name, $"must be a{(kind is JsonValueKind.Object or JsonValueKind.Array ? "n" : "")} {kind.ToString().ToLowerInvariant()}");
        return null;
    }

    private JsonElement? Find(string name)
    {
        _asked.Add(name);
        return json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null
            ? value
            : null;
    }
}
