using System.Text.Json;
using Invoicing.Emporix;
using Invoicing.Emporix.Jobs;

namespace Invoicing.Tests.Emporix;

/// <summary>What an automatic job selects by; the search at Emporix is only a hint.</summary>
public class Orders_that_a_job_takes
{
    private static readonly DateTimeOffset s_now = new(2026, 3, 10, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeZoneInfo s_berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    [Theory]
    [InlineData("\"24\"", 24)]
    [InlineData("24", 24)]
    [InlineData("\"96h\"", 96)]
    [InlineData("\" 96 H \"", 96)]
    [InlineData("0", 0)]
    public void its_threshold_is_whole_hours(string written, int hours) =>
        Read($$"""{"threshold":{{written}}}""").Threshold.ShouldBe(TimeSpan.FromHours(hours));

    [Theory]
    [InlineData("""{"threshold":"4d"}""", "invoiceSettings.threshold")]
    [InlineData("""{"threshold":"1.5"}""", "invoiceSettings.threshold")]
    [InlineData("""{"threshold":1.5}""", "invoiceSettings.threshold")]
    [InlineData("""{"threshold":-1}""", "invoiceSettings.threshold")]
    [InlineData("""{"threshold":"-1"}""", "invoiceSettings.threshold")]
    [InlineData("""{"threshold":""}""", "invoiceSettings.threshold")]
    [InlineData("""{"threshold":"99999999999"}""", "invoiceSettings.threshold")]
    [InlineData("""{"threshold":true}""", "invoiceSettings.threshold")]
    [InlineData("{}", "invoiceSettings.threshold")]
    [InlineData("""{"threshold":1,"status":"SHIPED"}""", "invoiceSettings.status has SHIPED")]
    [InlineData("""{"threshold":1,"status":"shipped"}""", "invoiceSettings.status has shipped")]
    [InlineData("""{"threshold":1,"status":["SHIPPED"]}""", "invoiceSettings.status")]
    [InlineData("""{"threshold":1,"extendedOrderStatus":{}}""", "invoiceSettings.extendedOrderStatus")]
    [InlineData("\"24\"", "invoiceSettings")]
    public void settings_that_cannot_be_read_are_told_by_key_and_field(string settings, string told) =>
        Should.Throw<FormatException>(() => Read(settings)).Message.ShouldContain(told);

    /// <summary>The contract's scenario 5.</summary>
    [Theory]
    [InlineData("2026-03-08T12:00:00Z", true)]
    [InlineData("2026-03-08T13:00:00+01:00", true)]
    [InlineData("2026-03-08T12:00:01Z", false)]
    [InlineData("2026-03-07", true)] // ends in Berlin at 23:00 UTC
    [InlineData("2026-03-08", false)]
    [InlineData("yesterday", false)]
    [InlineData(null, false)]
    public void have_been_delivered_at_least_so_long_ago(string? deliveredAt, bool isTaken) =>
        Read("""{"threshold":"48"}""").Takes(Order(deliveredAt: deliveredAt), s_berlin, s_now).ShouldBe(isTaken);

    /// <summary>The day on which clocks go forward has 23 hours.</summary>
    [Fact]
    public void a_date_alone_is_the_end_of_that_day_in_the_sites_zone() =>
        JobSelection.DeliveredAt("2026-03-29", s_berlin).ShouldBe(new DateTimeOffset(2026, 3, 29, 22, 0, 0, TimeSpan.Zero));

    /// <summary>The contract's scenario 6.</summary>
    [Theory]
    [InlineData("CREATED", "05", true)]
    [InlineData("CONFIRMED", "70", true)]
    [InlineData("CONFIRMED", "5", false)]
    [InlineData("SHIPPED", "70", false)]
    [InlineData("CONFIRMED", null, false)]
    public void have_one_of_the_statuses(string status, string? extended, bool isTaken) =>
        Read("""{"threshold":"96h","status":"CREATED, CONFIRMED","extendedOrderStatus":"05,70"}""")
            .Takes(Order(status, extended, "2026-01-01"), s_berlin, s_now).ShouldBe(isTaken);

    [Fact]
    public void without_a_condition_have_any_status() =>
        Read("""{"threshold":0,"status":"","extendedOrderStatus":null}""")
            .Takes(Order("SHIPPED", null, "2026-01-01"), s_berlin, s_now).ShouldBeTrue();

    /// <summary>To the next second, for the service may cut fractions off.</summary>
    [Fact]
    public void are_searched_for_by_both_dates_that_an_order_may_have() =>
        Read("""{"threshold":"48","status":"CREATED,CONFIRMED","extendedOrderStatus":"05"}""").Queries(s_now).ShouldBe(
        [
            "status:(CREATED,CONFIRMED) mixins.generalAttributes.extendedOrderStatus:(05) "
                + "mixins.deliveryTime.deliveryDate:<=\"2026-03-08T12:00:01Z\"",
            "status:(CREATED,CONFIRMED) mixins.generalAttributes.extendedOrderStatus:(05) "
                + "deliveryWindow.deliveryDate:<=\"2026-03-08T12:00:01Z\"",
        ]);

    private static JobSelection Read(string settings) => JobSelection.Read(JsonElement.Parse(settings));

    private static EmporixOrder Order(string status = "CREATED", string? extended = null, string? deliveredAt = null) =>
        EmporixOrder.Read(JsonSerializer.Serialize(new
        {
            id = "o-1",
            status,
            mixins = new
            {
                generalAttributes = new { extendedOrderStatus = extended }, deliveryTime = new { deliveryDate = deliveredAt },
            },
        }))!;
}
