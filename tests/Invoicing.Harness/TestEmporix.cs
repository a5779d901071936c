using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Invoicing.Simulators.Emporix;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Hosting;

namespace Invoicing.Harness;

/// <summary>An Emporix of the test's own: the simulator, asked only over HTTP. Its tenant is acme.</summary>
internal sealed class TestEmporix : IAsyncDisposable
{
    public const string Tenant = "acme";
    public const string Site = "de-main";

    private readonly HttpClient _http = new();
    private WebApplication? _simulator;

    public Uri Address { get; private init; } = new($"http://127.0.0.1:{FreePort.Find()}/");

    /// <summary>One that runs already.</summary>
    public static TestEmporix At(Uri address) => new() { Address = address };

    public async Task Start()
    {
        _simulator = EmporixSimulator.Build([Address.ToString()]);
        await _simulator.StartAsync();
    }

    /// <summary>Two units at 35.00 EUR gross with 19 % tax, shipping 4.90: 74.90, authorised on one card.</summary>
    public static JsonObject Order(string orderId, Action<JsonObject>? change = null)
    {
        var order = new JsonObject
        {
            ["status"] = "CONFIRMED",
            ["siteCode"] = Site,
            ["customer"] = new JsonObject { ["firstName"] = "Rosa", ["lastName"] = "Núñez", ["email"] = "rosa@example.test" },
            ["entries"] = new JsonArray(new JsonObject
            {
                ["amount"] = 2,
                ["product"] = new JsonObject { ["sku"] = "S-1", ["name"] = "Sandal" },
                ["calculatedUnitPrice"] = Price(35.00m, 19),
            }),
            ["calculatedPrice"] = new JsonObject { ["totalShipping"] = Price(4.90m, 19) },
            ["billingAddress"] = new JsonObject
            {
                ["contactName"] = "Rosa Núñez", ["street"] = "Hauptstraße", ["streetNumber"] = "1", ["zipCode"] = "10115",
                ["city"] = "Berlin", ["country"] = "DE",
            },
            ["payments"] = new JsonArray(new JsonObject
            {
                ["method"] = "card", ["provider"] = "SPREEDLY", ["status"] = "AUTHORIZATION_SUCCESS", ["currency"] = "EUR",
                ["paidAmount"] = 0, ["authorizedAmount"] = 74.90m, ["transactionId"] = TransactionOf(orderId),
            }),
        };
        change?.Invoke(order);
        return order;
    }

    public static JsonObject Price(decimal gross, decimal taxRate) => new() { ["grossValue"] = gross, ["taxRate"] = taxRate };

    /// <summary>The body that captures so much.</summary>
    public static JsonObject Capture(decimal amount, string currency = "EUR") => new() { ["amount"] = amount, ["currency"] = currency };

    public static string TransactionOf(string orderId) => $"t-{orderId}";

    /// <summary>The order as it stands in Emporix, and the transaction of its payment.</summary>
    public async Task Put(string orderId, Action<JsonObject>? change = null, decimal authorised = 74.90m)
    {
        await PutOrder(orderId, Order(orderId, change));
        await PutTransaction(TransactionOf(orderId), new JsonObject { ["authorised"] = authorised });
    }

    public Task PutOrder(string orderId, JsonObject order, string tenant = Tenant) => Control($"orders/{orderId}?tenant={tenant}", order);

    /// <param name="transaction">authorised, currency, provider, refusal, captures.</param>
    public Task PutTransaction(string transactionId, JsonObject transaction, string tenant = Tenant) =>
        Control($"transactions/{transactionId}?tenant={tenant}", transaction);

    public Task PutSite(string siteCode = Site, JsonObject? site = null) =>
        Control($"sites/{siteCode}?tenant={Tenant}", site ?? new JsonObject
        {
            ["defaultLanguage"] = "de",
            ["homeBase"] = new JsonObject
            {
                ["timezone"] = "Europe/Berlin",
                ["address"] = new JsonObject { ["street"] = "Hafenweg", ["zipCode"] = "20457", ["city"] = "Hamburg", ["country"] = "DE" },
            },
        });

