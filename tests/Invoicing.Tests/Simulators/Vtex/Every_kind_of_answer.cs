using System.Net;

namespace Invoicing.Tests.Simulators.Vtex;

/// <summary>The simulator against the vendor's own description.</summary>
public sealed class Every_kind_of_answer
{
    private const string Invoice = $"{SimulatedVtex.OrderPath}/invoice";
    private const string Feed = "/api/orders/feed";
    private const string FeedConfig =
        """{"filter":{"type":"FromWorkflow","status":["handling"]},"queue":{"visibilityTimeoutInSeconds":0,"MessageRetentionPeriodInSeconds":345600}}""";

    /// <summary>What the simulator can say, whatever it is asked. A kind of answer that is missing here was not compared.</summary>
    private static readonly string[] s_kinds =
    [
        "CancelOrder 200", "CancelOrder 400", "CancelOrder 401", "CancelOrder 404",
        "Commititemfeedorderstatus 200", "Commititemfeedorderstatus 400", "Commititemfeedorderstatus 401", "Commititemfeedorderstatus 404",
        "DeleteHookConfiguration 200", "DeleteHookConfiguration 401", "DeleteHookConfiguration 404",
        "FeedConfiguration 200", "FeedConfiguration 400", "FeedConfiguration 401", "FeedConfiguration 409",
        "FeedConfigurationDelete 200", "FeedConfigurationDelete 401", "FeedConfigurationDelete 404",
        "GetFeedConfiguration 200", "GetFeedConfiguration 401", "GetFeedConfiguration 404",
        "Getfeedorderstatus1 200", "Getfeedorderstatus1 400", "Getfeedorderstatus1 401", "Getfeedorderstatus1 404",
        "GetHookConfiguration 200", "GetHookConfiguration 401", "GetHookConfiguration 404",
        "GetOrder 200", "GetOrder 401", "GetOrder 404",
        "HookConfiguration 200", "HookConfiguration 400", "HookConfiguration 401", "HookConfiguration 409",
        "InvoiceNotification 200", "InvoiceNotification 400", "InvoiceNotification 401", "InvoiceNotification 404",
        "ListOrders 200", "ListOrders 400", "ListOrders 401",
        "StartHandling 204", "StartHandling 401", "StartHandling 404", "StartHandling 409",
        "Updatepartialinvoice.SendTrackingNumber 200", "Updatepartialinvoice.SendTrackingNumber 400",
        "Updatepartialinvoice.SendTrackingNumber 401", "Updatepartialinvoice.SendTrackingNumber 404",
        "UpdateTrackingStatus 200", "UpdateTrackingStatus 400", "UpdateTrackingStatus 401", "UpdateTrackingStatus 404",
    ];

    private static readonly (string Method, string Path, string? Body)[] s_calls =
    [
        ("GET", SimulatedVtex.OrderPath, null),
        ("GET", "/api/oms/pvt/orders", null),
        ("GET", "/api/oms/pvt/orders?page=99", null),
        ("POST", $"{SimulatedVtex.OrderPath}/start-handling", "{}"),
        ("POST", $"{SimulatedVtex.OrderPath}/start-handling", "{}"),
        ("POST", Invoice, SimulatedVtex.InvoiceBody("INV1", "4000")),
        ("POST", Invoice, "{}"),
        ("POST", Invoice, SimulatedVtex.InvoiceBody("INV2", "3350")),
        ("POST", Invoice, SimulatedVtex.InvoiceBody("RET1", "3500", "Input")),
        ("PATCH", $"{Invoice}/INV1", """{"trackingNumber":"T","trackingUrl":null,"courier":null,"dispatchedDate":null}"""),
        ("PATCH", $"{Invoice}/INV1", """{"trackingNumber":"T"}"""),
        ("PUT", $"{Invoice}/INV1/tracking", """{"isDelivered":false,"deliveredDate":null,"events":[{"city":"Recife","state":"PE","description":"Collected","date":"2026-03-05"}]}"""),
        ("PUT", $"{Invoice}/INV1/tracking", """{"isDelivered":true,"deliveredDate":"2026-03-06 14:30","events":[]}"""),
        ("PUT", $"{Invoice}/INV1/tracking", "{}"),
        ("GET", SimulatedVtex.OrderPath, null),
        ("GET", "/api/oms/pvt/orders?f_status=invoiced", null),
        ("POST", $"{SimulatedVtex.OrderPath}/cancel", "{}"),
        ("POST", "/api/oms/pvt/orders/v2-01/cancel", """{"reason":"none"}"""),
        ("GET", $"{Feed}/config", null),
        ("GET", $"{Feed}?maxlot=1", null),
        ("POST", Feed, """{"handles":["1"]}"""),
        ("DELETE", $"{Feed}/config", null),
        ("POST", $"{Feed}/config", FeedConfig),
        ("POST", $"{Feed}/config", "{}"),
        ("POST", $"{Feed}/config", FeedConfig.Replace("FromWorkflow\"", "FromOrders\",\"expression\":\"true\"", StringComparison.Ordinal)),
        ("GET", $"{Feed}/config", null),
        ("PUT", "/simulator/orders/v3-01", """{"status":"handling"}"""),
        ("GET", $"{Feed}?maxlot=10", null),
        ("GET", $"{Feed}/config", null),
        ("GET", Feed, null),
        ("POST", Feed, """{"handles":["1"]}"""),
        ("POST", Feed, """{"handles":[]}"""),
        ("DELETE", $"{Feed}/config", null),
        ("GET", "/api/orders/hook/config", null),
        ("DELETE", "/api/orders/hook/config", null),
        ("POST", "/api/orders/hook/config", """{"filter":{"type":"FromWorkflow","status":["handling"]},"hook":{"url":"{login}","headers":{"key":"k"}}}"""),
        ("POST", "/api/orders/hook/config", """{"filter":{"type":"FromWorkflow","status":["handling"],"expression":"true"},"hook":{"url":"{login}","headers":{"key":"k"}}}"""),
        ("POST", "/api/orders/hook/config", "{}"),
        ("GET", "/api/orders/hook/config", null),
        ("DELETE", "/api/orders/hook/config", null),
    ];

    [Fact]
    public async Task is_as_the_vendor_describes_it()
    {
        await using var vtex = await SimulatedVtex.Start();
        await CallAll(vtex);
        await vtex.Put("ready-for-handling");
        await vtex.Put("handling", "v2-01");
        await CallAll(vtex);
        vtex.Http.DefaultRequestHeaders.Clear();
        await CallAll(vtex);

        vtex.Seen.ShouldBe(s_kinds, ignoreOrder: true);
    }

    private static async Task CallAll(SimulatedVtex vtex)
    {
        foreach (var (method, path, body) in s_calls)
        {
            await vtex.Send(new HttpMethod(method), path, body?.Replace("{login}", $"{vtex.Http.BaseAddress}login", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task of_no_call_at_all_is_not_found()
    {
        await using var vtex = await SimulatedVtex.Start();

        (await vtex.Http.GetAsync("/nowhere")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }
}
