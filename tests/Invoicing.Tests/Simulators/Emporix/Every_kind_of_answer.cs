using System.Net;

namespace Invoicing.Tests.Simulators.Emporix;

/// <summary>The simulator against the vendor's own description.</summary>
public sealed class Every_kind_of_answer
{
    private const string Key = $"{SimulatedEmporix.Configurations}/invoiceSettings";
    private const string Setting = """{"key":"invoiceSettings","value":{"threshold":"48","status":"CREATED","extendedOrderStatus":"05"}}""";
    private const string Schema = $"{SimulatedEmporix.Schemas}/schema-1";
    private const string Mixins = $"{SimulatedEmporix.Site}/mixins";
    private const string Mixin = $"{Mixins}/generalShopSettings";

    /// <summary>What the simulator can say, whatever it is asked. A kind of answer that is missing here was not compared.</summary>
    private static readonly string[] s_kinds =
    [
        .. Kinds("POST-oauth-request-client-credentials", 200, 400, 401),
        .. Kinds("GET-order-retrieve-tenant-orders", 200, 400, 401, 403),
        .. Kinds("POST-order-tenant-orders-search", 200, 400, 401, 403),
        .. Kinds("GET-order-retrieve-order-employee", 200, 401, 403, 404),
        .. Kinds("PATCH-order-partial-update-order", 204, 400, 401, 403, 404),
        .. Kinds("POST-order-calculate-order-entries-employees", 200, 400, 401, 403, 404),
        .. Kinds("GET-order-retrieve-order-transitions", 200, 401, 403, 404),
        .. Kinds("POST-order-update-order-transition-employee", 204, 400, 401, 403, 404),
        .. Kinds("POST-payment-gateway-capture-payment", 200, 400, 401, 403, 404, 422),
        .. Kinds("GET-payment-gateway-retrieve-transaction-by-transactionId", 200, 401, 403, 404),
        .. Kinds("GET-configuration-list-config", 200, 401, 403),
        .. Kinds("POST-configuration-create-config", 201, 400, 401, 403, 409),
        .. Kinds("GET-configuration-retrieve-config", 200, 401, 403, 404),
        .. Kinds("PUT-configuration-update-config", 200, 400, 401, 403, 404, 409),
        .. Kinds("DELETE-configuration-remove-config", 204, 401, 403, 404),
        .. Kinds("GET-sequential-id-retrieve-tenant-schemas", 200, 401, 403),
        .. Kinds("POST-sequential-id-create-tenant-schema", 201, 400, 401, 403),
        .. Kinds("GET-sequential-id-retrieve-schema", 200, 401, 403, 404),
        .. Kinds("DELETE-sequential-id-remove-schema", 204, 401, 403),
        .. Kinds("POST-sequential-id-activate-schema", 200, 401, 403, 404),
        .. Kinds("GET-sequential-id-retrieve-schema-types", 200, 401, 403),
        .. Kinds("POST-sequential-id-create-schema-type-nextId", 201, 400, 401, 403, 404),
        .. Kinds("GET-site-settings-retrieve-site-config", 200, 401, 403, 404),
        .. Kinds("GET-site-settings-list-site-mixins", 200, 401, 403, 404),
        .. Kinds("POST-site-settings-create-site-mixin", 201, 400, 401, 403, 404, 409),
        .. Kinds("GET-site-settings-retrieve-site-mixin", 200, 401, 403, 404),
        .. Kinds("PUT-site-settings-update-site-mixin", 200, 400, 401, 403, 404),
        .. Kinds("PATCH-site-settings-update-site-mixin", 200, 400, 401, 403, 404),
        .. Kinds("DELETE-site-settings-remove-site-mixin", 204, 401, 403, 404),
    ];

