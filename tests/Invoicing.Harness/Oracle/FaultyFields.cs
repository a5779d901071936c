using System.Globalization;
using System.Text.Json;

namespace Invoicing.Harness.Oracle;

/// <summary>Reads the properties of one JSON object and notes the path of every property that breaks a rule.</summary>
internal sealed class FaultyFields(JsonElement? json, string path, ISet<string> faults)
{
    // Float(10,4): ten digits, four of them behind the point.
    private const decimal Largest = 999_999.9999m;

    private static readonly string[] s_noStore = ["_NA_", "N/A", "NULL", "NONE"];

    // America/El_Salvador has no summer time.
    private static readonly TimeSpan s_tenant = TimeSpan.FromHours(-6);

    /// <summary>The same object, its faults noted elsewhere.</summary>
    public FaultyFields NotingIn(ISet<string> others) => new(json, path, others);

    public void Fault(string name) => faults.Add(path + name);

    public FaultyFields Inside(string name)
    {
        var inner = Find(name);
        var isObject = inner?.ValueKind == JsonValueKind.Object;
        if (!isObject)
        {
            Fault(name);
        }

        // Without an object there is one fault, not one for each of its fields.
        return isObject ? new(inner, $"{path}{name}.", faults) : new(null, "", new HashSet<string>());
    }

    public IReadOnlyList<FaultyFields> Entries(string name)
    {
        if (Find(name) is not { ValueKind: JsonValueKind.Array } array || array.GetArrayLength() == 0)
        {
            Fault(name);
            return [];
        }

        var entries = new List<FaultyFields>();
        foreach (var entry in array.EnumerateArray())
        {
            var place = $"{name}[{entries.Count}]";
            var isObject = entry.ValueKind == JsonValueKind.Object;
            if (!isObject)
            {
                Fault(place);
            }

            entries.Add(isObject ? new(entry, $"{path}{place}.", faults) : new(null, "", new HashSet<string>()));
        }

        return entries;
    }

    public string Text(string name, int limit = int.MaxValue, bool required = false)
    {
        var value = Find(name);
        var text = value?.ValueKind == JsonValueKind.String ? value.Value.GetString()! : "";
        if ((value is not null && value.Value.ValueKind != JsonValueKind.String) || text.Length > limit
            || (required && string.IsNullOrWhiteSpace(text)))
        {
            Fault(name);
        }

        return text;
    }

    /// <summary>What fits Float(10,4), rounded half away from zero.</summary>
    public decimal Amount(string name, bool required = false, bool aboveZero = false)
    {
        var value = Find(name);
        if (value is null && !required)
        {
            return 0;
        }

        if (value is not { ValueKind: JsonValueKind.Number } || !value.Value.TryGetDecimal(out var exact))
        {
            Fault(name);
            return 0;
        }

        var rounded = decimal.Round(exact, 4, MidpointRounding.AwayFromZero);
        if (rounded is < 0 or > Largest || (aboveZero && rounded == 0))
        {
            Fault(name);
        }

        return rounded;
    }

    public int? Whole(string name)
    {
        if (Find(name) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt32(out var whole))
        {
            return whole;
        }

        Fault(name);
        return null;
    }

    /// <summary>The time of something that has happened: neither a default of some system nor still to come.</summary>
    public DateTimeOffset? Past(string name, bool required = false)
    {
        var time = Time(name, required);
        if (time is null || (time.Value.Year >= 2002 && time < DateTimeOffset.UtcNow.AddDays(2)))
        {
            return time;
        }

        Fault(name);
        return null;
    }

    /// <summary>The code of a store, not what systems write where they have none.</summary>
    public string Store(string name, bool required = false)
    {
        var code = Text(name, 5, required);
        if (s_noStore.Contains(code.ToUpperInvariant()))
        {
            Fault(name);
        }

        return code;
    }

    public DateTimeOffset? Time(string name, bool required = false)
    {
        var value = Find(name);
        var text = value?.ValueKind == JsonValueKind.String ? value.Value.GetString()! : "";
        if (DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var moment)
            && (moment.Kind == DateTimeKind.Unspecified ?
                moment.Year is > 1 and < 9999 :
                DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out _)))
        {
            return moment.Kind == DateTimeKind.Unspecified
                ? new DateTimeOffset(moment, s_tenant)
                : DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
        }

        if (value is not null || required)
        {
            Fault(name);
        }

        return null;
    }

    private JsonElement? Find(string name) =>
        json is { } parent && parent.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
}
