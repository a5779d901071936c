using System.Net;

namespace Invoicing.Tests.Simulators.Vtex;

/// <summary>Right bodies with one thing wrong: whatever the vendor's schema forbids, the simulator refuses.</summary>
public sealed class Every_request_that_the_schema_forbids
{
    private const string Tracking = """{"trackingNumber":"T","trackingUrl":"U","courier":"C","dispatchedDate":"2026-03-04T15:00:00+00:00"}""";

    private const string Events =
        """{"isDelivered":true,"deliveredDate":"2026-03-06 14:30","events":[{"city":"Recife","state":"PE","description":"Collected","date":"2026-03-05"}]}""";

    private const string Invoice =
        """{"type":"Output","issuanceDate":"2026-03-04T09:10:11-06:00","invoiceNumber":"INV2","invoiceValue":"1","invoiceKey":"K","invoiceUrl":"U","embeddedInvoice":"X","courier":"C","trackingNumber":"T","trackingUrl":"U","dispatchedDate":"D","items":[{"id":"5501","price":3500,"quantity":2,"description":"Sandal"}]}""";

    private const string Feed =
        """{"filter":{"type":"FromWorkflow","status":["handling"],"disableSingleFire":true},"queue":{"visibilityTimeoutInSeconds":0,"MessageRetentionPeriodInSeconds":345600}}""";

    private const string Hook = """{"filter":{"type":"FromWorkflow","status":["handling"]},"hook":{"url":"{login}","headers":{"key":"k"}}}""";

    [Theory]
    [InlineData("POST", $"{SimulatedVtex.OrderPath}/invoice", Invoice, 40)]
    [InlineData("PATCH", $"{SimulatedVtex.OrderPath}/invoice/INV1", Tracking, 10)]
    [InlineData("PUT", $"{SimulatedVtex.OrderPath}/invoice/INV1/tracking", Events, 20)]
    [InlineData("POST", "/api/orders/feed/config", Feed, 15)]
    [InlineData("POST", "/api/orders/hook/config", Hook, 15)]
    [InlineData("POST", "/api/orders/feed", """{"handles":["1"]}""", 4)]
    public async Task is_refused(string method, string path, string right, int least)
    {
        await using var vtex = await SimulatedVtex.Start();
        await vtex.Put();
        await vtex.Invoice("INV1", "1");
        await vtex.Send(HttpMethod.Patch, $"{SimulatedVtex.OrderPath}/invoice/INV1", Tracking);
        await vtex.Send(HttpMethod.Post, "/api/orders/feed/config", Feed);
        right = right.Replace("{login}", $"{vtex.Http.BaseAddress}login", StringComparison.Ordinal);
        (await vtex.Send(new HttpMethod(method), path, right)).StatusCode.ShouldBe(HttpStatusCode.OK);

        var forbidden = SpoiledBodies.Of(right).Where(body => VendorApi.Vtex.FaultsOfRequest(method, path, body).Count > 0).ToList();
        foreach (var body in forbidden)
        {
            (await vtex.Send(new HttpMethod(method), path, body)).StatusCode.ShouldBe(HttpStatusCode.BadRequest, body);
        }

        forbidden.Count.ShouldBeGreaterThanOrEqualTo(least);
    }
}
