using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Invoicing.Emporix;
using Invoicing.Emporix.Api;
using Invoicing.Emporix.SetUp;
using Invoicing.Harness;
using Invoicing.Host.Composition;
using Invoicing.Messaging;
using Invoicing.Storage;
using Invoicing.Tests;
using Marten;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Invoicing.IntegrationTests.Emporix;

/// <summary>What serves Emporix's tenants, as the program registers it. Every answer is judged by the vendor's description.</summary>
internal sealed class EmporixInstance : IAsyncDisposable
{
    /// <summary>Of every client.</summary>
    public const string Secret = "sixteen-characters-and-more";

    private const long LargeBody = 64 * 1024;

    private readonly ServiceProvider _services;
    private readonly ApiServer _server;
    private readonly HttpClient _http = new(new SocketsHttpHandler { Expect100ContinueTimeout = TimeSpan.FromMinutes(1) });

    private EmporixInstance(ServiceProvider services) =>
        (_services, _server) = (services, ActivatorUtilities.CreateInstance<ApiServer>(services));

    public IDocumentStore Store => _services.GetRequiredService<IDocumentStore>();

    public IEnumerable<IApiRoutes> Routes => _services.GetServices<IApiRoutes>();

    /// <summary>As the settings say; unless they say otherwise, kept here.</summary>
    public IEmporixSetUp SetUp => _services.GetRequiredService<IEmporixSetUp>();

    /// <summary>Clients: <c>shop</c> may do all of tenant acme, <c>reader</c> only read configurations, <c>globex</c> is another tenant's.</summary>
    public static async Task<EmporixInstance> Start(
        TestDatabase database, bool first = true, params (string Name, string Value)[] more)
    {
        var settings = new Dictionary<string, string?>
        {
            ["Postgres:ConnectionString"] = database.ConnectionString,
            ["Emporix:Urls"] = "http://127.0.0.1:0",
            ["Emporix:ApiClients:reader:Scopes"] = ApiScopes.ConfigurationView,
        };
        foreach (var (client, tenant) in new[] { ("shop", "acme"), ("reader", "acme"), ("globex", "globex") })
        {
            settings[$"Emporix:ApiClients:{client}:Secret"] = Secret;
            settings[$"Emporix:ApiClients:{client}:Tenant"] = tenant;
            settings[$"Emporix:Tenants:{tenant}:ClientId"] = settings[$"Emporix:Tenants:{tenant}:ClientSecret"] = "of-emporix";
        }

        foreach (var (name, value) in more)
        {
            settings[name] = value;
        }

        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
        var services = new ServiceCollection().AddSingleton<IConfiguration>(configuration).AddLogging().AddStorage().AddOrderInvoicing();
        new EmporixModule().AddSystem(services, configuration);
        services.AddFailureNotifications(configuration, Roles.EmporixApi).AddEmporixApi(configuration, Roles.EmporixApi);
        var instance = new EmporixInstance(services.BuildServiceProvider());
        if (first)
        {
            await database.Create();
            await instance._services.GetRequiredService<DatabaseSchema>().Apply(CancellationToken.None);
        }

        await instance._server.StartAsync(CancellationToken.None);
        return instance;
    }

    public async Task<string> Token(string client = "shop") =>
        (await Ask(client, Secret)).Body!.Value.GetProperty("access_token").GetString()!;

    public Task<ApiAnswer> Ask(string client, string secret, string? scope = null)
    {
        var form = new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials", ["client_id"] = client, ["client_secret"] = secret,
        };
        if (scope is not null)
        {
            form["scope"] = scope;
        }

