using System.Globalization;
using System.Text.RegularExpressions;

namespace Invoicing.Orders;

/// <summary>Times as ISO 8601 writes them; one without an offset is local time of the tenant's zone.</summary>
internal static partial class IsoTime
{
    public static bool TryRead(string text, TimeZoneInfo zone, out DateTimeOffset time)
    {
        time = default;
        var match = Pattern().Match(text);
        if (!match.Success)
        {
            return false;
        }

        var seconds = match.Groups["second"].Success ? match.Groups["second"].Value : ":00";
        if (!DateTime.TryParseExact(
            $"{match.Groups["date"].Value}T{match.Groups["minute"].Value}{seconds}",
            "yyyy-MM-ddTHH:mm:ss",
            CultureInfo.InvariantCulture,
            DateTimeStyles.None,
            out var local))
        {
            return false;
        }

        var fraction = match.Groups["fraction"].Value.PadRight(7, '0')[..7];
        local = local.AddTicks(long.Parse(fraction, CultureInfo.InvariantCulture));
        return OffsetOf(match.Groups["offset"].Value, local, zone) is { } offset && TryCombine(local, offset, out time);
    }

    private static TimeSpan? OffsetOf(string text, DateTime local, TimeZoneInfo zone)
    {
        if (text.Length == 0)
        {
            // An hour that a clock change repeats is taken as standard time, which is the smaller offset.
            return zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Min() : zone.GetUtcOffset(local);
        }

        if (text is "Z" or "z")
        {
            return TimeSpan.Zero;
        }

        var digits = text[1..].Replace(":", "", StringComparison.Ordinal).PadRight(4, '0');
        var offset = new TimeSpan(int.Parse(digits[..2], CultureInfo.InvariantCulture), int.Parse(digits[2..], CultureInfo.InvariantCulture), 0);
        return text[0] == '-' ? -offset : offset;
    }

    private static bool TryCombine(DateTime local, TimeSpan offset, out DateTimeOffset time)
    {
        time = default;
        if (offset.Duration() > TimeSpan.FromHours(14)
            || local.Ticks - offset.Ticks < DateTime.MinValue.Ticks || local.Ticks - offset.Ticks > DateTime.MaxValue.Ticks)
        {
            return false;
        }

        time = new DateTimeOffset(local, offset);
        return true;
    }

    [GeneratedRegex(
        @"\A(?<date>[0-9]{4}-[0-9]{2}-[0-9]{2})[Tt ](?<minute>[0-9]{2}:[0-9]{2})"
        + @"((?<second>:[0-9]{2})([.,](?<fraction>[0-9]{1,20}))?)? ?(?<offset>[Zz]|[+-][0-9]{2}(:?[0-9]{2})?)?\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Pattern();
}
