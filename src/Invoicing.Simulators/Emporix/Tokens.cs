using System.Text.Json.Nodes;
using Microsoft.AspNetCore.WebUtilities;

namespace Invoicing.Simulators.Emporix;

/// <summary>The tokens that were given out, each for one tenant.</summary>
internal sealed class Tokens(TimeProvider clock, Func<EmporixBehaviour> behaviour)
{
    private const string TenantScope = "tenant=";

    private readonly Dictionary<string, Token> _tokens = [];

    /// <summary>Whose token it is, is told by the client, or else by a scope such as <c>tenant=acme</c>.</summary>
    public Answer Issue(EmporixRequest request)
    {
        var form = QueryHelpers.ParseQuery(request.Text);
        string Field(string name) => form.GetValueOrDefault(name).ToString();
        if (!request.Context.Request.HasFormContentType || Field("grant_type") != "client_credentials")
        {
            return EmporixAnswers.BadRequest("a form with grant_type client_credentials is expected");
        }

        var (id, secret) = (Field("client_id"), Field("client_secret"));
        var clients = behaviour().Clients;
        var client = clients.FirstOrDefault(known => (known.ClientId, known.ClientSecret) == (id, secret));
        if (client is null && (clients.Count > 0 || id.Length == 0 || secret.Length == 0))
        {
            return EmporixAnswers.Unauthorized("Invalid client identifier", "oauth.v2.InvalidClientIdentifier");
        }

        var asked = Field("scope").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var tenant = client?.Tenant
            ?? asked.FirstOrDefault(scope => scope.StartsWith(TenantScope, StringComparison.Ordinal))?[TenantScope.Length..]
            ?? EmporixSimulator.DefaultTenant;
        string[] wanted = [.. asked.Where(scope => !scope.StartsWith(TenantScope, StringComparison.Ordinal))];
        var granted = client?.Scopes is not { } own ? wanted : wanted.Length == 0 ? [.. own] : [.. wanted.Intersect(own)];
        var token = $"{Guid.NewGuid():N}";
        var seconds = behaviour().ExpiresIn;
        _tokens[token] = new(tenant, client?.Scopes is null && wanted.Length == 0 ? null : granted, clock.GetUtcNow().AddSeconds(seconds));
        return EmporixAnswers.Ok(new JsonObject
        {
            ["access_token"] = token,
            ["token_type"] = "Bearer",
            ["expires_in"] = seconds,
            ["session_idle_time"] = 3600,
            ["scope"] = string.Join(' ', [$"{TenantScope}{tenant}", .. granted]),
        });
    }

    /// <summary>Null when the caller may do it.</summary>
    public Answer? Refusal(EmporixRequest request, string scope)
    {
        var header = request.Context.Request.Headers.Authorization.ToString();
        return !header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) || _tokens.GetValueOrDefault(header[7..]) is not { } token
            ? EmporixAnswers.Unauthorized()
            : token.Expires <= clock.GetUtcNow()
                ? EmporixAnswers.Unauthorized("Access Token expired", "keymanagement.service.access_token_expired")
            : token.Tenant != request.Tenant
                ? EmporixAnswers.Error(403, $"the token is of tenant {token.Tenant}, not of {request.Tenant}")
            : scope.Length > 0 && token.Scopes is { } scopes && !scopes.Contains(scope)
                ? EmporixAnswers.Error(403, $"the token lacks the scope {scope}")
            : null;
    }

    public int RevokeAll()
    {
        var count = _tokens.Count;
        _tokens.Clear();
        return count;
    }

    private sealed record Token(string Tenant, IReadOnlyList<string>? Scopes, DateTimeOffset Expires);
}
