using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Invoicing.Simulators.Vtex;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Time.Testing;

namespace Invoicing.Tests.Simulators.Vtex;

/// <summary>
/// A running simulator and the words to talk to it. Every answer to a call of the vendor's is compared with the vendor's own description,
/// as long as no faults were set.
/// </summary>
internal sealed class SimulatedVtex : IAsyncDisposable
{
    public const string OrderId = "v1490000017acme-01";
    public const string OrderPath = $"/api/oms/pvt/orders/{OrderId}";

    private readonly WebApplication _app;
    private readonly JudgedAnswers _judge = new(VendorApi.Vtex, PathOf);

    private SimulatedVtex(WebApplication app, FakeTimeProvider clock)
    {
        _app = app;
        Clock = clock;
        Http = new HttpClient(_judge) { BaseAddress = new Uri(app.Urls.Single()), Timeout = TimeSpan.FromSeconds(30) };
        Http.DefaultRequestHeaders.Add("X-VTEX-API-AppKey", "vtexappkey-acme-TEST");
        Http.DefaultRequestHeaders.Add("X-VTEX-API-AppToken", "secret");
    }

    public HttpClient Http { get; }

    /// <summary>It stands still unless a test moves it.</summary>
    public FakeTimeProvider Clock { get; }

    /// <summary>The vendor's calls and their statuses, such as <c>GetOrder 200</c>.</summary>
    public IReadOnlyCollection<string> Seen => _judge.Seen;

    /// <param name="settings">As <c>PUT /simulator/settings</c> takes them; by default all is visible at once.</param>
    public static async Task<SimulatedVtex> Start(string settings = """{"visibleAfterMs":0,"invoicedAfterMs":0}""")
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 3, 4, 15, 10, 11, TimeSpan.Zero));
        var app = VtexSimulator.Build(["http://127.0.0.1:0"], clock);
        await app.StartAsync();
        var vtex = new SimulatedVtex(app, clock);
        (await vtex.Send(HttpMethod.Put, "/simulator/settings", settings)).StatusCode.ShouldBe(HttpStatusCode.OK);
        return vtex;
    }

    /// <summary>An order of two units of SKU 5501 at 35.00 and one of 5502 at 0, with 3.50 for shipping: 73.50.</summary>
    public Task Put(string status = "handling", string orderId = OrderId, string account = "acme") => PutBody(
        $$"""{"status":"{{status}}","value":7350,"items":[{"id":"5501","ean":"7501","price":3500,"quantity":2},{"id":"5502","quantity":1}]}""",
        orderId,
        account);

    public async Task PutBody(string body, string orderId = OrderId, string account = "acme")
    {
        var answer = await Send(HttpMethod.Put, $"/simulator/orders/{orderId}?account={account}", body);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
    }

    public async Task Patch(string changes)
    {
        var answer = await Send(HttpMethod.Patch, $"/simulator/orders/{OrderId}", changes);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
    }

    public async Task<JsonElement> Order(string path = OrderPath) => await Http.GetFromJsonAsync<JsonElement>(path);

    public async Task<string?> Status() => (await Order()).GetProperty("status").GetString();

    /// <summary>Number, type and value of the packages, such as <c>INV000001 Output 7350</c>.</summary>
    public async Task<string[]> Packages() => Packages(await Order());

    public static string[] Packages(JsonElement order) =>
    [
        .. order.GetProperty("packageAttachment").GetProperty("packages").EnumerateArray().Select(package =>
            $"{package.GetProperty("invoiceNumber")} {package.GetProperty("type")} {package.GetProperty("invoiceValue")}"),
    ];

    public static string InvoiceBody(string number = "INV000001", string value = "7350", string type = "Output", string? items = null) =>
        $$"""{"type":"{{type}}","issuanceDate":"2026-03-04T09:10:11-06:00","invoiceNumber":"{{number}}","invoiceValue":"{{value}}","invoiceKey":null,"invoiceUrl":null,"embeddedInvoice":null,"courier":"","trackingNumber":"","trackingUrl":"","dispatchedDate":null,"items":{{items ?? """[{"id":"5501","price":3500,"quantity":2}]"""}}}""";

    public Task<HttpResponseMessage> Invoice(
        string number = "INV000001", string value = "7350", string type = "Output", string? items = null) =>
        Send(HttpMethod.Post, $"{OrderPath}/invoice", InvoiceBody(number, value, type, items));

    public Task<HttpResponseMessage> Send(HttpMethod method, string path, string? body = null) =>
        Http.SendAsync(new HttpRequestMessage(method, path) { Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json") });

    public async Task SetFaults(string document)
    {
        _judge.IsOff = true;
        var answer = await Send(HttpMethod.Put, "/faults", document);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
    }

    public async Task<JsonElement[]> Ledger(string book) =>
        [.. (await Http.GetFromJsonAsync<JsonElement>("/ledger")).GetProperty(book).EnumerateArray()];

    /// <summary>Code and message of an error.</summary>
    public static async Task<string> ErrorOf(HttpResponseMessage answer)
    {
        var error = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("error");
        return $"{error.GetProperty("code")} {error.GetProperty("message")}";
    }

    public static async Task<string> ReceiptOf(HttpResponseMessage answer) =>
        (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("receipt").GetString()!;

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.DisposeAsync();
    }

    private static string? PathOf(string path) =>
        path.IndexOf("/api/", StringComparison.Ordinal) is >= 0 and var api ? path[api..] : null;
}