    /// <summary>A schema of invoice numbers, active from now on.</summary>
    /// <returns>Its id.</returns>
    public async Task<string> PutSchema(
        string preText = "INV-__year__-", int digits = 6, long startValue = 1, long maxValue = 999_999_999, JsonObject? placeholders = null)
    {
        var id = (await Call(HttpMethod.Post, $"sequential-id/{Tenant}/schemas", new JsonObject
        {
            ["name"] = "invoices", ["schemaType"] = "invoiceNoSequence", ["preText"] = preText, ["numberOfDigits"] = digits,
            ["startValue"] = startValue, ["maxValue"] = maxValue, ["placeholders"] = placeholders ?? new JsonObject(),
        })).GetString()!;
        await Call(HttpMethod.Post, $"sequential-id/{Tenant}/schemas/{id}/setActive", null);
        return id;
    }

    /// <summary>What AUTOMATIC jobs select by.</summary>
    public Task Configure(string threshold, string status = "", string extendedOrderStatus = "") =>
        Call(HttpMethod.Post, $"configuration/{Tenant}/configurations", new JsonArray(new JsonObject
        {
            ["key"] = "invoiceSettings",
            ["value"] = new JsonObject
            {
                ["threshold"] = threshold, ["status"] = status, ["extendedOrderStatus"] = extendedOrderStatus,
            },
        }));

    public Task PutLogo(string url, string siteCode = Site) => Call(
        HttpMethod.Post,
        $"site/{Tenant}/sites/{siteCode}/mixins",
        new JsonObject { ["generalShopSettings"] = new JsonObject { ["logoUrl"] = url } });

    /// <param name="document">As <c>PUT /faults</c> takes it.</param>
    public Task Faults(string document) => Send(HttpMethod.Put, "faults", document);

    /// <summary>How often each rule in force has fired, in their order.</summary>
    public async Task<IReadOnlyList<int>> FaultsFired() =>
        [.. (await _http.GetFromJsonAsync<JsonElement>(new Uri(Address, "faults"))).GetProperty("rules").EnumerateArray()
            .Select(rule => rule.GetProperty("fired").GetInt32())];

    /// <param name="document">As <c>PUT /simulator/behaviour</c> takes it.</param>
    public Task Behaves(string document) => Send(HttpMethod.Put, "simulator/behaviour", document);

    /// <summary>Every token that was given out is refused from now on.</summary>
    public Task RevokeTokens() => Send(HttpMethod.Delete, "simulator/tokens", "");

    public async Task<JsonElement> Ledger() => await _http.GetFromJsonAsync<JsonElement>(new Uri(Address, "ledger"));

    /// <summary>What the gateway took for the order's transaction, in the order in which it came.</summary>
    public async Task<IReadOnlyList<decimal>> Captures(string orderId) =>
        [.. (await Ledger()).GetProperty("captures").EnumerateArray()
            .Where(capture => capture.GetProperty("transactionId").GetString() == TransactionOf(orderId))
            .Select(capture => capture.GetProperty("amount").GetDecimal())];

    /// <summary>The numbers that were drawn.</summary>
    public async Task<IReadOnlyList<string>> Numbers() =>
        [.. (await Ledger()).GetProperty("numbers").EnumerateArray().Select(number => number.GetProperty("id").GetString()!)];

    /// <summary>Calls of this operation that have come, whatever became of them; of all operations where it is null.</summary>
    public async Task<int> Calls(string? operation = null) => (await Ledger()).GetProperty("calls").EnumerateArray()
        .Count(call => operation is null || call.GetProperty("operation").GetString() == operation);

    /// <summary>A token of the tenant's, with all rights.</summary>
    public async Task<string> Token(string tenant = Tenant)
    {
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials", ["client_id"] = "test", ["client_secret"] = "secret", ["scope"] = $"tenant={tenant}",
        });
        using var answer = await _http.PostAsync(new Uri(Address, "oauth/token"), form);
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("access_token").GetString()!;
    }

    /// <summary>A call of somebody else's, who has all rights. It stands in the ledger like any other.</summary>
    public async Task<JsonElement> Call(HttpMethod method, string path, JsonNode? body) =>
        await Send(method, path, body?.ToJsonString() ?? "", await Token()) is { Length: > 0 } answer ? JsonElement.Parse(answer) : default;

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        if (_simulator is not null)
        {
            await _simulator.DisposeAsync();
        }
    }

    private Task Control(string path, JsonObject body) => Send(HttpMethod.Put, $"simulator/{path}", body.ToJsonString());

    private async Task<string> Send(HttpMethod method, string path, string body, string? token = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(Address, path))
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        using var answer = await _http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        answer.IsSuccessStatusCode.ShouldBeTrue(text);
        return text;
    }
}
