using Invoicing.Operations;

namespace Invoicing.Tests.Host;

public class Times_on_the_command_line
{
    private static readonly TimeZoneInfo s_salvador = TimeZoneInfo.FindSystemTimeZoneById("America/El_Salvador");
    private static readonly DateTimeOffset s_now = new(2026, 3, 5, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("2026-03-04T14:02:11-06:00", "2026-03-04T20:02:11Z")]
    [InlineData("2026-03-04T14:02Z", "2026-03-04T14:02:00Z")]
    [InlineData("2026-03-04 14:02", "2026-03-04T20:02:00Z")]
    [InlineData("2026-03-04", "2026-03-04T06:00:00Z")]
    [InlineData("90m", "2026-03-05T10:30:00Z")]
    [InlineData("3d", "2026-03-02T12:00:00Z")]
    public void are_local_days_or_ages(string text, string read) =>
        WrittenTime.Read(text, s_salvador, s_now).ShouldBe(DateTimeOffset.Parse(read, System.Globalization.CultureInfo.InvariantCulture));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("yesterday")]
    [InlineData("05/03/2026")]
    [InlineData("2026-02-30")]
    [InlineData("20260304")]
    [InlineData("2026-3-4T08:00")]
    [InlineData("9999-12-31T23:59")]
    public void that_are_none_are_none(string? text) => WrittenTime.Read(text, s_salvador, s_now).ShouldBeNull();
}
