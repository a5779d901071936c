using System.Globalization;
using System.Text.Json;

namespace Invoicing.Orders;

/// <summary>Numbers and times, which may be written as texts.</summary>
internal sealed partial class JsonFields
{
    private const string Number = "a number, or a text such as 12.50, is expected";
    private const string Iso = "a time such as 2026-03-04T14:02:11-06:00";

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
            : Text(name) is not { Length: > 0 } text ? null
            : decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var parsed) ? parsed
            : Fault(name, TextNormal.HasWide(text, out var wide) ? wide : $"{LocalForms.OfNumber(text)}, {Number}");
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

    /// <summary>When something happened.</summary>
    /// <param name="matters">False: it may not have happened, so that a default of another system is no fault.</param>
    public DateTimeOffset? Time(string name, TimeZoneInfo zone, DateTimeOffset now, bool matters = true)
    {
        if (Find(name) is { ValueKind: JsonValueKind.Number })
        {
            Fault(name, $"is a number, {Iso} is expected");
            return null;
        }

        if (Text(name) is not { Length: > 0 } text)
        {
            return null;
        }

        if (!Placeholders.IsTime(text, out var problem))
        {
            problem = !IsoTime.TryRead(text, zone, out var time) ? LocalForms.OfTime(text) is { } form ? $"{form}, {Iso} is expected" : $"is no {Iso[2..]}"
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
