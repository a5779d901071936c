using System.Net;

namespace Invoicing.Tests.Simulators.Vtex;

public sealed class When_a_parcel_is_tracked
{
    private const string Invoice = $"{SimulatedVtex.OrderPath}/invoice/INV000001";
    private const string Tracking =
        """{"trackingNumber":"TRK-77","trackingUrl":"https://c.example.test/TRK-77","courier":"FastOne","dispatchedDate":null}""";

    private const string Collected =
        """{"isDelivered":false,"deliveredDate":null,"events":[{"city":"Recife","state":"PE","description":"Collected","date":"2026-03-05"}]}""";

    private const string Delivered =
        """{"isDelivered":true,"deliveredDate":"2026-03-06 14:30","events":[{"city":"Recife","state":"PE","description":"Delivered","date":"2026-03-06"}]}""";

    [Fact]
    public async Task the_package_shows_number_and_events()
    {
        await using var vtex = await SimulatedVtex.Start();
        await vtex.Put();
        await vtex.Invoice();

        await vtex.Send(HttpMethod.Patch, Invoice, Tracking);
        await vtex.Send(HttpMethod.Put, $"{Invoice}/tracking", Collected);
        (await SimulatedVtex.ReceiptOf(await vtex.Send(HttpMethod.Put, $"{Invoice}/tracking", Delivered))).Length.ShouldBe(32);

        var package = (await vtex.Order()).GetProperty("packageAttachment").GetProperty("packages")[0];
        package.GetProperty("trackingNumber").GetString().ShouldBe("TRK-77");
        package.GetProperty("courier").GetString().ShouldBe("FastOne");
        var courier = package.GetProperty("courierStatus");
        courier.GetProperty("finished").GetBoolean().ShouldBeTrue();
        courier.GetProperty("deliveredDate").GetString().ShouldBe("2026-03-06 14:30");
        courier.GetProperty("data").EnumerateArray().Select(tracked => tracked.GetProperty("description").GetString())
            .ShouldBe(["Collected", "Delivered"]);
        (await vtex.Ledger("tracking")).Single().GetProperty("body").GetRawText().ShouldBe(Tracking);
        (await vtex.Ledger("events")).Length.ShouldBe(2);
    }

    [Fact]
    public async Task an_event_that_comes_twice_is_seen_twice()
    {
        await using var vtex = await SimulatedVtex.Start();
        await vtex.Put();
        await vtex.Invoice();
        await vtex.Send(HttpMethod.Patch, Invoice, Tracking);

        await vtex.Send(HttpMethod.Put, $"{Invoice}/tracking", Collected);
        await vtex.Send(HttpMethod.Put, $"{Invoice}/tracking", Collected);

        (await vtex.Order()).GetProperty("packageAttachment").GetProperty("packages")[0]
            .GetProperty("courierStatus").GetProperty("data").GetArrayLength().ShouldBe(2);
    }

    [Fact]
    public async Task an_invoice_that_cannot_be_seen_yet_is_not_found()
    {
        await using var vtex = await SimulatedVtex.Start("""{"visibleAfterMs":6000}""");
        await vtex.Put();
        await vtex.Invoice();

        foreach (var answer in new[]
        {
            await vtex.Send(HttpMethod.Patch, Invoice, Tracking), await vtex.Send(HttpMethod.Put, $"{Invoice}/tracking", Collected),
        })
        {
            answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
            (await SimulatedVtex.ErrorOf(answer)).ShouldEndWith(" Invoice Not Found");
        }

        vtex.Clock.Advance(TimeSpan.FromSeconds(6));
        (await vtex.Send(HttpMethod.Patch, Invoice, Tracking)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task events_need_a_number_first()
    {
        await using var vtex = await SimulatedVtex.Start();
        await vtex.Put();
        await vtex.Invoice();

        var answer = await vtex.Send(HttpMethod.Put, $"{Invoice}/tracking", Collected);

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await SimulatedVtex.ErrorOf(answer)).ShouldBe("OMS001 Invoice INV000001 has no tracking number");
        (await vtex.Ledger("events")).ShouldBeEmpty();
    }

    [Fact]
    public async Task a_number_with_a_slash_is_one_number()
    {
        await using var vtex = await SimulatedVtex.Start();
        await vtex.Put();
        await vtex.Invoice("INV/1");

        var answer = await vtex.Send(HttpMethod.Patch, $"{SimulatedVtex.OrderPath}/invoice/INV%2F1", Tracking);

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
    }
}
