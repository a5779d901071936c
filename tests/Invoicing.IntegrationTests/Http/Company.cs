using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Invoicing.Harness;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace Invoicing.IntegrationTests.Http;

/// <summary>
/// A company's sign-in of the test's own, by OpenIddict: it lets in whoever is to come next without asking for a password. Codes are good
/// for one use, and PKCE is demanded.
/// </summary>
internal sealed class Company : IAsyncDisposable
{
    public const string Client = "invoicing-console";
    public const string Secret = "secret-of-the-client";

    private readonly SigningCredentials _key = NewKey();
    private readonly ConcurrentDictionary<string, bool> _usedCodes = new();
    private WebApplication? _app;

    public string Address { get; } = $"http://127.0.0.1:{FreePort.Find()}/";

    /// <summary>Where people are to be sent back to.</summary>
    public required Uri Callback { get; init; }

    /// <summary>Who comes next.</summary>
    public string Name { get; set; } = "ana";

    public ImmutableArray<string> Groups { get; set; } = [];

    /// <summary>Told instead of letting anybody in.</summary>
    public string? Error { get; set; }

    /// <summary>Changes the id token's claims after it was made; the signature is mended.</summary>
    public Action<JsonObject>? Forges { get; set; }

    /// <summary>Signs with a key that is not the published one, under its name.</summary>
    public bool SignsWrongly { get; set; }

    /// <summary>Leaves the signature out.</summary>
    public bool DoesNotSign { get; set; }

    /// <summary>Codes that were exchanged, also in vain.</summary>
    public int Exchanges { get; private set; }

    public async Task Start()
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseUrls(Address);
        builder.Services.AddRouting().AddAuthentication();
        builder.Services.AddOpenIddict().AddServer(server => server
            .SetIssuer(new Uri(Address))
            .SetAuthorizationEndpointUris("authorize")
            .SetTokenEndpointUris("token")
            .AllowAuthorizationCodeFlow()
            .RequireProofKeyForCodeExchange()
            .RegisterScopes(Scopes.Profile)
            .AddSigningCredentials(_key)
            .AddEphemeralEncryptionKey()
            .EnableDegradedMode()
            .AddEventHandler<ValidateAuthorizationRequestContext>(handler => handler.UseInlineHandler(Look))
            .AddEventHandler<HandleAuthorizationRequestContext>(handler => handler.UseInlineHandler(LetIn))
            .AddEventHandler<ValidateTokenRequestContext>(handler => handler.UseInlineHandler(Look))
            .AddEventHandler<ApplyTokenResponseContext>(handler => handler.UseInlineHandler(Forge).SetOrder(int.MinValue))
            .UseAspNetCore().DisableTransportSecurityRequirement());
        _app = builder.Build();
        _app.UseAuthentication();
        await _app.StartAsync();
        // Its first answer takes long on a busy machine, and whoever signs in does not wait as long.
        using var patient = new HttpClient { BaseAddress = new(Address) };
        foreach (var path in new[] { ".well-known/openid-configuration", ".well-known/jwks", "authorize" })
        {
            using var answer = await patient.GetAsync(path);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is { } app)
        {
            await app.DisposeAsync();
        }
    }

    private ValueTask Look(ValidateAuthorizationRequestContext context)
    {
        if (context.ClientId != Client || context.RedirectUri != Callback.ToString() || context.Request.CodeChallengeMethod != "S256")
        {
            context.Reject(Errors.InvalidRequest, "This is no client, or is to be answered elsewhere.");
        }

        return default;
    }

    private ValueTask LetIn(HandleAuthorizationRequestContext context)
    {
        if (Error is { } error)
        {
            context.Reject(error, "The administrator <b>says</b> no.");
            return default;
        }

        var person = new ClaimsIdentity("company");
        person.AddClaim(new(Claims.Subject, $"id of {Name}"));
        person.AddClaim(new(Claims.PreferredUsername, Name));
        foreach (var group in Groups)
        {
            person.AddClaim(new("groups", group));
        }

        var principal = new ClaimsPrincipal(person);
        OpenIddict.Abstractions.OpenIddictExtensions.SetDestinations(principal, _ => [Destinations.IdentityToken]);
        OpenIddict.Abstractions.OpenIddictExtensions.SetScopes(principal, Scopes.OpenId, Scopes.Profile);
        context.SignIn(principal);
        return default;
    }

    private ValueTask Look(ValidateTokenRequestContext context)
    {
        Exchanges++;
        if (context.ClientId != Client || context.ClientSecret != Secret)
        {
            context.Reject(Errors.InvalidClient, "This is no client.");
        }
        else if (!_usedCodes.TryAdd(context.Request.Code!, true))
        {
            context.Reject(Errors.InvalidGrant, "The code was used before.");
        }

        return default;
    }

    private ValueTask Forge(ApplyTokenResponseContext context)
    {
        if (context.Response.IdToken is { } token && (Forges is not null || SignsWrongly || DoesNotSign))
        {
            var claims = (JsonObject)JsonNode.Parse(Base64UrlEncoder.Decode(token.Split('.')[1]))!;
            Forges?.Invoke(claims);
            var tokens = new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false };
            context.Response.IdToken = DoesNotSign
                ? tokens.CreateToken(claims.ToJsonString())
                : tokens.CreateToken(claims.ToJsonString(), SignsWrongly ? NewKey() : _key);
        }

        return default;
    }

    private static SigningCredentials NewKey() => new(new RsaSecurityKey(RSA.Create(2048)) { KeyId = "key" }, SecurityAlgorithms.RsaSha256);
}
