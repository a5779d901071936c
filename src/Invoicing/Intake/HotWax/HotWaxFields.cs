using System.Globalization;
using System.Text.Json;
using Invoicing.Orders;

namespace Invoicing.Intake.HotWax;

/// <summary>
/// The fields of one object of a HotWax order. What cannot be read is a fault of our own field, as that is what a person corrects, and
/// names HotWax's field, as that is where an integrator looks.
/// </summary>
internal sealed class HotWaxFields
{
    private readonly JsonElement _json;
    private readonly List<ValidationError> _unreadable = [];
    private readonly JsonFields _fields;
    private readonly List<ValidationError> _faults;

    public HotWaxFields(JsonElement json, string path, List<ValidationError> faults)
    {
        (_json, Path, _faults) = (json, path, faults);
        _fields = new JsonFields(json, path, _unreadable);
    }

    /// <summary>Where the object stands, such as <c>shipments[0].shipmentItems[2]</c>; empty for the order.</summary>
    public string Path { get; }

    /// <summary>The same, for values that nothing depends on: those that cannot be read are no faults.</summary>
    public HotWaxFields Tolerant => new(_json, Path, []);

    public string PathOf(string name) => Path.Length == 0 ? name : $"{Path}.{name}";

    /// <summary>Whether it has a value that is neither null nor blank, readable or not.</summary>
    public bool IsThere(string name) =>
        Told(null, _fields.Find(name)) is { } value && (value.ValueKind != JsonValueKind.String || Code(name) is not null);

    /// <summary>A text or a whole number, trimmed; null when blank.</summary>
    /// <param name="name">HotWax's field.</param>
    /// <param name="field">Ours that is told by it; null: what cannot be read is passed over.</param>
    public string? Code(string name, string? field = null) => Told(field, _fields.Code(name, orNumber: true));

    public decimal? Amount(string name, string field)
    {
        var amount = Told(field, _fields.Decimal(name));
        if (amount is null || decimal.Abs(amount.Value) <= Amounts.Largest)
        {
            return amount;
        }

        var found = ErrorText.Invariant($"{PathOf(name)} is {amount:0.####}");
        Fault(field, ErrorText.Invariant($"cannot be told: {found}, at most {Amounts.Largest} is allowed"));
        return null;
    }

    /// <summary>A time as we read it: HotWax's feeds write ISO 8601, OFBiz a time without zone or the milliseconds since 1970.</summary>
    public string? Time(string name, string field)
    {
        if (Code(name, field) is not { } text)
        {
            return null;
        }

        // Seconds would be ten digits: those, and defaults such as 0, are left for a person to look at.
        if (text.Length is 12 or 13 && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds))
        {
            var time = DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
            return time.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
        }

        if (IsoTime.TryRead(text, TimeZoneInfo.Utc, out _))
        {
            return text;
        }

        const string Times = "2026-03-04T14:02:11-06:00, 2026-03-04 14:02:11.000 or 1772654531000 (milliseconds)";
        Fault(field, $"cannot be told: {PathOf(name)} is no time such as {Times}");
        return null;
    }

    public HotWaxFields? Object(string name, string field) =>
        Told(field, _fields.Object(name)) is not null ? new HotWaxFields(_fields.Find(name)!.Value, PathOf(name), _faults) : null;

    /// <summary>The objects of an array; what is no object reads as one without fields.</summary>
    public IReadOnlyList<HotWaxFields> Objects(string name, string field)
    {
        if (Told(field, _fields.Find(name)) is not { } value)
        {
            return [];
        }

        if (value.ValueKind == JsonValueKind.Array)
        {
            return [.. value.EnumerateArray().Select((element, index) => new HotWaxFields(element, $"{PathOf(name)}[{index}]", _faults))];
        }

        Fault(field, $"cannot be told: {PathOf(name)} is {JsonText.KindOf(value)}, an array is expected");
        return [];
    }

    public void Fault(string field, string problem) => _faults.Add(new ValidationError(field, problem));

    private T Told<T>(string? field, T value)
    {
        if (field is not null)
        {
            _faults.AddRange(_unreadable.Select(fault => new ValidationError(field, $"cannot be told: {fault}")));
        }

        _unreadable.Clear();
        return value;
    }
}
