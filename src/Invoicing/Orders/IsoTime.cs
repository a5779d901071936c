using System.Globalization;
using System.Text.RegularExpressions;

namespace Invoicing.Orders;

/// <summary>Times as ISO 8601 writes them; one without an offset is local time of the tenant's zone.</summary>
internal static partial class IsoTime
{
    /// <summary>In UTC, to the second.</summary>
    public static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);

    /// <summary>For people, to the minute.</summary>
    public static string Minute(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);

    public static bool TryRead(string text, TimeZoneInfo zone, out DateTimeOffset time)
    {
        time = default;
        var match = Pattern().Match(text);
        var seconds = match.Groups["second"].Success ? match.Groups["second"].Value : ":00";
        var fraction = match.Groups["fraction"].Value.PadRight(7, '0')[..7];
        if (!match.Success || !DateTime.TryParseExact(
            $"{match.Groups["date"].Value}T{match.Groups["minute"].Value}{seconds}.{fraction}",
            "yyyy-MM-ddTHH:mm:ss.fffffff",
            CultureInfo.InvariantCulture,
            DateTimeStyles.None,
            out var local))
        {
            return false;
        }

        var offset = OffsetOf(match.Groups["offset"].Value, local, zone);
        var utc = local.Ticks - offset.Ticks;
        if (offset.Duration() > TimeSpan.FromHours(14) || utc < DateTime.MinValue.Ticks || utc > DateTime.MaxValue.Ticks)
        {
            return false;
        }

        time = new DateTimeOffset(local, offset);
        return true;
    }

    private static TimeSpan OffsetOf(string text, DateTime local, TimeZoneInfo zone)
    {
        if (text.Length == 0)
        {
            // An hour that a clock change repeats is taken as standard time, which is the smaller offset.
            return zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Min() : zone.GetUtcOffset(local);
        }

        var digits = text[1..].Replace(":", "", StringComparison.Ordinal).PadRight(4, '0');
        var (hours, minutes) = (int.Parse(digits[..2], CultureInfo.InvariantCulture), int.Parse(digits[2..], CultureInfo.InvariantCulture));
        return new TimeSpan(hours, minutes, 0) * (text[0] == '-' ? -1 : 1);
    }

    [GeneratedRegex(
        @"\A(?<date>[0-9]{4}-[0-9]{2}-[0-9]{2})[Tt ](?<minute>[0-9]{2}:[0-9]{2})"
        + @"((?<second>:[0-9]{2})([.,](?<fraction>[0-9]{1,20}))?)? ?(?<offset>[Zz]|[+-][0-9]{2}(:?[0-9]{2})?)?\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Pattern();
}
