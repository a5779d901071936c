using System.CommandLine;
using Invoicing.Host.Commands.Errors;
using Invoicing.Orders;

namespace Invoicing.Host.Commands.Orders;

/// <summary>
/// A time on the command line: as orders have it, a day, which is its beginning, or an age. Without an offset it is local time of
/// <c>Invoicing:TimeZone</c>.
/// </summary>
internal static class TimeOption
{
    private const string Expected = "a time such as 2026-03-04T14:02, a day such as 2026-03-04 or an age such as 90m, 2h or 3d";

    public static Option<string?> Create(string name, string description) =>
        Options.Value<string?>(name, "TIME", $"{description}: {Expected}.").Refuse(text =>
            Read(text, TimeZoneInfo.Utc, DateTimeOffset.UtcNow) is null ? $"'{text}' is not a time: {Expected} is expected." : null);

    /// <returns>Null: none was given, or it is none.</returns>
    public static DateTimeOffset? Read(string? text, TimeZoneInfo zone, DateTimeOffset now) =>
        text is null ? null
        : Durations.TryParse(text) is { } age ? now - age
        // Years at the ends of the calendar exist in some zones only.
        : IsoTime.TryRead(text.Length == "2026-03-04".Length ? $"{text}T00:00" : text, zone, out var time) && time.Year is > 1 and < 9999
        ? time
        : null;
}
