using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;

namespace Invoicing.Emporix.Api;

/// <summary>Gives clients their tokens, as OAuth's client credentials.</summary>
internal sealed class TokenRoutes(ApiTokens tokens, IOptions<EmporixSettings> options) : IApiRoutes, IDisposable
{
    /// <summary>A few wrong secrets are a mistake; more are answered one a second, and those who do not wait for that not at all.</summary>
    private readonly TokenBucketRateLimiter _wrongSecrets = new(new()
    {
        TokenLimit = 5, TokensPerPeriod = 1, ReplenishmentPeriod = TimeSpan.FromSeconds(1), QueueLimit = 20,
    });

    public void Map(IEndpointRouteBuilder routes) => routes.MapPost("/oauth/token", Issue).ForEverybody();

    public void Dispose() => _wrongSecrets.Dispose();

    private async Task Issue(HttpContext context)
    {
        var form = await Form(context);
        if (Field(form, "grant_type") is not "client_credentials")
        {
            throw ApiErrors.BadRequest("grant_type must be client_credentials");
        }

        var id = Field(form, "client_id") ?? throw ApiErrors.BadRequest("client_id is missing");
        var secret = Field(form, "client_secret") ?? throw ApiErrors.BadRequest("client_secret is missing");
        var client = options.Value.ApiClients.GetValueOrDefault(id);
        // Of an unknown client as much is compared as of a known one.
        if (!IsSecret(secret, client?.Secret ?? "") || client is not { Secret.Length: > 0, Tenant: { } tenant })
        {
            using var turn = await _wrongSecrets.AcquireAsync(1, context.RequestAborted);
            throw turn.IsAcquired
                ? new ApiException(StatusCodes.Status401Unauthorized, "Invalid client credentials", "oauth.v2.InvalidClientCredentials")
                : new ApiException(StatusCodes.Status429TooManyRequests, "Too many requests");
        }

        var scopes = Granted(client, Field(form, "scope"));
        var token = await tokens.Issue(id, tenant, scopes, context.RequestAborted);
        var seconds = (int)ApiTokens.Lifetime.TotalSeconds;
        await context.Answer(StatusCodes.Status200OK, new AccessToken(token, "Bearer", seconds, seconds, string.Join(' ', scopes)));
    }

    private static async Task<IFormCollection> Form(HttpContext context)
    {
        if (!context.Request.HasFormContentType)
        {
            throw ApiErrors.BadRequest("the body must be a form, application/x-www-form-urlencoded");
        }

        try
        {
            return await context.Request.ReadFormAsync(context.RequestAborted);
        }
        catch (InvalidDataException)
        {
            throw ApiErrors.BadRequest("the body is no form");
        }
    }

    private static string? Field(IFormCollection form, string name) =>
        form[name] is { Count: 1 } values && values[0] is { Length: > 0 } value ? value : null;

    private static bool IsSecret(string given, string expected) => CryptographicOperations.FixedTimeEquals(
        SHA256.HashData(Encoding.UTF8.GetBytes(given)), SHA256.HashData(Encoding.UTF8.GetBytes(expected)));

    /// <summary>What it asks for and may have; the vendor's clients also ask for what other services know.</summary>
    private IReadOnlyList<string> Granted(ApiClientSettings client, string? asked)
    {
        var allowed = options.Value.ScopesOf(client);
        return asked is null ? allowed
            : asked.Split(' ', StringSplitOptions.RemoveEmptyEntries).Intersect(allowed).ToList() is { Count: > 0 } granted ? granted
            : throw ApiErrors.BadRequest("scope has none that this client may have");
    }

    private sealed record AccessToken(
        [property: JsonPropertyName("access_token")] string Token,
        [property: JsonPropertyName("token_type")] string Type,
        [property: JsonPropertyName("expires_in")] int ExpiresIn,
        [property: JsonPropertyName("session_idle_time")] int SessionIdleTime,
        string Scope);
}
