using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Invoicing.Harness;
using Invoicing.Harness.Oracle;
using Invoicing.Torture.Proxies;

namespace Invoicing.Torture;

/// <summary>
/// The simulated Emporix of a run with the tenants' orders, and the tenants' clients, who set the service up and post invoice jobs. They call
/// it directly: faults of the network do not meet them. What is not answered they ask again, with the same <c>Idempotency-Key</c>.
/// </summary>
internal sealed class Emporix : IAsyncDisposable
{
    private static readonly TimeSpan s_beat = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    private readonly TestEmporix _emporix = new();
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(10) };
    private readonly Uri _service = new($"http://127.0.0.1:{FreePort.Find()}");
    private readonly ConcurrentDictionary<string, string> _tokens = [];
    private readonly ConcurrentBag<(PlannedJob Planned, string Id)> _jobs = [];

    private Emporix(TenantOrders orders) => (Orders, Rules) = (orders, new FaultRules(_emporix.Faults, _emporix.FaultsFired));

    public TenantOrders Orders { get; }

    public FaultRules Rules { get; }

    public TcpProxy Proxy { get; private set; } = null!;

    /// <summary>Of the tenants at Emporix, and of their clients here.</summary>
    public static IEnumerable<string> Secrets => TenantSetUp.All.SelectMany(tenant => new[] { Secret(tenant.Name), ClientSecret(tenant.Name) });

    /// <summary>The tenants through the proxy, and waits that are short.</summary>
    public IEnumerable<(string Name, string Value)> Settings =>
    [
        ("Emporix__BaseUrl", $"http://127.0.0.1:{Proxy.Port}"), ("Emporix__Urls", _service.ToString()),
        .. TenantSetUp.All.SelectMany(tenant => new (string, string)[]
        {
            ($"Emporix__Tenants__{tenant.Name}__ClientId", "invoicing"),
            ($"Emporix__Tenants__{tenant.Name}__ClientSecret", Secret(tenant.Name)),
            ($"Emporix__Tenants__{tenant.Name}__Seller__Name", tenant.Seller),
            ($"Emporix__ApiClients__{tenant.Name}shop__Secret", ClientSecret(tenant.Name)),
            ($"Emporix__ApiClients__{tenant.Name}shop__Tenant", tenant.Name),
        }),
        ("Emporix__CallTimeout", "00:00:02.500"), ("Emporix__CallMargin", "00:00:01"), ("Emporix__Patience", "00:00:01"),
        ("Emporix__MailRepeatAfter", "00:00:02"),
    ];

    public static async Task<Emporix> Start(TenantOrders orders)
    {
        var emporix = new Emporix(orders);
        await emporix._emporix.Start();
        emporix.Proxy = new TcpProxy(emporix._emporix.Address.Host, emporix._emporix.Address.Port);
        await emporix.Behaves(visibleAfterMs: 300);
        foreach (var order in orders.Orders.Where(order => order.Json is not null))
        {
            await emporix._emporix.PutOrder(order.OrderId, order.Json!, order.Tenant);
            foreach (var (id, transaction) in order.Transactions)
            {
                await emporix._emporix.PutTransaction(id, transaction, order.Tenant);
            }
        }

        return emporix;
    }

    /// <param name="visibleAfterMs">From a capture until its transaction shows it.</param>
    public Task Behaves(int visibleAfterMs) => _emporix.Behaves(new JsonObject
    {
        ["capturesVisibleAfterMs"] = visibleAfterMs,
        ["clients"] = new JsonArray([.. TenantSetUp.All.Select(tenant => new JsonObject
        {
            ["tenant"] = tenant.Name, ["clientId"] = "invoicing", ["clientSecret"] = Secret(tenant.Name),
        })]),
    }.ToJsonString());

    public Task<int> Calls(string operation) => _emporix.Calls(operation);

    /// <summary>What the gateway has captured, by tenant and transaction.</summary>
    public async Task<HashSet<(string Tenant, string Transaction)>> Captures() => [.. (await _emporix.Ledger()).GetProperty("captures")
        .EnumerateArray().Select(capture => (capture.Text("tenant"), capture.Text("transactionId")))];

    /// <summary>The tenants' sites and the schemas of their numbers.</summary>
    public async Task SetUp()
    {
        foreach (var tenant in Orders.Orders.Count == 0 ? [] : TenantSetUp.All)
        {
            foreach (var site in tenant.Sites)
            {
                await Call(tenant.Name, HttpMethod.Put, $"site/{tenant.Name}/sites/{site.Code}", new JsonObject
                {
                    ["code"] = site.Code, ["name"] = site.Code, ["defaultLanguage"] = site.Language,
                    ["languages"] = new JsonArray(site.Language), ["currency"] = "EUR", ["includesTax"] = true,
                    ["shipToCountries"] = new JsonArray(site.Country), ["taxDeterminationBasedOn"] = "BILLING_ADDRESS",
                    ["homeBase"] = new JsonObject
                    {
                        ["timezone"] = site.Zone,
                        ["address"] = new JsonObject { ["zipCode"] = "20457", ["city"] = "Port", ["country"] = site.Country },
                    },
                });
            }

            var schema = await Call(tenant.Name, HttpMethod.Post, $"sequential-id/{tenant.Name}/schemas", new JsonObject
            {
                ["name"] = "invoices", ["schemaType"] = "invoiceNoSequence", ["preText"] = tenant.PreText,
                ["numberOfDigits"] = tenant.Digits, ["startValue"] = tenant.StartValue, ["maxValue"] = 999_999,
            });
            await Call(tenant.Name, HttpMethod.Post, $"sequential-id/{tenant.Name}/schemas/{schema.Text("id")}/setActive", null);
        }
    }

    /// <summary>Each at its place; some clients ask twice at the same time.</summary>
    public async Task PostJobs(Run run)
    {
        foreach (var job in Orders.Jobs)
        {
            await run.Oms.Has(job.Place);
            await Task.WhenAll(Enumerable.Range(0, job.Times).Select(async _ =>
            {
                var created = await Call(
                    job.Tenant,
                    HttpMethod.Post,
                    $"invoice/{job.Tenant}/jobs/invoices",
                    new JsonObject { ["jobType"] = "MANUAL", ["orderIds"] = new JsonArray([.. job.OrderIds.Select(id => JsonValue.Create(id))]) },
                    key: $"{Guid.NewGuid()}");
                _jobs.Add((job, created.Text("jobId")));
            }));
        }
    }

    /// <summary>While the service runs.</summary>
    public async Task<EmporixEvidence> Collect(Run run)
    {
        var jobs = new List<ToldJob>();
        foreach (var (planned, id) in _jobs)
        {
            var told = await Call(planned.Tenant, HttpMethod.Get, $"invoice/{planned.Tenant}/jobs/invoices/{id}", null);
            jobs.Add(new(planned, told.GetRawText()));
        }

        var links = jobs.SelectMany(job => JsonElement.Parse(job.Json).GetProperty("orders").EnumerateArray())
            .Select(entry => entry.Text("downloadLink")).Where(link => link.Length > 0).Distinct();
        var files = new Dictionary<string, byte[]>();
        foreach (var link in links)
        {
            files[link] = await _http.GetByteArrayAsync(new Uri(link));
        }

        var numbers = new Dictionary<string, string>();
        foreach (var tenant in TenantSetUp.All)
        {
            var told = await run.Installation.Run("emporix", "numbers", "--tenant", tenant.Name, "--output", "json");
            numbers[tenant.Name] = told.ExitCode == 0 ? told.Output : throw new InvalidOperationException($"{told}");
        }

        return new(
            (await _emporix.Ledger()).GetRawText(),
            jobs,
            numbers,
            files,
            [.. run.MailServer.Messages.Except(run.MailsToOperations)]);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await Proxy.DisposeAsync();
        await _emporix.DisposeAsync();
    }

    private static string Secret(string tenant) => $"s3cret-0f-{tenant}-at-emporix";

    private static string ClientSecret(string tenant) => $"s3cret-0f-the-{tenant}shop";

    /// <summary>Until it is answered with yes or no: the service may be dead, or its database.</summary>
    private async Task<JsonElement> Call(string tenant, HttpMethod method, string path, JsonNode? body, string? key = null)
    {
        var last = "";
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < s_patience; await Task.Delay(s_beat))
        {
            try
            {
                var token = _tokens.GetValueOrDefault(tenant) ?? (_tokens[tenant] = await Login(tenant));
                using var request = new HttpRequestMessage(method, new Uri(_service, path))
                {
                    Content = body is null ? null : JsonContent.Create(body),
                };
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
                if (key is not null)
                {
                    request.Headers.Add("Idempotency-Key", key);
                }

                return await Answer(request);
            }
            catch (HttpRequestException e) when (e.StatusCode is null or HttpStatusCode.Unauthorized or >= HttpStatusCode.InternalServerError)
            {
                last = e.Message;
                _tokens.TryRemove(tenant, out _);
            }
            catch (Exception e) when (e is TaskCanceledException or IOException or JsonException)
            {
                last = e.Message;
            }
        }

        throw new TimeoutException($"{method} {path} was not done within {s_patience.TotalMinutes:0} minutes: {last}");
    }

    private async Task<string> Login(string tenant)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_service, "oauth/token"))
        {
            Content = new FormUrlEncodedContent(new Dictionary<string, string>
            {
                ["grant_type"] = "client_credentials", ["client_id"] = $"{tenant}shop", ["client_secret"] = ClientSecret(tenant),
            }),
        };
        return (await Answer(request)).Text("access_token");
    }

    private async Task<JsonElement> Answer(HttpRequestMessage request)
    {
        using var answer = await _http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        return !answer.IsSuccessStatusCode
            ? throw new HttpRequestException($"{request.Method} {request.RequestUri}: {text}", null, answer.StatusCode)
            : text.Length == 0 ? default : JsonElement.Parse(text);
    }
}
