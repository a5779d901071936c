using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Invoicing.Orders;

namespace Invoicing.Emporix.SetUp;

/// <summary>Where the values of placeholders come from.</summary>
/// <param name="Given">By the caller, by name with or without its underscores; they win.</param>
/// <param name="Site">As it is stored; null: it is not known.</param>
internal sealed record PlaceholderValues(
    IReadOnlyDictionary<string, string> Given, JsonElement? Site, DateTimeOffset At, TimeZoneInfo Zone);

/// <summary>Builds ids: text before, counter, text after.</summary>
internal static partial class SequenceId
{
    /// <summary>Of a placeholder's value.</summary>
    public const int LongestValue = 100;

    /// <summary>An invoice's number stands in names of files and of steps.</summary>
    public const int Longest = 250;

    /// <summary>What is known without being said. The vendor's sample has a <c>__num__</c> that nobody fills: it is empty here.</summary>
    public static readonly IReadOnlyList<string> BuiltIn =
        ["__year__", "__month__", "__day__", "__hour__", "__minute__", "__second__", "__country__", "__num__"];

    /// <exception cref="NoNumberException">A placeholder has no value, or it would be too long.</exception>
    public static string Build(SequenceSchema schema, long counter, PlaceholderValues values)
    {
        var id = Fill(schema, schema.PreText, values)
            + counter.ToString($"D{schema.NumberOfDigits}", CultureInfo.InvariantCulture)
            + Fill(schema, schema.PostText, values);
        return id.Length <= Longest
            ? id
            : throw new NoNumberException($"The schema {schema.Name} makes a number of {id.Length} characters, {Longest} are allowed.");
    }

    public static IEnumerable<string> PlaceholdersOf(string text) => Placeholder().Matches(text).Select(match => match.Value);

    public static bool IsPlaceholder(string name) => Placeholder().Match(name) is { Success: true } match && match.Length == name.Length;

    /// <summary>In one pass: a value that looks like a placeholder is none.</summary>
    private static string Fill(SequenceSchema schema, string text, PlaceholderValues values) =>
        Placeholder().Replace(text, match => Cut(ValueOf(schema, match.Value, values)));

    private static string ValueOf(SequenceSchema schema, string name, PlaceholderValues values)
    {
        var rule = schema.Placeholders.GetValueOrDefault(name);
        return values.Given.GetValueOrDefault(name) ?? values.Given.GetValueOrDefault(name.Trim('_'))
            ?? BuiltInOf(name, values)
            ?? OfSite(rule, values.Site)
            ?? (rule is { Required: false } ? rule.Default : null)
            ?? throw new NoNumberException($"The schema {schema.Name} needs a value for {name}, and there is none.");
    }

    private static string? BuiltInOf(string name, PlaceholderValues values)
    {
        var local = TimeZoneInfo.ConvertTime(values.At, values.Zone);
        return name switch
        {
            "__year__" => Digits(local, "yyyy"),
            "__month__" => Digits(local, "MM"),
            "__day__" => Digits(local, "dd"),
            "__hour__" => Digits(local, "HH"),
            "__minute__" => Digits(local, "mm"),
            "__second__" => Digits(local, "ss"),
            "__country__" => SitePath.Read(values.Site, "homeBase.address.country", 1, "") ?? "DE",
            "__num__" => "",
            _ => null,
        };
    }

    private static string Digits(DateTimeOffset time, string format) => time.ToString(format, CultureInfo.InvariantCulture);

    private static string? OfSite(SequencePlaceholder? rule, JsonElement? site) =>
        rule?.SitePath is { } path ? SitePath.Read(site, path, rule.ArrayLimit, rule.Delimiter) : null;

    private static string Cut(string value) => value.Length <= LongestValue ? value
        : value[..(char.IsHighSurrogate(value[LongestValue - 1]) ? LongestValue - 1 : LongestValue)];

    [GeneratedRegex("__[A-Za-z0-9]+(?:_[A-Za-z0-9]+)*__")]
    private static partial Regex Placeholder();
}

/// <summary>Ways to a value of a site.</summary>
internal static partial class SitePath
{
    private static readonly string[] s_known =
    [
        "code", "name", "active", "default", "includesTax", "defaultLanguage", "languages", "currency", "availableCurrencies",
        "shipToCountries", "taxDeterminationBasedOn", "cartCalculationScale", "assistedBuying.storefrontUrl", "homeBase.timezone",
        "homeBase.location.latitude", "homeBase.location.longitude",
        .. new[]
        {
            "street", "streetNumber", "streetAppendix", "extraLine1", "extraLine2", "extraLine3", "extraLine4", "zipCode", "city",
            "country",
            "state",
        }.Select(field => $"homeBase.address.{field}"),
    ];

    /// <summary>What is wrong with it; null: nothing is.</summary>
    public static string? ProblemOf(string path) =>
        s_known.Contains(path, StringComparer.Ordinal) || OfMixins().IsMatch(path)
            ? null
            : "is no way to a value of a site, such as homeBase.address.city or mixins.NAME.FIELD";

    /// <returns>Null: there is no value.</returns>
    public static string? Read(JsonElement? site, string path, int arrayLimit, string delimiter)
    {
        var value = site;
        foreach (var name in path.Split('.'))
        {
            value = value is { ValueKind: JsonValueKind.Object } json && json.TryGetProperty(name, out var next) ? next : null;
        }

        return value switch
        {
            { ValueKind: JsonValueKind.Array } list =>
                NotEmpty(string.Join(delimiter, list.EnumerateArray().Select(TextOf).OfType<string>().Take(arrayLimit))),
            { } one => NotEmpty(TextOf(one)),
            null => null,
        };
    }

    private static string? NotEmpty(string? text) => text is { Length: > 0 } ? text : null;

    private static string? TextOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => JsonText.TryRead(value, orNumber: false, out var text, out _) ? text : null,
        JsonValueKind.Number => value.GetRawText(),
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => null,
    };

    [GeneratedRegex(@"^mixins(\.[^.\[\]\s]+){2,8}\z")]
    private static partial Regex OfMixins();
}
