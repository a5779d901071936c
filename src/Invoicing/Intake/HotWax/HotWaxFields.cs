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

    /// <summary>Such as <c>shipments[0].shipmentItems[2]</c>; empty for the order.</summary>
    public string Path { get; }

    /// <summary>The same, for values that nothing depends on: those that cannot be read are no faults.</summary>
    public HotWaxFields Tolerant => new(_json, Path, []);

    public string PathOf(string name) => Path.Length == 0 ? name : $"{Path}.{name}";

    /// <summary>Whether it has a value that is neither null nor blank, readable or not.</summary>
    public bool IsThere(string name) =>
        Told(null, _fields.Find(name)) is { } value && (value.ValueKind != JsonValueKind.String || Code(name) is not null);

    /// <summary>A text or a whole number, trimmed; null when blank.</summary>
    /// <param name="field">Ours that is told by it; null: what cannot be read is passed over.</param>
    public string? Code(string name, string? field = null) => Told(field, _fields.Code(name, orNumber: true));

    public decimal? Amount(string name, string field)
    {
        var amount = Told(field, _fields.Decimal(name));
        if (amount is < -Amounts.Largest or > Amounts.Largest)
        {
            var found = ErrorText.Invariant($"{PathOf(name)} is {amount:0.####}");
            Fault(field, ErrorText.Invariant($"cannot be told: {found}, at most {Amounts.Largest} is allowed"));
            return null;
        }

        return amount;
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

        const string Times = "2026-03-04T14:02:11-06:00, 2026-03-04 14:02:11.000 or 1772654531000 (milliseconds)";
        return IsoTime.TryRead(text, TimeZoneInfo.Utc, out _) ? text
            : Fault(field, $"cannot be told: {PathOf(name)} is no time such as {Times}");
    }

    public string? NeededCode(string name, string field) => Needed(name, field, Code(name, field));

    public decimal? NeededAmount(string name, string field) => Needed(name, field, Amount(name, field));

    /// <summary>An absent value is a fault; one that could not be read has been told.</summary>
    public T? Needed<T>(string name, string field, T? value)
    {
        if (value is null && !IsThere(name))
        {
            Fault(field, $"is missing: {PathOf(name)} is not there");
        }

        return value;
    }

    /// <summary>The one value among those of an array's objects; several that are not the same are a fault.</summary>
    /// <param name="what">Whose values they are.</param>
    /// <param name="absent">What the array does not have if there is none; null: there need not be one.</param>
    public string? Only(string array, string field, IEnumerable<string?> values, string what, string? absent)
    {
        var found = values.OfType<string>().Distinct().ToList();
        return found is [var only] ? only
            : found.Count > 1 ? Fault(field, $"cannot be told: {PathOf(array)} has {found.Count} different values of {what}")
            : absent is not null ? Fault(field, $"is missing: {PathOf(array)} has {absent}")
            : null;
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

    /// <returns>Always null.</returns>
    public string? Fault(string field, string problem)
    {
        _faults.Add(new ValidationError(field, problem));
        return null;
    }

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
