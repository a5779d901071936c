using System.Text.Json;

namespace Invoicing.Orders;

/// <summary>
/// The fields of one JSON object, read tolerantly: a value that is absent, null or blank where blank says nothing is null; a value
/// that is there but cannot be read is null and a fault. Never throws for what the JSON holds, and no fault quotes a value.
/// </summary>
internal sealed partial class JsonFields
{
    public const string Contradiction = "is there twice with different values (upper and lower case do not tell names apart)";

    private readonly Dictionary<string, JsonElement> _values = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _contradicted = new(StringComparer.OrdinalIgnoreCase);
    private readonly string _path;
    private readonly List<ValidationError> _faults;

    public JsonFields(JsonElement json, string path, List<ValidationError> faults)
    {
        (_path, _faults) = (path, faults);
        if (json.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        foreach (var property in json.EnumerateObject())
        {
            if (JsonText.TryNameOf(property, out var name) && !_values.TryAdd(name, property.Value) && _values[name].GetRawText() != property.Value.GetRawText())
            {
                _contradicted.Add(name);
            }
        }
    }

    /// <summary>Whether the object gives it two different values: which of them is meant is not for us to guess.</summary>
    public bool IsContradicted(string name) => _contradicted.Contains(name);

    /// <summary>Whether the object has it, with whatever value.</summary>
    public bool Has(string name) => _values.ContainsKey(name);

    public JsonElement? Find(string name)
    {
        // Told once, and absent from then on.
        if (_contradicted.Remove(name))
        {
            _values.Remove(name);
            Fault(name, Contradiction);
        }

        return _values.TryGetValue(name, out var value) && value.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined) ? value : null;
    }

    /// <summary>In its normal writing (<see cref="TextNormal"/>).</summary>
    public string? Text(string name, bool orNumber = false)
    {
        if (Find(name) is not { } value)
        {
            return null;
        }

        if (JsonText.TryRead(value, orNumber, out var text, out var problem))
        {
            text = TextNormal.Of(text);
            problem = SpreadsheetDamage.OfText(text);
            if (problem is null)
            {
                return text;
            }
        }

        Fault(name, problem);
        return null;
    }

    /// <summary>A text that is compared or looked up: null when blank.</summary>
    public string? Code(string name, bool orNumber = false)
    {
        if (Digits(name, orNumber) is not { Length: > 0 } code)
        {
            return null;
        }

        if (!TextNormal.HasWide(code, out var problem))
        {
            return code;
        }

        Fault(name, problem);
        return null;
    }

    /// <summary>A number of a document, a telephone and the like: any text, but no number that a spreadsheet has spoiled.</summary>
    public string? Digits(string name, bool orNumber = false)
    {
        var text = Text(name, orNumber);
        if (text is null || SpreadsheetDamage.OfCode(text) is not { } damage)
        {
            return text;
        }

        Fault(name, damage);
        return null;
    }

    /// <summary>What names one thing among others; a placeholder would give many the same name.</summary>
    public string? Identifier(string name)
    {
        var code = Code(name, orNumber: true);
        if (code is null || !Placeholders.IsNumber(code))
        {
            return code;
        }

        Fault(name, Placeholders.ProblemOf(code, "an id of its own"));
        return null;
    }

    public JsonFields? Object(string name)
    {
        if (Find(name) is not { } value)
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.Object)
        {
            return new JsonFields(value, PathOf(name), _faults);
        }

        Fault(name, $"is {JsonText.KindOf(value)}, an object is expected");
        return null;
    }

    private decimal? Fault(string name, string problem)
    {
        _faults.Add(new ValidationError(PathOf(name), problem));
        return null;
    }

    private string PathOf(string name) => _path.Length == 0 ? name : $"{_path}.{name}";
}
