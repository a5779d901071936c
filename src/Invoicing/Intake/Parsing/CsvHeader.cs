using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using Invoicing.Contracts;
using Invoicing.Orders;

namespace Invoicing.Intake.Parsing;

/// <param name="Name">The path of the value in the JSON of the order; an item's values begin with <c>item.</c>.</param>
internal sealed record CsvColumn(string Name, Type Type)
{
    public const string Item = "item";

    private static readonly TimeZoneInfo s_elsewhere = TimeZoneInfo.CreateCustomTimeZone("elsewhere", TimeSpan.FromHours(1), null, null);

    /// <summary>The object that it stands in; null: the order itself.</summary>
    public string? Parent { get; } = Name.Split('.') is [var parent, _] ? parent : null;

    public string Property { get; } = Name.Split('.')[^1];

    public bool IsOfItem => Parent == Item;

    /// <summary>Of a person or a company, where it may begin with any character.</summary>
    public bool IsOfCustomer => Parent is not null and not Item;

    /// <summary>
    /// Without the guards that keep spreadsheets from reading numbers: <c>="…"</c> around a value, or an apostrophe before it. Names may
    /// begin with an apostrophe: there it stays before a letter.
    /// </summary>
    /// <returns>Null: blank.</returns>
    public string? ValueOf(string text)
    {
        var value = text.AsSpan().Trim();
        if (value is ['=', '"', .., '"'])
        {
            text = value[2..^1].ToString().Replace("\"\"", "\"", StringComparison.Ordinal);
        }
        else if (value is ['\'', var first, ..] && !(IsOfCustomer && char.IsLetter(first)))
        {
            text = value[1..].ToString();
        }

        return string.IsNullOrWhiteSpace(text) ? null : text;
    }

    /// <summary>Whether two values say the same: <c>40</c> and <c>40.00</c>, one instant in two zones.</summary>
    public bool IsSame(string one, string other) => one == other || Normal(one) == Normal(other);

    /// <summary>The same for all values that say the same.</summary>
    public string Normal(string value)
    {
        var text = value.Trim();
        if (Type == typeof(string))
        {
            return TextNormal.Of(text);
        }

        if (Type == typeof(DateTimeOffset))
        {
            // Only one with an offset means the same everywhere.
            return !IsoTime.TryRead(text, TimeZoneInfo.Utc, out var here) || !IsoTime.TryRead(text, s_elsewhere, out var there) ? text
                : string.Create(CultureInfo.InvariantCulture, $"{here.UtcTicks}{(here == there ? "" : " local")}");
        }

        return Type.IsEnum ? text.ToUpperInvariant()
            : decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? number.ToString("G29", CultureInfo.InvariantCulture)
            : text;
    }
}

/// <summary>Recognises the names of columns in the ways in which programs and people write them.</summary>
internal static partial class CsvHeader
{
    public const string OrderNo = "orderNo";

    private const string Items = "items";

    private const int LongestName = 60;

    private static readonly char[] s_separators = [',', ';', '\t', '|'];

    /// <summary>All that mean something, in the order of the contract.</summary>
    public static IReadOnlyList<CsvColumn> All { get; } = [.. ColumnsOf(typeof(OrderCompleted), "")];

    private static readonly Dictionary<string, CsvColumn> s_byKey = All.ToDictionary(column => KeyOf(column.Name));

    /// <summary>The column that a name means: case, blanks, quotes and punctuation do not matter, nor the plural of <c>item</c>.</summary>
    public static CsvColumn? Find(string? name)
    {
        if (name is not { Length: > 0 and <= LongestName })
        {
            return null;
        }

        var key = KeyOf(name);
        return s_byKey.GetValueOrDefault(key)
            ?? (key.StartsWith(Items, StringComparison.Ordinal) ? s_byKey.GetValueOrDefault(CsvColumn.Item + key[Items.Length..]) : null);
    }

    /// <summary>The same, or one of further columns.</summary>
    public static CsvColumn? Find(string name, IReadOnlyList<CsvColumn> further) =>
        Find(name) ?? further.FirstOrDefault(column => KeyOf(column.Name) == KeyOf(name));

    /// <summary>Whether the first line of a text names the columns of a CSV file.</summary>
    public static bool IsIn(string text)
    {
        var lines = text.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries);
        var header = lines.FirstOrDefault(line => !line.StartsWith("sep=", StringComparison.OrdinalIgnoreCase));
        return header is not null && header.Split(s_separators).Any(name => Find(name)?.Name == OrderNo);
    }

    /// <summary>What a name that means nothing may have been meant as; null where nothing is like it.</summary>
    public static string? Resembles(string name)
    {
        var key = KeyOf(name);
        return All.FirstOrDefault(column => column.Parent is not null && KeyOf(column.Property) == key)?.Name
            ?? All.FirstOrDefault(column => key.Length > 4 && IsOneApart(key, KeyOf(column.Name)))?.Name
            ?? All.FirstOrDefault(column => key.Length > 4 && IsOneApart(key, KeyOf(column.Property)))?.Name;
    }

    /// <summary>Whether a name has the number of an item, such as <c>items[0].upc</c>: a file that has an order a line.</summary>
    public static bool IsOfNumberedItem(string name) =>
        Numbered().Match(name) is { Success: true } match && Find($"{CsvColumn.Item}.{match.Groups["name"].Value}") is not null;

    private static string KeyOf(string name)
    {
        var key = string.Concat(name.Where(char.IsLetterOrDigit)).ToLowerInvariant();
        return key.EndsWith("number", StringComparison.Ordinal) ? key[..^"number".Length] + "no" : key;
    }

    /// <summary>One letter more, less, other, or two in the other order.</summary>
    private static bool IsOneApart(string one, string other)
    {
        var (shorter, longer) = one.Length <= other.Length ? (one, other) : (other, one);
        var start = shorter.Zip(longer).TakeWhile(pair => pair.First == pair.Second).Count();
        var (rest, longerRest) = (shorter[start..], longer[start..]);
        return (longer.Length - shorter.Length) switch
        {
            0 => rest.Length > 0 && (rest[1..] == longerRest[1..]
                || (rest.Length > 1 && rest == $"{longerRest[1]}{longerRest[0]}{longerRest[2..]}")),
            1 => rest == longerRest[1..],
            _ => false,
        };
    }

    private static IEnumerable<CsvColumn> ColumnsOf(Type type, string prefix) => type
        .GetProperties(BindingFlags.Public | BindingFlags.Instance)
        .SelectMany(property =>
        {
            var name = prefix + JsonNamingPolicy.CamelCase.ConvertName(property.Name);
            return property.PropertyType switch
            {
                var t when t.Assembly == typeof(OrderCompleted).Assembly && t.IsClass => ColumnsOf(t, name + "."),
                { IsGenericType: true } t when t.GetGenericArguments() is [var item] && item == typeof(OrderItem) =>
                    ColumnsOf(item, CsvColumn.Item + "."),
                var t => [new(name, Nullable.GetUnderlyingType(t) ?? t)],
            };
        });

    [GeneratedRegex(@"\Aitems?\W*[0-9]+\W*(?<name>.+)\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Numbered();
}
