using System.Globalization;
using Invoicing.Orders;
using Invoicing.Tests.RetailPro;

namespace Invoicing.Tests.Orders;

public class Reading_times
{
    [Theory]
    [InlineData("2026-03-04T14:02:11-06:00", "2026-03-04T20:02:11.0000000")]
    [InlineData("2026-03-04T14:02:11Z", "2026-03-04T14:02:11.0000000")]
    [InlineData("2026-03-04t14:02:11z", "2026-03-04T14:02:11.0000000")]
    [InlineData("2026-03-04T14:02:11+0530", "2026-03-04T08:32:11.0000000")]
    [InlineData("2026-03-04T14:02:11-06", "2026-03-04T20:02:11.0000000")]
    [InlineData("2026-03-04 14:02:11.5 -06:00", "2026-03-04T20:02:11.5000000")]
    [InlineData("2026-03-04T14:02-06:00", "2026-03-04T20:02:00.0000000")]
    [InlineData("2026-03-04T14:02:11.123456789Z", "2026-03-04T14:02:11.1234567")]
    [InlineData("2026-03-04T14:02:11,5Z", "2026-03-04T14:02:11.5000000")]
    [InlineData("2026-03-04T14:02:11", "2026-03-04T20:02:11.0000000")]
    [InlineData("2026-03-04 14:02:11.000", "2026-03-04T20:02:11.0000000")]
    public void in_all_forms_of_ISO_8601_that_are_met(string text, string utc) => Read(text, Some.ElSalvador).ShouldBe(utc);

    [Theory]
    [InlineData("2026-03-04")]
    [InlineData("14:02:11")]
    [InlineData("2026-02-29T10:00:00Z")]
    [InlineData("2026-03-04T24:00:00Z")]
    [InlineData("2026-03-04T14:60:00Z")]
    [InlineData("2026-03-04T14:02:60Z")]
    [InlineData("2026-03-04T14:02:11+15:00")]
    [InlineData("2026-03-04T14:02:11+99:99")]
    [InlineData("0001-01-01T00:00:00+06:00")]
    [InlineData("9999-12-31T23:59:59-06:00")]
    [InlineData("9999-12-31T23:59:59")]
    [InlineData("2026-03-04T14:02:11Z\nx")]
    [InlineData("٢٠٢٦-03-04T14:02:11Z")]
    [InlineData("now")]
    public void but_nothing_is_guessed(string text) => Read(text, Some.ElSalvador).ShouldBeNull();

    [Theory]
    [InlineData("America/New_York", "2025-11-02T01:30:00", "2025-11-02T06:30:00.0000000")]
    [InlineData("America/New_York", "2025-11-02T00:59:59", "2025-11-02T04:59:59.0000000")]
    [InlineData("America/New_York", "2025-03-09T02:30:00", "2025-03-09T07:30:00.0000000")]
    [InlineData("Europe/Madrid", "2025-10-26T02:30:00", "2025-10-26T01:30:00.0000000")]
    public void an_hour_that_a_clock_change_repeats_or_skips_is_standard_time(string zone, string text, string utc) =>
        Read(text, TimeZoneInfo.FindSystemTimeZoneById(zone)).ShouldBe(utc);

    private static string? Read(string text, TimeZoneInfo zone) =>
        IsoTime.TryRead(text, zone, out var time) ?
            time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffffff", CultureInfo.InvariantCulture) :
            null;
}
