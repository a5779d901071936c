using System.Globalization;
using System.Text.Json;

namespace Invoicing.ReceivingOrders;

/// <summary>
/// The fields of one JSON object, read tolerantly: a value that is absent, null or blank where blank says nothing is null; a value
/// that is there but cannot be read is null and a fault. Never throws for what the JSON holds, and no fault quotes a value.
/// </summary>
internal sealed class JsonFields
{
    public const string Contradiction = "is there twice with different values (upper and lower case do not tell names apart)";

    private const string Number = "a number, or a text such as 12.50, is expected";
    private const string Iso = "a time such as 2026-03-04T14:02:11-06:00";

    private readonly Dictionary<string, JsonElement> _values = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _contradicted = new(StringComparer.OrdinalIgnoreCase);
    private readonly string _path;
    private readonly List<DataFault> _faults;

    public JsonFields(JsonElement json, string path, List<DataFault> faults)
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

    public string? Text(string name, bool orNumber = false)
    {
        if (Find(name) is not { } value)
        {
            return null;
        }

        if (JsonText.TryRead(value, orNumber, out var text, out var problem)
            && (problem = SpreadsheetDamage.OfText(text.Trim())) is null)
        {
            return text;
        }

        Fault(name, problem!);
        return null;
    }

    /// <summary>A text that is compared or looked up: trimmed, and null when blank.</summary>
    public string? Code(string name, bool orNumber = false) =>
        Text(name, orNumber)?.Trim() is { Length: > 0 } code ? Undamaged(name, code) : null;

    /// <summary>A number of a document, a telephone and the like: as it was written, but no number that a spreadsheet has spoiled.</summary>
    public string? Digits(string name, bool orNumber = false) =>
        Text(name, orNumber) is { } text && Undamaged(name, text.Trim()) is not null ? text : null;

    public decimal? Decimal(string name)
    {
        if (Find(name) is not { } value)
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.Number)
        {
            return value.TryGetDecimal(out var number) ? number : Fault(name, $"is a number that is too large, {Number}");
        }

        return value.ValueKind != JsonValueKind.String ? Fault(name, $"is {JsonText.KindOf(value)}, {Number}")
            : Text(name)?.Trim() is not { Length: > 0 } text ? null
            : decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var parsed) ? parsed
            : Fault(name, $"{LocalForms.OfNumber(text)}, {Number}");
    }

    public int? Integer(string name)
    {
        if (Decimal(name) is not { } number)
        {
            return null;
        }

        if (number == decimal.Truncate(number) && number is >= int.MinValue and <= int.MaxValue)
        {
            return (int)number;
        }

        Fault(name, "is no whole number of at most 9 digits");
        return null;
    }

    public DateTimeOffset? Time(string name, TimeZoneInfo zone)
    {
        if (Find(name) is { ValueKind: JsonValueKind.Number })
        {
            Fault(name, $"is a number, {Iso} is expected");
            return null;
        }

        if (Text(name)?.Trim() is not { Length: > 0 } text)
        {
            return null;
        }

        if (IsoTime.TryRead(text, zone, out var time))
        {
            return time;
        }

        Fault(name, LocalForms.OfTime(text) is { } form ? $"{form}, {Iso} is expected" : "is no time such as 2026-03-04T14:02:11-06:00");
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

    private string? Undamaged(string name, string code)
    {
        if (SpreadsheetDamage.OfCode(code) is not { } damage)
        {
            return code;
        }

        Fault(name, damage);
        return null;
    }

    private decimal? Fault(string name, string problem)
    {
        _faults.Add(new DataFault(PathOf(name), problem));
        return null;
    }

    private string PathOf(string name) => _path.Length == 0 ? name : $"{_path}.{name}";
}