        return Send(HttpMethod.Post, "/oauth/token", null, new FormUrlEncodedContent(form));
    }

    public Task<ApiAnswer> Send(string method, string path, string? token, string? json = null) => Send(
        HttpMethod.Parse(method), path, token, json is null ? null : new StringContent(json, Encoding.UTF8, "application/json"));

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _server.StopAsync(CancellationToken.None);
        await _services.DisposeAsync();
    }

    private async Task<ApiAnswer> Send(HttpMethod method, string path, string? token, HttpContent? content)
    {
        using var request = new HttpRequestMessage(method, new Uri(new Uri(_server.Addresses.Single()), path)) { Content = content };
        // What is too large is refused before it is sent: whoever sends it at once may see the connection end instead of the answer.
        request.Headers.ExpectContinue = content?.Headers.ContentLength > LargeBody;
        if (token is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        using var response = await _http.SendAsync(request);
        var body = await response.Content.ReadAsStringAsync();
        response.Headers.Contains("Server").ShouldBeFalse();
        Faults(method.Method, path.Split('?')[0], response, body).ShouldBeEmpty();
        return new((int)response.StatusCode, body.Length == 0 ? null : JsonElement.Parse(body));
    }

    /// <summary>What the vendor, in whose place we answer, would not answer like that; calls that are ours alone are free.</summary>
    private static IReadOnlyList<string> Faults(string method, string path, HttpResponseMessage response, string body)
    {
        var (status, mediaType) = ((int)response.StatusCode, response.Content.Headers.ContentType?.MediaType);
        if (body.Length > 0 && mediaType != "application/json")
        {
            return [$"the answer is {mediaType}, not JSON"];
        }

        if (VendorApi.Emporix.Describes(method, path, status))
        {
            // The vendor describes a text there, and shows an object in its example.
            return (VendorApi.Emporix.NameOf(method, path), status) == ("POST-sequential-id-create-tenant-schema", 201)
                ? []
                : VendorApi.Emporix.FaultsOfAnswer(method, path, status, mediaType, body);
        }

        // What the vendor leaves out looks like the errors that it describes.
        return status >= 400 && !body.Contains("\"message\"", StringComparison.Ordinal) && !body.Contains("\"fault\"", StringComparison.Ordinal)
            ? [$"{status} is no answer of {method} {path}"]
            : [];
    }
}

internal sealed record ApiAnswer(int Status, JsonElement? Body)
{
    public string? Id => Body?.GetProperty("id").GetString();

    public string? Detail => Body is { ValueKind: JsonValueKind.Object } body && body.TryGetProperty("detailInfo", out var detail)
        ? detail.GetString()
        : null;

    public ApiAnswer Is(int status)
    {
        Status.ShouldBe(status, $"{Body}");
        return this;
    }
}

/// <summary>A tenant <c>acme</c> with the site <c>de-main</c> in Berlin.</summary>
public abstract class EmporixApiTest : IAsyncLifetime
{
    private protected TestDatabase Database { get; } = new(Servers.Shared.Postgres);

    private protected EmporixInstance Emporix { get; private set; } = null!;

    private protected string Token { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Emporix = await EmporixInstance.Start(Database);
        Token = await Emporix.Token();
    }

    public async Task DisposeAsync()
    {
        await Emporix.DisposeAsync();
        await Database.DisposeAsync();
    }

    private protected Task<ApiAnswer> Send(string method, string path, string? json = null) => Emporix.Send(method, path, Token, json);

    private protected async Task HasSite() => (await Send("PUT", "/site/acme/sites/de-main", SiteJson())).Is(201);

    private protected static string SiteJson(string zone = "Europe/Berlin") => $$$$"""
        {"code":"de-main","name":"Shop","defaultLanguage":"de","languages":["de"],"currency":"EUR","shipToCountries":["DE"],
         "taxDeterminationBasedOn":"BILLING_ADDRESS","includesTax":true,"amount":1e999999,
         "homeBase":{"timezone":"{{{{zone}}}}","address":{"street":"Allee","streetNumber":"5","zipCode":"10115","city":"Berlin","country":"DE"}}}
        """;

    /// <returns>Its id.</returns>
    private protected async Task<string> HasSchema(
        string preText = "INV-__year__-", int digits = 6, long start = 1, long max = 999_999, string more = "", string type = "invoiceNoSequence") =>
        (await Send("POST", "/sequential-id/acme/schemas", $$"""
            {"name":"{{preText}}","schemaType":"{{type}}","preText":"{{preText}}","startValue":{{start}},"maxValue":{{max}},
             "numberOfDigits":{{digits}}{{more}}}
            """)).Is(201).Id!;

    private protected Task<DrawnNumber> Number(string orderId) => Emporix.SetUp.Number("acme", orderId, "de-main", CancellationToken.None);
}
