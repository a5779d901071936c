using System.Globalization;
using System.Text.RegularExpressions;
using Invoicing.Orders;

namespace Invoicing.Operations;

/// <summary>
/// A time as people write it: as orders have it, a day, which is its beginning, or an age. Without an offset it is local time of
/// <c>Invoicing:TimeZone</c>.
/// </summary>
internal static class WrittenTime
{
    public const string Expected = "a time such as 2026-03-04T14:02, a day such as 2026-03-04 or an age such as 90m, 2h or 3d";

    /// <returns>Null: none was given, or it is none.</returns>
    public static DateTimeOffset? Read(string? text, TimeZoneInfo zone, DateTimeOffset now) =>
        text is null ? null
        : Durations.TryParse(text) is { } age ? now - age
        // Years at the ends of the calendar exist in some zones only.
        : IsoTime.TryRead(text.Length == "2026-03-04".Length ? $"{text}T00:00" : text, zone, out var time) && time.Year is > 1 and < 9999
        ? time
        : null;
}

/// <summary>Spans of time as people write them: <c>90m</c>, <c>2h</c>, <c>3d</c>, <c>1d12h</c>; 100 years at most.</summary>
internal static partial class Durations
{
    public const string Expected = "a number with s, m, h or d is expected, such as 90m, 2h, 3d or 1d12h";

    public static TimeSpan? TryParse(string? text)
    {
        var match = Form().Match(text?.Trim() ?? "");
        var seconds = (86_400 * Number("d")) + (3600 * Number("h")) + (60 * Number("m")) + Number("s");
        return match.Success && seconds <= 36_500d * 86_400 ? TimeSpan.FromSeconds(seconds) : null;

        double Number(string unit) => double.TryParse(match.Groups[unit].ValueSpan, CultureInfo.InvariantCulture, out var n) ? n : 0;
    }

    [GeneratedRegex(@"^(?=\d)(?:(?<d>\d{1,9})d)?(?:(?<h>\d{1,9})h)?(?:(?<m>\d{1,9})m)?(?:(?<s>\d{1,9})s)?\z", RegexOptions.IgnoreCase)]
    private static partial Regex Form();
}
