using System.Globalization;
using System.Text.Json;

namespace Invoicing.Simulators;

internal sealed partial class FieldReader
{
    // Float(10,4): ten digits, four of them after the point.
    private const decimal LargestAmount = 999_999.9999m;

    private static readonly string[] s_moments = ["yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF"];

    public string? Text(string name, int limit, bool required)
    {
        if (Find(name, JsonValueKind.String, required) is not { } value)
        {
            return null;
        }

        if (Unescape(value) is not { } text)
        {
            Fault(name, "is not valid Unicode");
            return null;
        }

        if (required && string.IsNullOrWhiteSpace(text))
        {
            Fault(name, "is required");
        }
        else if (text.Length > limit)
        {
            Fault(name, $"has {text.Length} characters, at most {limit} are allowed");
        }

        return text;
    }

    public decimal? Amount(string name, bool required) => Value<decimal>(
        name,
        JsonValueKind.Number,
        required,
        value => value.TryGetDecimal(out var amount) && Math.Abs(amount) <= LargestAmount && HasFourDecimals(amount, value) ? amount : null,
        value => $"is {value.GetRawText()} and does not fit Float(10,4)");

    /// <summary>An amount of a system that names no limits.</summary>
    public decimal? Money(string name, bool required) => Value<decimal>(
        name,
        JsonValueKind.Number,
        required,
        value => value.TryGetDecimal(out var amount) ? amount : null,
        value => $"is {value.GetRawText()}, which is no amount");

    /// <summary>A quantity: an amount above zero, for neither an invoice nor a slip moves nothing or backwards.</summary>
    public decimal? Quantity(string name)
    {
        var quantity = Amount(name, required: true);
        FaultIf(quantity <= 0, name, "must be above 0");
        return quantity;
    }

    /// <summary>A Short of at most three digits.</summary>
    public int? Short(string name, int from = 0, int to = 999) => (int?)Whole(name, from, to, required: true);

    public long? Whole(string name, long from, long to, bool required) => Value<long>(
        name,
        JsonValueKind.Number,
        required,
        value => value.TryGetInt64(out var number) && number >= from && number <= to ? number : null,
        _ => $"must be a whole number from {from} to {to}");

    /// <summary>A share from 0 to 1.</summary>
    public double? Share(string name) => Value<double>(
        name,
        JsonValueKind.Number,
        required: false,
        value => value.TryGetDouble(out var share) && share is >= 0 and <= 1 ? share : null,
        _ => "must be from 0 to 1");

    /// <summary>A date and time as in the sample: with a T and without an offset.</summary>
    public DateTime? Moment(string name) => Value<DateTime>(
        name,
        JsonValueKind.String,
        required: true,
        value => DateTime.TryParseExact(Unescape(value), s_moments, CultureInfo.InvariantCulture, default, out var at) ? at : null,
        _ => "must be a date and time such as 2023-03-20T11:29:00, without an offset");

    public bool? Flag(string name)
    {
        var value = Find(name);
        var isFlag = value?.ValueKind is JsonValueKind.True or JsonValueKind.False;
        FaultIf(value is not null && !isFlag, name, "must be true or false");
        return isFlag ? value?.GetBoolean() : null;
    }

    /// <summary>The value of an enumeration, written in camelCase.</summary>
    public TEnum? OneOf<TEnum>(string name, IReadOnlyDictionary<string, TEnum> allowed, bool required)
        where TEnum : struct, Enum => Value<TEnum>(
        name,
        JsonValueKind.String,
        required,
        value => allowed.TryGetValue(Unescape(value) ?? "", out var found) ? found : null,
        _ => $"must be one of {string.Join(", ", allowed.Keys)}");

    public IReadOnlyList<string> Texts(string name, bool required)
    {
        if (Find(name, JsonValueKind.Array, required) is not { } array)
        {
            return [];
        }

        var texts = array.EnumerateArray().Select(entry => entry.ValueKind == JsonValueKind.String ? Unescape(entry) : null).ToList();
        FaultIf(texts.Contains(null), name, "must be an array of strings");
        return [.. texts.OfType<string>()];
    }

    /// <summary>One of some words.</summary>
    public string? Word(string name, IEnumerable<string> allowed, bool required)
    {
        var word = Text(name, int.MaxValue, required);
        FaultIf(word is not null && !allowed.Contains(word), name, $"must be one of {string.Join(", ", allowed)}");
        return word;
    }

    private T? Value<T>(
        string name, JsonValueKind kind, bool required, Func<JsonElement, T?> read, Func<JsonElement, string> problem)
        where T : struct
    {
        if (Find(name, kind, required) is not { } found)
        {
            return null;
        }

        var value = read(found);
        if (value is null)
        {
            Fault(name, problem(found));
        }

        return value;
    }

    // A lone surrogate written as \ud800 is well-formed JSON, but no text.
    private static string? Unescape(JsonElement value)
    {
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    // With more digits than a decimal holds, what was parsed is rounded; so many decimals are counted in the text.
    private static bool HasFourDecimals(decimal amount, JsonElement value)
    {
        if (amount.Scale <= 4)
        {
            return true;
        }

        var text = value.GetRawText();
        return text.AsSpan().IndexOfAny('e', 'E') < 0
            ? text[(text.IndexOf('.', StringComparison.Ordinal) + 1)..].TrimEnd('0').Length <= 4
            : decimal.Round(amount, 4) == amount;
    }
}
