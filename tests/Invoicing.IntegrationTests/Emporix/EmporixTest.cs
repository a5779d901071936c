using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Invoicing.Harness;
using MimeKit;
using UglyToad.PdfPig;
using Xunit.Abstractions;

namespace Invoicing.IntegrationTests.Emporix;

/// <summary>
/// The program with a simulated Emporix, whose ledger is the judge, and the invoice service as a tenant's client calls it: set up with a
/// site and the schema <c>INV-__year__-</c>.
/// </summary>
public abstract class EmporixTest(ITestOutputHelper output) : IAsyncLifetime
{
    private readonly HttpClient _http = new();

    private protected const string Tenant = TestEmporix.Tenant;

    private protected TestEmporix Emporix { get; } = new();

    private protected Installation Installation { get; private set; } = null!;

    private protected ServiceProcess Process { get; private set; } = null!;

    private protected Uri Service { get; } = new($"http://127.0.0.1:{FreePort.Find()}");

    /// <summary>This year in the site's zone, as numbers have it.</summary>
    private protected static int Year => TimeZoneInfo.ConvertTime(
        DateTimeOffset.UtcNow, TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin")).Year;

    public virtual async Task InitializeAsync()
    {
        await Emporix.Start();
        Installation = await Harness.Installation.Create(output.WriteLine, null, Settings());
        Process = await Installation.Serve();
        await SetUp();
    }

    public virtual async Task DisposeAsync()
    {
        _http.Dispose();
        await Installation.DisposeAsync();
        await Emporix.DisposeAsync();
    }

    private protected virtual (string, string)[] Settings() =>
    [
        ("Emporix__BaseUrl", Emporix.Address.ToString()), ("Emporix__Urls", Service.ToString()),
        ("Emporix__Tenants__acme__ClientId", "invoicing"), ("Emporix__Tenants__acme__ClientSecret", "s3cret-0f-acme"),
        ("Emporix__Tenants__acme__Seller__Name", "Acme Shoes GmbH"), ("Emporix__Tenants__acme__Seller__VatId", "DE123456789"),
        ("Emporix__ApiClients__shop__Secret", "s3cret-0f-the-shop"), ("Emporix__ApiClients__shop__Tenant", Tenant),
        ("Emporix__CallTimeout", "00:00:02"), ("Emporix__CallMargin", "00:00:01"), ("Emporix__Patience", "00:00:01"),
        ("Emporix__MailRepeatAfter", "00:00:02"), .. Harness.Installation.Hurried,
    ];

    /// <summary>As a tenant sets itself up: the site, and the schema of its numbers.</summary>
    private protected virtual async Task SetUp()
    {
        await Call(HttpMethod.Put, $"site/{Tenant}/sites/{TestEmporix.Site}", JsonNode.Parse("""
            {"code":"de-main","name":"Acme","defaultLanguage":"de","languages":["de"],"currency":"EUR","includesTax":true,
             "homeBase":{"timezone":"Europe/Berlin",
                         "address":{"street":"Hafenweg","streetNumber":"1","zipCode":"20457","city":"Hamburg","country":"DE"}},
             "shipToCountries":["DE"],"taxDeterminationBasedOn":"BILLING_ADDRESS"}
            """));
        await Schema("INV-__year__-", 6);
    }

    private protected async Task Schema(string preText, int digits, long startValue = 1, long maxValue = 999_999_999)
    {
        var created = await Call(HttpMethod.Post, $"sequential-id/{Tenant}/schemas", new JsonObject
        {
            ["name"] = "invoices", ["schemaType"] = "invoiceNoSequence", ["preText"] = preText, ["numberOfDigits"] = digits,
            ["startValue"] = startValue, ["maxValue"] = maxValue,
        });
        await Call(HttpMethod.Post, $"sequential-id/{Tenant}/schemas/{created.GetProperty("id").GetString()}/setActive", null);
    }

    private protected Task<string> Job(params string[] orderIds) => Job(new JsonObject
    {
        ["jobType"] = "MANUAL", ["orderIds"] = new JsonArray([.. orderIds.Select(id => JsonValue.Create(id))]),
    });

    /// <returns>The job's id.</returns>
    private protected async Task<string> Job(JsonObject request) =>
        (await Call(HttpMethod.Post, $"invoice/{Tenant}/jobs/invoices", request)).GetProperty("jobId").GetString()!;

    private protected Task<JsonElement> Show(string jobId) => Call(HttpMethod.Get, $"invoice/{Tenant}/jobs/invoices/{jobId}", null);

    /// <summary>Waits for its end.</summary>
    /// <returns>Its orders by their ids.</returns>
    private protected async Task<Dictionary<string, JsonElement>> Ends(string jobId)
    {
        JsonElement job = default;
        await Wait.Until(
            async () => (job = await Show(jobId)).GetProperty("jobStatus").GetString() == "DONE", "the job is done");
        return job.GetProperty("orders").EnumerateArray().ToDictionary(order => order.GetProperty("orderId").GetString()!);
    }

    private protected async Task<JsonElement> Call(HttpMethod method, string path, JsonNode? body)
    {
        using var answer = await Send(method, path, body?.ToJsonString());
        var text = await answer.Content.ReadAsStringAsync();
        answer.IsSuccessStatusCode.ShouldBeTrue($"{method} {path}: {(int)answer.StatusCode} {text}");
        return text.Length == 0 ? default : JsonElement.Parse(text);
    }

    private protected async Task<(HttpStatusCode Status, JsonElement Body)> Refused(HttpMethod method, string path, string? body)
    {
        using var answer = await Send(method, path, body);
        answer.IsSuccessStatusCode.ShouldBeFalse();
        return (answer.StatusCode, await answer.Content.ReadFromJsonAsync<JsonElement>());
    }

    private protected async Task<byte[]> Preview(string orderId)
    {
        using var answer = await Send(HttpMethod.Post, $"invoice/{Tenant}/previews", $$"""{"orderId":"{{orderId}}"}""");
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadAsByteArrayAsync();
    }

    private protected async Task<byte[]> Download(string link) => await _http.GetByteArrayAsync(new Uri(link));

    /// <summary>The mails to a customer, each with the text of its PDF.</summary>
    private protected IReadOnlyList<(MimeMessage Mail, string Pdf)> MailsTo(string address) =>
        [.. Installation.Mails.All().Select(mail => mail.Mime).Where(mail => mail.To.Mailboxes.Any(to => to.Address == address))
            .Select(mail =>
            {
                using var content = new MemoryStream();
                mail.Attachments.OfType<MimePart>().Single().Content!.DecodeTo(content);
                return (mail, TextOf(content.ToArray()));
            })];

    private protected static string TextOf(byte[] pdf)
    {
        using var document = PdfDocument.Open(pdf);
        return string.Join('\n', document.GetPages().Select(page => page.Text));
    }

    private protected async Task<HttpResponseMessage> Send(
        HttpMethod method, string path, string? body, params (string Name, string Value)[] headers)
    {
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials", ["client_id"] = "shop", ["client_secret"] = "s3cret-0f-the-shop",
        });
        HttpResponseMessage? issued = null;
        // The service listens a moment after it has started.
        await Wait.Until(
            async () =>
            {
                try
                {
                    issued = await _http.PostAsync(new Uri(Service, "oauth/token"), form);
                    return true;
                }
                catch (HttpRequestException)
                {
                    return false;
                }
            },
            "the service answers");
        var token = (await issued!.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("access_token").GetString();
        using var request = new HttpRequestMessage(method, new Uri(Service, path));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        foreach (var (name, value) in headers)
        {
            request.Headers.Add(name, value);
        }

        request.Content = body is null ? null : new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        return await _http.SendAsync(request);
    }
}
