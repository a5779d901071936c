using Invoicing.Reconciliation;

namespace Invoicing.Tests.Reconciliation;

public class The_business_hours
{
    private static readonly TimeZoneInfo s_berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    [Theory]
    // Friday 10:00, three hours back: into Thursday evening.
    [InlineData("Mon-Fri 08:00-20:00", "2026-03-06T10:00+01:00", 3, "2026-03-05T19:00+01:00")]
    // Monday 09:00: the weekend does not count.
    [InlineData("Mon-Fri 08:00-20:00", "2026-03-09T09:00+01:00", 2, "2026-03-06T19:00+01:00")]
    [InlineData("Mon-Fri 08:00-20:00, Sat 09:00-14:00", "2026-03-09T09:00+01:00", 2, "2026-03-07T13:00+01:00")]
    // At night the day before has ended.
    [InlineData("Mon-Fri 08:00-20:00", "2026-03-06T03:00+01:00", 1, "2026-03-05T19:00+01:00")]
    // Two parts of a day.
    [InlineData("Mon-Sun 08:00-12:00, Mon-Sun 14:00-18:00", "2026-03-06T15:00+01:00", 2, "2026-03-06T11:00+01:00")]
    // The night in which the clock goes forward has 23 hours.
    [InlineData("Mon-Sun 00:00-24:00", "2026-03-29T12:00+02:00", 24, "2026-03-28T11:00+01:00")]
    [InlineData("Sat-Mon 10:00-11:00", "2026-03-09T10:30+01:00", 2, "2026-03-07T10:30+01:00")]
    public void are_counted_back_in_local_time(string hours, string now, double back, string expected) =>
        BusinessHours.Read(hours, s_berlin)!.Before(DateTimeOffset.Parse(now), TimeSpan.FromHours(back))
            .ShouldBe(DateTimeOffset.Parse(expected));

    [Theory]
    [InlineData("2026-03-06T08:00+01:00", true)]
    [InlineData("2026-03-06T19:59+01:00", true)]
    [InlineData("2026-03-06T20:00+01:00", false)]
    [InlineData("2026-03-07T10:00+01:00", false)]
    public void are_open_or_not(string at, bool isOpen) =>
        BusinessHours.Read("mon-FRI 8:00-20:00", s_berlin)!.Has(DateTimeOffset.Parse(at)).ShouldBe(isOpen);

    [Theory]
    [InlineData("")]
    [InlineData("always")]
    [InlineData("Mon-Fri")]
    [InlineData("Mon-Fri 20:00-08:00")]
    [InlineData("Mon-Fri 08:00-25:00")]
    [InlineData("Mon-Fri 08:70-20:00")]
    [InlineData("Moo 08:00-20:00")]
    [InlineData("Mon-Fri 08:00-20:00,")]
    public void that_cannot_be_read_are_refused(string hours) => BusinessHours.Read(hours, s_berlin).ShouldBeNull();
}
