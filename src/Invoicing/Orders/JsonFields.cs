using System.Globalization;
using System.Text.Json;

namespace Invoicing.Orders;

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
            if (JsonText.TryNameOf(property, out var name) && !_values.TryAdd(name, property.Value)
                && _values[name].GetRawText() != property.Value.GetRawText())
            {
                _contradicted.Add(name);
            }
        }
    }

    /// <summary>Whether the object gives it two different values: which of them is meant is not for us to guess.</summary>
    public bool IsContradicted(string name) => _contradicted.Contains(name);

    public bool Has(string name) => _values.ContainsKey(name);

    public JsonElement? Find(string name)
    {
        // Told once, and absent from then on.
        if (_contradicted.Remove(name))
        {
            _values.Remove(name);
            Fault<string>(name, Contradiction);
        }

        return _values.TryGetValue(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
    }

    /// <summary>In its normal writing (<see cref="TextNormal"/>).</summary>
    public string? Text(string name, bool orNumber = false)
    {
        if (Find(name) is not { } value)
        {
            return null;
        }

        if (!JsonText.TryRead(value, orNumber, out var text, out var problem))
        {
            return Fault<string>(name, problem);
        }

        text = TextNormal.Of(text);
        return SpreadsheetDamage.OfText(text) is { } damage ? Fault<string>(name, damage) : text;
    }

    /// <summary>A text that is compared or looked up: null when blank.</summary>
    public string? Code(string name, bool orNumber = false) =>
        Digits(name, orNumber) is not { Length: > 0 } code ? null
        : TextNormal.HasWide(code, out var problem) ? Fault<string>(name, problem)
        : code;

    /// <summary>A number of a document, a telephone and the like: any text, but no number that a spreadsheet has spoiled.</summary>
    public string? Digits(string name, bool orNumber = false) =>
        Text(name, orNumber) is not { } text ? null
        : SpreadsheetDamage.OfCode(text) is { } damage ? Fault<string>(name, damage)
        : text;

    /// <summary>What names one thing among others; a placeholder would give many the same name.</summary>
    public string? Identifier(string name) =>
        Code(name, orNumber: true) is not { } code ? null
        : Placeholders.IsNumber(code) ? Fault<string>(name, Placeholders.ProblemOf(code, "an id of its own"))
        : code;

    public decimal? Decimal(string name) => Find(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.Number } value =>
            value.TryGetDecimal(out var number) ? number : Fault<decimal?>(name, $"is a number that is too large, {Number}"),
        { ValueKind: JsonValueKind.String } => Text(name) is not { Length: > 0 } text ? null
            : decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var parsed) ? parsed
            : Fault<decimal?>(name, TextNormal.HasWide(text, out var wide) ? wide : $"{LocalForms.OfNumber(text)}, {Number}"),
        { } value => Fault<decimal?>(name, $"is {JsonText.KindOf(value)}, {Number}"),
    };

    public int? Integer(string name) =>
        Decimal(name) is not { } number ? null
        : number == decimal.Truncate(number) && number is >= int.MinValue and <= int.MaxValue ? (int)number
        : Fault<int?>(name, "is no whole number of at most 9 digits");

    /// <param name="matters">False: it may not have happened, so that a default of another system is no fault.</param>
    public DateTimeOffset? Time(string name, TimeZoneInfo zone, DateTimeOffset now, bool matters = true)
    {
        if (Find(name) is { ValueKind: JsonValueKind.Number })
        {
            return Fault<DateTimeOffset?>(name, $"is a number, {Iso} is expected");
        }

        if (Text(name) is not { Length: > 0 } text)
        {
            return null;
        }

        if (Placeholders.IsTime(text, out var placeholder))
        {
            return matters ? Fault<DateTimeOffset?>(name, placeholder) : null;
        }

        if (!IsoTime.TryRead(text, zone, out var time))
        {
            return Fault<DateTimeOffset?>(name, LocalForms.OfTime(text) is { } form ? $"{form}, {Iso} is expected" : $"is no {Iso[2..]}");
        }

        return matters && time - now > Placeholders.FutureTolerance
            ? Fault<DateTimeOffset?>(
                name, ErrorText.Invariant($"is {time:yyyy-MM-dd'T'HH:mm:sszzz}, which is still to come: when it happened is expected"))
            : time;
    }

    public JsonFields? Object(string name) => Find(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.Object } value => new JsonFields(value, PathOf(name), _faults),
        { } value => Fault<JsonFields>(name, $"is {JsonText.KindOf(value)}, an object is expected"),
    };

    /// <returns>Always nothing.</returns>
    private T? Fault<T>(string name, string problem)
    {
        _faults.Add(new ValidationError(PathOf(name), problem));
        return default;
    }

    private string PathOf(string name) => _path.Length == 0 ? name : $"{_path}.{name}";
}
