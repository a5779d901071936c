using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Invoicing.Emporix;
using Invoicing.Harness;

namespace Invoicing.Benchmarks.Load;

/// <summary>The invoice service as a client of the tenant calls it.</summary>
internal sealed class TenantClient
{
    public const string AddressSetting = "Emporix__Urls";
    public const string Client = "shop";
    public const string Secret = "a-secret-of-the-benchmark";

    private const string Tenant = TestEmporix.Tenant;

    private readonly HttpClient _http;

    private TenantClient(HttpClient http) => _http = http;

    public static async Task<TenantClient> Open(Uri service)
    {
        var http = new HttpClient { BaseAddress = service, Timeout = TimeSpan.FromMinutes(5) };
        // The service listens a moment after it has started.
        var issued = await Wait.For(() => Token(http), $"the service answers at {service}");
        var token = (await issued.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("access_token").GetString();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return new(http);
    }

    /// <summary>Site, numbers without a gap, and that automatic jobs take what was delivered an hour ago.</summary>
    public async Task SetUp()
    {
        await Send(HttpMethod.Put, $"site/{Tenant}/sites/{TestEmporix.Site}", JsonNode.Parse("""
            {"code":"de-main","name":"Acme","defaultLanguage":"de","languages":["de"],"currency":"EUR","includesTax":true,
             "homeBase":{"timezone":"Europe/Berlin",
                         "address":{"street":"Hafenweg","streetNumber":"1","zipCode":"20457","city":"Hamburg","country":"DE"}},
             "shipToCountries":["DE"],"taxDeterminationBasedOn":"BILLING_ADDRESS"}
            """));
        var schema = await Send(HttpMethod.Post, $"sequential-id/{Tenant}/schemas", JsonNode.Parse("""
            {"name":"invoices","schemaType":"invoiceNoSequence","preText":"","startValue":1,"maxValue":999999999,"numberOfDigits":9}
            """));
        await Send(HttpMethod.Post, $"sequential-id/{Tenant}/schemas/{schema.GetProperty("id").GetString()}/setActive", null);
        await Send(HttpMethod.Post, $"configuration/{Tenant}/configurations", JsonNode.Parse("""
            [{"key":"invoiceSettings","value":{"threshold":"1h","status":"","extendedOrderStatus":""}}]
            """));
    }

    /// <returns>The job's id.</returns>
    public Task<string> Job(IEnumerable<string> orderNos) => Job(new JsonObject
    {
        ["jobType"] = "MANUAL",
        ["orderIds"] = new JsonArray([.. orderNos.Select(orderNo => JsonValue.Create(EmporixOrders.Parse(orderNo)!.Value.OrderId))]),
    });

    /// <returns>The job's id.</returns>
    public Task<string> AutomaticJob() => Job(new JsonObject { ["jobType"] = "AUTOMATIC" });

    /// <summary>How many orders it has, and how many of them are invoiced.</summary>
    public async Task<(int Orders, int Invoiced)> Show(string jobId)
    {
        var job = await Send(HttpMethod.Get, $"invoice/{Tenant}/jobs/invoices/{jobId}", null);
        var orders = job.GetProperty("orders").EnumerateArray().ToList();
        return (orders.Count, orders.Count(order => order.GetProperty("orderStatus").GetString() == "SUCCESS"));
    }

    private async Task<string> Job(JsonObject request) =>
        (await Send(HttpMethod.Post, $"invoice/{Tenant}/jobs/invoices", request)).GetProperty("jobId").GetString()!;

    private async Task<JsonElement> Send(HttpMethod method, string path, JsonNode? body)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        using var answer = await _http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        answer.IsSuccessStatusCode.ShouldBeTrue($"{method} {path}: {(int)answer.StatusCode} {text}");
        return text.Length == 0 ? default : JsonElement.Parse(text);
    }

    private static async Task<HttpResponseMessage?> Token(HttpClient http)
    {
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials", ["client_id"] = Client, ["client_secret"] = Secret,
        });
        try
        {
            return await http.PostAsync("oauth/token", form);
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }
}
