using Invoicing.Vtex;

namespace Invoicing.Tests.Vtex;

/// <summary>Customers see an event as often as it is told, so one that is shown is never told again.</summary>
public class Whether_VTEX_shows_an_event
{
    private static readonly VtexRequestEvent s_delivered = new("Santa Tecla", "", "Delivered", "2026-03-06", "2026-03-06 14:30");

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void does_not_depend_on_whether_another_event_has_undone_the_delivery(bool isDelivered) =>
        Package(isDelivered, "Delivered", "2026-03-06T00:00:00Z").Shows(s_delivered).ShouldBeTrue();

    [Theory]
    [InlineData("Collected", "2026-03-06")]
    [InlineData("Delivered", "2026-03-07")]
    public void is_a_matter_of_all_that_it_says(string description, string date) =>
        Package(isDelivered: true, description, date).Shows(s_delivered).ShouldBeFalse();

    private static VtexPackage Package(bool isDelivered, string description, string date) => new(
        "INV000001", 7350, VtexPackage.Sale, [],
        CourierStatus: new(isDelivered, null, [new("Santa Tecla", null, description, date)]));
}
