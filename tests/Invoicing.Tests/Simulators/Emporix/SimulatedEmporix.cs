using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Invoicing.Simulators.Emporix;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Time.Testing;

namespace Invoicing.Tests.Simulators.Emporix;

/// <summary>
/// A running simulator and the words to talk to it, with a token of tenant acme. Every answer to a call of the vendor's is compared with
/// the vendor's own description, as long as no faults were set.
/// </summary>
internal sealed class SimulatedEmporix : IAsyncDisposable
{
    public const string Orders = "/order-v2/acme/salesorders";
    public const string Order = $"{Orders}/o-1";
    public const string Calculations = $"{Order}/calculations";
    public const string Capture = "/payment-gateway/acme/payment/t-1/capture";
    public const string Transaction = "/payment-gateway/acme/transactions/t-1";
    public const string Configurations = "/configuration/acme/configurations";
    public const string Schemas = "/sequential-id/acme/schemas";
    public const string NextId = $"{Schemas}/types/invoiceNoSequence/nextId";
    public const string Site = "/site/acme/sites/de-main";

    private readonly WebApplication _app;
    private readonly JudgedAnswers _judge = new(VendorApi.Emporix, PathOf);

    private SimulatedEmporix(WebApplication app, FakeTimeProvider clock)
    {
        _app = app;
        Clock = clock;
        Http = new HttpClient(_judge) { BaseAddress = new Uri(app.Urls.Single()), Timeout = TimeSpan.FromSeconds(30) };
    }

    public HttpClient Http { get; }

    /// <summary>It stands still unless a test moves it.</summary>
    public FakeTimeProvider Clock { get; }

    public IReadOnlyCollection<string> Seen => _judge.Seen;

    public static async Task<SimulatedEmporix> Start()
    {
        // A minute before the year begins in Berlin.
        var clock = new FakeTimeProvider(new DateTimeOffset(2025, 12, 31, 22, 59, 0, TimeSpan.Zero));
        var app = EmporixSimulator.Build(["http://127.0.0.1:0"], clock);
        await app.StartAsync();
        var emporix = new SimulatedEmporix(app, clock);
        await emporix.LogIn();
        return emporix;
    }

    public Task<HttpResponseMessage> AskForToken(string scope = "", string id = "id", string secret = "secret", string grant = "client_credentials") =>
        Http.PostAsync("/oauth/token", new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = grant, ["client_id"] = id, ["client_secret"] = secret, ["scope"] = scope,
        }));

    public async Task LogIn(string scope = "", string id = "id", string secret = "secret")
    {
        var token = await (await AskForToken(scope, id, secret)).Content.ReadFromJsonAsync<JsonElement>();
        Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token.GetProperty("access_token").GetString());
    }

    /// <summary>Two units at 35.00 and one at 10.00 with another rate, shipping 4.90: 84.90.</summary>
    public Task PutOrder(string id = "o-1", string more = "", string tenant = "acme") => Put($"orders/{id}?tenant={tenant}", $$"""
        { {{more}} "entries":[
          {"id":"a","amount":2,"calculatedUnitPrice":{"grossValue":35.00,"taxRate":19} },
          {"id":"b","amount":1,"calculatedUnitPrice":{"grossValue":10.00,"taxRate":7} }],
         "calculatedPrice":{"totalShipping":{"grossValue":4.90,"taxRate":19} } }
        """);

    public Task PutTransaction(string body = """{"authorised":84.90}""") => Put("transactions/t-1", body);

    public Task PutSite() => Put("sites/de-main", """{"homeBase":{"timezone":"Europe/Berlin","address":{"country":"AT","zipCode":"1010"}}}""");

    /// <returns>The schema's id.</returns>
    public async Task<string> PutSchema(string more = "", string preText = "INV-__year__-", int digits = 6, long start = 1, long max = 999_999)
    {
        var answer = await Send(HttpMethod.Post, Schemas, Schema(more, preText, digits, start, max));
        answer.StatusCode.ShouldBe(HttpStatusCode.Created, await answer.Content.ReadAsStringAsync());
        var id = (await answer.Content.ReadFromJsonAsync<string>())!;
        (await Send(HttpMethod.Post, $"{Schemas}/{id}/setActive")).StatusCode.ShouldBe(HttpStatusCode.OK);
        return id;
    }

    public static string Schema(string more = "", string preText = "INV-__year__-", int digits = 6, long start = 1, long max = 999_999) =>
        $$"""{ {{more}} "name":"invoices","schemaType":"invoiceNoSequence","preText":"{{preText}}","startValue":{{start}},"maxValue":{{max}},"numberOfDigits":{{digits}} }""";

    public async Task Put(string path, string body)
    {
        var answer = await Send(HttpMethod.Put, $"/simulator/{path}", body);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
    }

    public Task<HttpResponseMessage> Calculate(string entries) => Send(HttpMethod.Post, Calculations, $$"""{"entries":[{{entries}}]}""");

    public Task<HttpResponseMessage> TakeMoney(decimal amount = 84.90m, string currency = "EUR") =>
        Send(HttpMethod.Post, Capture, FormattableString.Invariant($$"""{"amount":{{amount}},"currency":"{{currency}}"}"""));

    public Task<HttpResponseMessage> Draw(string body = "{}", string query = "?siteCode=de-main") => Send(HttpMethod.Post, NextId + query, body);

    public async Task<string> Number(string body = "{}", string query = "?siteCode=de-main") =>
        (await (await Draw(body, query)).Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString()!;

    public Task<HttpResponseMessage> Send(HttpMethod method, string path, string? body = null) =>
        Http.SendAsync(new HttpRequestMessage(method, path) { Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json") });

    public async Task<JsonElement> Get(string path) => await Http.GetFromJsonAsync<JsonElement>(path);

    public async Task SetFaults(string document)
    {
        _judge.IsOff = true;
        var answer = await Send(HttpMethod.Put, "/faults", document);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
    }

    public async Task<JsonElement[]> Ledger(string book) => [.. (await Get("/ledger")).GetProperty(book).EnumerateArray()];

    public static async Task<string> MessageOf(HttpResponseMessage answer) =>
        (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("message").GetString()!;

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.DisposeAsync();
    }

    private static string? PathOf(string path) =>
        path.StartsWith("/simulator/", StringComparison.Ordinal) || path is "/ledger" or "/faults" or "/health" or "/nowhere" ? null : path;
}
