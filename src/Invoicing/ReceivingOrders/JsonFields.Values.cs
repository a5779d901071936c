using System.Globalization;
using System.Text.Json;

namespace Invoicing.ReceivingOrders;

/// <summary>Numbers and times, which may be written as texts.</summary>
internal sealed partial class JsonFields
{
    private const string Number = "a number, or a text such as 12.50, is expected";

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
            : Code(name) is not { } text ? null
            : decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var parsed) ? parsed
            : Fault(name, NotANumber(text));
    }

    /// <summary>The usual causes by name: whoever made the file sees what to change.</summary>
    private static string NotANumber(string text) => text switch
    {
        _ when !text.Any(char.IsAsciiDigit) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _)
            ? $"says that there is no number (NaN or infinity), {Number}"
            : $"is a text that is no number, {Number}",
        _ when text.Contains(',', StringComparison.Ordinal) =>
            "is a text with a comma: a point before the decimals and nothing between thousands is expected, such as 1234.50",
        _ when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _) => $"is a number that is too large, {Number}",
        _ => $"is a text with more than a number, such as a currency or a unit, {Number}",
    };

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

    /// <summary>When something happened.</summary>
    /// <param name="matters">False: it may not have happened, so that a default of another system is no fault.</param>
    public DateTimeOffset? Time(string name, TimeZoneInfo zone, DateTimeOffset now, bool matters = true)
    {
        if (Code(name) is not { } text)
        {
            return null;
        }

        if (!Placeholders.IsTime(text, out var problem))
        {
            problem = !IsoTime.TryRead(text, zone, out var time) ? "is no time such as 2026-03-04T14:02:11-06:00"
                : matters && time - now > Placeholders.FutureTolerance
                    ? Invariant($"is {time:yyyy-MM-dd'T'HH:mm:sszzz}, which is still to come: when it happened is expected")
                : null;
            if (problem is null)
            {
                return time;
            }
        }
        else if (!matters)
        {
            return null;
        }

        Fault(name, problem);
        return null;
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
