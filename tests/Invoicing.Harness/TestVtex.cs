using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Invoicing.Harness.Oracle;
using Invoicing.Simulators.Vtex;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Hosting;

namespace Invoicing.Harness;

/// <summary>A VTEX of the test's own: the simulator, asked only over HTTP. Its account is acme.</summary>
internal sealed class TestVtex : IAsyncDisposable
{
    public const string Account = "acme";

    private const string FeedConfig = $"{Account}/api/orders/feed/config";

    private readonly HttpClient _http = new();
    private WebApplication? _simulator;

    public Uri Address { get; private init; } = new($"http://127.0.0.1:{FreePort.Find()}/");

    /// <summary>
    /// The account's settings, and time-outs that are short: what is left hanging is taken up again within seconds.
    /// </summary>
    public (string Name, string Value)[] Settings =>
    [
        ($"Vtex__Accounts__{Account}__BaseUrl", Address.ToString()), ($"Vtex__Accounts__{Account}__AppKey", "key"),
        ($"Vtex__Accounts__{Account}__AppToken", "token"), ("Vtex__CallTimeout", "00:00:02"), ("Vtex__CallMargin", "00:00:01"),
        ("Vtex__Patience", "00:00:01"), ("Invoicing__AnswerTimeout", "00:00:26"),
    ];

    /// <summary>One that runs already.</summary>
    public static TestVtex At(Uri address) => new() { Address = address };

    public async Task Start()
    {
        _simulator = VtexSimulator.Build([Address.ToString()]);
        await _simulator.StartAsync();
    }

    public static string IdOf(string orderNo) => $"v{orderNo}{Account}-01";

    /// <summary>The OMS's order, as one that came from VTEX.</summary>
    public static string Order(string orderNo, Action<JsonObject>? change = null) => Sample.Order(orderNo, order =>
    {
        order["vtex"] = new JsonObject { ["account"] = Account, ["orderId"] = IdOf(orderNo) };
        change?.Invoke(order);
    });

    /// <summary>The same order in VTEX, where every line that is not cancelled is an item.</summary>
    public Task Put(string order, string status = "handling", Action<JsonObject>? change = null)
    {
        var oms = JsonNode.Parse(order)!;
        var lines = oms["items"]!.AsArray().Where(line => (string?)line!["status"] != "Cancelled").ToList();
        var body = new JsonObject
        {
            ["status"] = status,
            ["value"] = (long)((decimal)oms["total"]! * 100),
            ["items"] = new JsonArray(
            [
                .. lines.Select(line => new JsonObject
                {
                    ["id"] = SkuOf((string)line!["upc"]!),
                    ["ean"] = (string)line["upc"]!,
                    ["quantity"] = (int)line["quantity"]!,
                    ["price"] = (long)((decimal)line["price"]! * 100),
                }),
            ]),
        };
        change?.Invoke(body);
        return Send(HttpMethod.Put, $"simulator/orders/{(string)oms["vtex"]!["orderId"]!}", body.ToJsonString());
    }

    public Task Is(string orderNo, string status) =>
        Send(HttpMethod.Patch, $"simulator/orders/{IdOf(orderNo)}", $$"""{"status":"{{status}}"}""");

    /// <summary>As it stands before a run.</summary>
    public Task Put(MarketplaceOrder order)
    {
        var body = JsonSerializer.SerializeToNode(
            new
            {
                order.Status,
                order.Value,
                WorkflowIsInError = order.IsInError,
                Items = order.Items.Select(item => new { item.Id, item.Ean, RefId = item.RefId ?? "", item.Quantity, item.Price }),
                PackageAttachment = new
                {
                    Packages = order.Invoices.Select(invoice => new
                    {
                        InvoiceNumber = invoice.Number,
                        InvoiceValue = invoice.Value,
                        Type = "Output",
                        Items = new[] { new { ItemIndex = 0, Quantity = 1 } },
                    }),
                },
            },
            JsonSerializerOptions.Web)!;
        if (order.Address is { } address)
        {
            body[address.IsOfDelivery ? "shippingData" : "invoiceData"] =
                JsonSerializer.SerializeToNode(new { address }, JsonSerializerOptions.Web);
            body["clientProfileData"] = JsonSerializer.SerializeToNode(new { address.Phone }, JsonSerializerOptions.Web);
        }

        return Send(HttpMethod.Put, PathOf(order), body.ToJsonString());
    }

    public Task Is(MarketplaceOrder order, string status) => Send(HttpMethod.Patch, PathOf(order), $$"""{"status":"{{status}}"}""");

