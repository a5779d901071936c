using System.Globalization;
using System.Text;
using Invoicing.Orders;

namespace Invoicing.Intake.Parsing;

/// <summary>A value of a CSV file, as what it is meant to be.</summary>
internal static class CsvValue
{
    private static readonly TimeZoneInfo s_elsewhere = TimeZoneInfo.CreateCustomTimeZone("elsewhere", TimeSpan.FromHours(1), null, null);

    /// <summary>
    /// Without the guards that keep spreadsheets from reading numbers: <c>="…"</c> around a value, or an apostrophe before it. Names may
    /// begin with an apostrophe: there it stays before a letter.
    /// </summary>
    /// <returns>Null: blank.</returns>
    public static string? Of(string text, CsvColumn? column)
    {
        var value = text.AsSpan().Trim();
        if (value is ['=', '"', .., '"'])
        {
            text = value[2..^1].ToString().Replace("\"\"", "\"", StringComparison.Ordinal);
        }
        else if (value is ['\'', var first, ..] && !(column is { IsOfCustomer: true } && char.IsLetter(first)))
        {
            text = value[1..].ToString();
        }

        return string.IsNullOrWhiteSpace(text) ? null : text;
    }

    /// <summary>Whether two values say the same: <c>40</c> and <c>40.00</c>, one instant in two zones.</summary>
    public static bool IsSame(string one, string other, CsvColumn column) => one == other || Normal(one, column) == Normal(other, column);

    /// <summary>The same for all values that say the same.</summary>
    public static string Normal(string value, CsvColumn column)
    {
        var text = value.Trim();
        if (column.Type == typeof(string))
        {
            return text.IsNormalized(NormalizationForm.FormC) ? text : text.Normalize(NormalizationForm.FormC);
        }

        if (column.Type == typeof(DateTimeOffset))
        {
            // Only one with an offset means the same everywhere.
            return !IsoTime.TryRead(text, TimeZoneInfo.Utc, out var here) || !IsoTime.TryRead(text, s_elsewhere, out var there) ? text
                : string.Create(CultureInfo.InvariantCulture, $"{here.UtcTicks}{(here == there ? "" : " local")}");
        }

        return column.Type.IsEnum ? text.ToUpperInvariant()
            : decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? number.ToString("G29", CultureInfo.InvariantCulture)
            : text;
    }
}
