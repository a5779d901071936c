using System.Text.Json;

namespace Invoicing.Harness.Oracle;

/// <summary>Reads bodies of calls, whose names and their sequence the ERP's documents give.</summary>
internal static class Documented
{
    /// <summary>Names that are missing, not documented, twice, or out of sequence.</summary>
    public static IEnumerable<string> Names(JsonElement json, IReadOnlyList<string> documented, IEnumerable<string> required)
    {
        var names = json.EnumerateObject().Select(property => property.Name).ToList();
        foreach (var missing in required.Except(names))
        {
            yield return $"{missing} is missing.";
        }

        if (!names.SequenceEqual(documented.Intersect(names)))
        {
            yield return $"the fields are {string.Join(", ", names)}, documented are {string.Join(", ", documented)}.";
        }
    }

    /// <summary>An optional text that is absent, null or empty means the same.</summary>
    public static string Text(this JsonElement json, string name) =>
        !json.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null ? ""
        : value.ValueKind == JsonValueKind.String ? value.GetString()!
        : value.GetRawText();

    /// <summary>The same of what may not be there at all.</summary>
    public static string TextOrNothing(this JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object ? json.Text(name) : "";

    /// <summary>
    /// An optional figure that is absent means zero; one that is no plain number of at most four decimals is none at all.
    /// </summary>
    public static decimal Number(this JsonElement json, string name) =>
        !json.TryGetProperty(name, out var value) ? 0
        : value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out var number) && decimal.Round(number, 4) == number ? number
        : decimal.MinValue;
}