    public async Task<string> StatusOf(MarketplaceOrder order) =>
        (await _http.GetFromJsonAsync<JsonElement>(new Uri(Address, PathOf(order)))).GetProperty("status").GetString()!;

    /// <summary>How often each rule in force has fired, in their order.</summary>
    public async Task<IReadOnlyList<int>> FaultsFired() =>
        [.. (await _http.GetFromJsonAsync<JsonElement>(new Uri(Address, "faults"))).GetProperty("rules").EnumerateArray()
            .Select(rule => rule.GetProperty("fired").GetInt32())];

    public static string SkuOf(string upc) => $"S{upc[^2..]}";

    /// <param name="document">As <c>PUT /faults</c> takes it.</param>
    public Task Faults(string document) => Send(HttpMethod.Put, "faults", document);

    /// <param name="document">As <c>PUT /simulator/settings</c> takes it.</param>
    public Task Behaves(string document) => Send(HttpMethod.Put, "simulator/settings", document);

    public async Task<JsonElement> Ledger() => await _http.GetFromJsonAsync<JsonElement>(new Uri(Address, "ledger"));

    /// <summary>What was notified of the order, in the order in which it came.</summary>
    public async Task<IReadOnlyList<(string Type, string Number, long Value)>> Invoices(string orderNo) =>
        [.. (await Ledger()).GetProperty("invoices").EnumerateArray()
            .Where(invoice => invoice.GetProperty("orderId").GetString() == IdOf(orderNo))
            .Select(invoice => (invoice.GetProperty("type").GetString()!, invoice.GetProperty("invoiceNumber").GetString()!,
                invoice.GetProperty("invoiceValue").GetInt64()))];

    /// <summary>Calls of this operation that have come for the order, whatever became of them; of all orders where it is null.</summary>
    public async Task<int> Calls(string operation, string? orderNo = null) => (await Ledger()).GetProperty("calls").EnumerateArray()
        .Count(call => call.GetProperty("operation").GetString() == operation
            && (orderNo is null || call.GetProperty("orderId").GetString() == IdOf(orderNo)));

    /// <summary>Somebody configures the feed of the account's key: not this program.</summary>
    public Task ConfigureFeed(params string[] states) => Send(HttpMethod.Post, FeedConfig, new JsonObject
    {
        ["filter"] = new JsonObject { ["type"] = "FromWorkflow", ["status"] = new JsonArray([.. states.Select(state => (JsonNode)state)]) },
        ["queue"] = new JsonObject { ["visibilityTimeoutInSeconds"] = 30, ["MessageRetentionPeriodInSeconds"] = 345_600 },
    }.ToJsonString());

    /// <summary>As VTEX does when no event came for some days.</summary>
    public Task LosesConfiguration(string place = "feed") => Send(HttpMethod.Delete, $"{Account}/api/orders/{place}/config", "");

    /// <returns>Null: there is none.</returns>
    public async Task<JsonElement?> Configuration(string place = "feed")
    {
        using var request = Request(HttpMethod.Get, $"{Account}/api/orders/{place}/config");
        using var answer = await _http.SendAsync(request);
        return answer.IsSuccessStatusCode ? JsonElement.Parse(await answer.Content.ReadAsStringAsync()) : null;
    }

    /// <summary>Events of the feed that are not committed.</summary>
    public async Task<int> Uncommitted() => (await Configuration())!.Value.GetProperty("quantity").GetInt32();

    /// <summary>Looks at orders that were answered, by their ids.</summary>
    public async Task<ILookup<string, JsonElement>> Looks() => (await Ledger()).GetProperty("calls").EnumerateArray()
        .Where(call => call.GetProperty("operation").GetString() == "get"
            && call.TryGetProperty("status", out var status) && status.ValueKind == JsonValueKind.Number && status.GetInt32() == 200)
        .ToLookup(call => call.GetProperty("orderId").GetString()!);

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        if (_simulator is not null)
        {
            await _simulator.DisposeAsync();
        }
    }

    private static string PathOf(MarketplaceOrder order) => $"simulator/orders/{order.OrderId}?account={order.Account}";

    private async Task Send(HttpMethod method, string path, string body)
    {
        using var request = Request(method, path);
        request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await _http.SendAsync(request);
        answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync());
    }

    private HttpRequestMessage Request(HttpMethod method, string path) => new(method, new Uri(Address, path))
    {
        Headers = { { "X-VTEX-API-AppKey", "key" }, { "X-VTEX-API-AppToken", "token" } },
    };
}
