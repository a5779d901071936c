using System.Globalization;

namespace Invoicing.Operations;

/// <summary>Times, spans and numbers as people read them.</summary>
internal static class Wording
{
    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    /// <summary>Such as <c>45 s</c>, <c>12 min</c>, <c>3 h</c> or <c>2 d</c>.</summary>
    public static string Span(TimeSpan span) => span.Duration() switch
    {
        { TotalSeconds: < 60 } s => $"{(int)s.TotalSeconds} s",
        { TotalMinutes: < 60 } m => $"{(int)m.TotalMinutes} min",
        { TotalHours: < 48 } h => $"{(int)h.TotalHours} h",
        var d => $"{(int)d.TotalDays} d",
    };

    public static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>Such as <c>1 order</c> or <c>1,204 orders</c>.</summary>
    public static string Counted(long number, string one, string many) => $"{Number(number)} {(number == 1 ? one : many)}";

    public static string Age(DateTimeOffset at, DateTimeOffset now) => $"{Span(now - at)} ago";

    public static string Due(DateTimeOffset due, DateTimeOffset now) => due <= now ? "now" : $"in {Span(due - now)}";
}