    private static readonly (string Method, string Path, string? Body)[] s_calls =
    [
        ("GET", SimulatedEmporix.Orders, null),
        ("GET", $"{SimulatedEmporix.Orders}?pageSize=0", null),
        ("POST", $"{SimulatedEmporix.Orders}/search", """{"q":"status:CREATED"}"""),
        ("POST", $"{SimulatedEmporix.Orders}/search", """{"q":"("}"""),
        ("GET", SimulatedEmporix.Order, null),
        ("PATCH", SimulatedEmporix.Order, """{"restriction":"none"}"""),
        ("PATCH", SimulatedEmporix.Order, """{"status":"COMPLETED"}"""),
        ("POST", SimulatedEmporix.Calculations, """{"entries":[{"entryId":"a","deliveredAmount":1,"deliveredAmountInPc":1}]}"""),
        ("POST", SimulatedEmporix.Calculations, "{}"),
        ("GET", SimulatedEmporix.Order, null),
        ("GET", $"{SimulatedEmporix.Order}/transitions", null),
        ("POST", $"{SimulatedEmporix.Order}/transitions", """{"status":"CONFIRMED"}"""),
        ("POST", $"{SimulatedEmporix.Order}/transitions", """{"status":"SHIPPED"}"""),
        ("POST", SimulatedEmporix.Capture, """{"amount":1,"currency":"EUR"}"""),
        ("POST", SimulatedEmporix.Capture, """{"amount":100,"currency":"EUR"}"""),
        ("POST", SimulatedEmporix.Capture, "{}"),
        ("POST", "/payment-gateway/acme/payment/t-2/capture", """{"amount":1,"currency":"EUR"}"""),
        ("GET", SimulatedEmporix.Transaction, null),
        ("GET", Key, null),
        ("DELETE", Key, null),
        ("PUT", Key, Setting),
        ("POST", SimulatedEmporix.Configurations, $"[{Setting}]"),
        ("POST", SimulatedEmporix.Configurations, Setting),
        ("POST", SimulatedEmporix.Configurations, "[{}]"),
        ("GET", SimulatedEmporix.Configurations, null),
        ("GET", Key, null),
        ("PUT", Key, Setting),
        ("PUT", Key, "{}"),
        ("PUT", Key, Setting.Replace("{\"key\"", "{\"version\":7,\"key\"", StringComparison.Ordinal)),
        ("DELETE", Key, null),
        ("POST", SimulatedEmporix.NextId, "{}"),
        ("GET", Schema, null),
        ("POST", $"{Schema}/setActive", null),
        ("POST", SimulatedEmporix.Schemas, SimulatedEmporix.Schema()),
        ("POST", SimulatedEmporix.Schemas, "{}"),
        ("POST", $"{Schema}/setActive", null),
        ("POST", SimulatedEmporix.NextId, "{}"),
        ("POST", $"{SimulatedEmporix.NextId}?siteCode=de-main", "{}"),
        ("GET", Schema, null),
        ("GET", SimulatedEmporix.Schemas, null),
        ("GET", $"{SimulatedEmporix.Schemas}/types/invoiceNoSequence", null),
        ("DELETE", Schema, null),
        ("GET", SimulatedEmporix.Site, null),
        ("GET", Mixin, null),
        ("DELETE", Mixin, null),
        ("PATCH", Mixin, "{}"),
        ("PUT", Mixin, "{}"),
        ("POST", Mixins, """{"generalShopSettings":{"logoUrl":"https://cdn.example.test/logo.png"}}"""),
        ("POST", Mixins, """{"generalShopSettings":{"logoUrl":"https://cdn.example.test/logo.png"}}"""),
        ("POST", Mixins, "{}"),
        ("GET", Mixins, null),
        ("GET", Mixin, null),
        ("PUT", Mixin, """{"logoUrl":"https://cdn.example.test/other.png"}"""),
        ("PUT", Mixin, "[]"),
        ("PATCH", Mixin, """{"brandName":"Some"}"""),
        ("PATCH", Mixin, "[]"),
        ("GET", $"{SimulatedEmporix.Site}?expand=mixin:*", null),
        ("DELETE", Mixin, null),
    ];

    [Fact]
    public async Task is_as_the_vendor_describes_it()
    {
        await using var emporix = await SimulatedEmporix.Start();
        await CallAll(emporix);
        await emporix.PutOrder();
        await emporix.PutTransaction();
        await emporix.Put("transactions/t-2", """{"provider":"INVOICE","authorised":84.90}""");
        await emporix.PutSite();
        await CallAll(emporix);
        await emporix.LogIn("tenant=other");
        await CallAll(emporix);
        emporix.Http.DefaultRequestHeaders.Clear();
        await CallAll(emporix);
        await emporix.AskForToken(secret: "");
        await emporix.AskForToken(grant: "password");

        emporix.Seen.Order().ShouldBe(s_kinds.Order());
    }

    [Fact]
    public async Task of_no_call_at_all_is_not_found()
    {
        await using var emporix = await SimulatedEmporix.Start();

        (await emporix.Http.GetAsync("/nowhere")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    private static IEnumerable<string> Kinds(string name, params int[] statuses) => statuses.Select(status => $"{name} {status}");

    private static async Task CallAll(SimulatedEmporix emporix)
    {
        foreach (var (method, path, body) in s_calls)
        {
            await emporix.Send(new HttpMethod(method), path, body);
        }
    }
}
