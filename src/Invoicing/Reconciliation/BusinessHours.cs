using System.Globalization;
using System.Text.RegularExpressions;

namespace Invoicing.Reconciliation;

/// <summary>The hours of a week in which a shop expects orders, in local time.</summary>
internal sealed partial class BusinessHours
{
    private const int MinutesOfDay = 24 * 60;
    private const int MostDays = 400;

    private static readonly string[] s_days = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

    // Minutes of the day, from and to, by day of the week.
    private readonly List<(int From, int To)>[] _hours;
    private readonly TimeZoneInfo _zone;

    private BusinessHours(List<(int From, int To)>[] hours, TimeZoneInfo zone) => (_hours, _zone) = (hours, zone);

    /// <param name="text">Such as <c>Mon-Fri 08:00-20:00, Sat 09:00-14:00</c>; <c>24:00</c> is the end of a day.</param>
    /// <returns>Null: it cannot be read.</returns>
    public static BusinessHours? Read(string text, TimeZoneInfo zone)
    {
        var hours = new List<(int, int)>[7];
        for (var day = 0; day < hours.Length; day++)
        {
            hours[day] = [];
        }

        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            if (Part().Match(part) is not { Success: true } match)
            {
                return null;
            }

            var first = DayOf(match.Groups["first"].Value);
            var last = match.Groups["last"] is { Success: true } named ? DayOf(named.Value) : first;
            var (from, to) = (MinuteOf(match.Groups["from"].Value), MinuteOf(match.Groups["to"].Value));
            if (first < 0 || last < 0 || from is null || to is null || from >= to)
            {
                return null;
            }

            for (var day = first; ; day = (day + 1) % 7)
            {
                hours[day].Add((from.Value, to.Value));
                if (day == last)
                {
                    break;
                }
            }
        }

        return new(Array.ConvertAll(hours, Merged), zone);
    }

    /// <summary>The instant since which so much business time has passed; null: there are no such hours in the last year.</summary>
    public DateTimeOffset? Before(DateTimeOffset now, TimeSpan time)
    {
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, _zone).DateTime);
        for (var back = 0; back < MostDays; back++)
        {
            var day = today.AddDays(-back);
            foreach (var (from, to) in Enumerable.Reverse(_hours[(int)day.DayOfWeek]))
            {
                var (start, end) = (InstantOf(day, from), InstantOf(day, to));
                end = end < now ? end : now;
                if (end - start >= time)
                {
                    return end - time;
                }

                time -= end > start ? end - start : TimeSpan.Zero;
            }
        }

        return null;
    }

    /// <summary>Whether a time is one of them.</summary>
    public bool Has(DateTimeOffset now)
    {
        var local = TimeZoneInfo.ConvertTime(now, _zone).DateTime;
        var minute = local.TimeOfDay.TotalMinutes;
        return _hours[(int)local.DayOfWeek].Exists(hours => hours.From <= minute && minute < hours.To);
    }

    // A local time that a clock change leaves out is taken for the same time after it.
    private DateTimeOffset InstantOf(DateOnly day, int minute)
    {
        var local = day.ToDateTime(TimeOnly.MinValue).AddMinutes(minute);
        while (_zone.IsInvalidTime(local))
        {
            local = local.AddMinutes(30);
        }

        return new DateTimeOffset(local, _zone.GetUtcOffset(local));
    }

    private static List<(int From, int To)> Merged(List<(int From, int To)> hours)
    {
        var merged = new List<(int From, int To)>();
        foreach (var (from, to) in hours.Order())
        {
            if (merged.Count > 0 && from <= merged[^1].To)
            {
                merged[^1] = (merged[^1].From, Math.Max(to, merged[^1].To));
            }
            else
            {
                merged.Add((from, to));
            }
        }

        return merged;
    }

    private static int DayOf(string name) => Array.IndexOf(s_days, name.ToUpperInvariant());

    private static int? MinuteOf(string text)
    {
        var (hour, minute) = (int.Parse(text[..^3], CultureInfo.InvariantCulture), int.Parse(text[^2..], CultureInfo.InvariantCulture));
        var minutes = (60 * hour) + minute;
        return minute < 60 && minutes <= MinutesOfDay ? minutes : null;
    }

    [GeneratedRegex(
        @"\A(?<first>[A-Za-z]{3})(\s*-\s*(?<last>[A-Za-z]{3}))?\s+(?<from>[0-9]{1,2}:[0-9]{2})\s*-\s*(?<to>[0-9]{1,2}:[0-9]{2})\z")]
    private static partial Regex Part();
}
