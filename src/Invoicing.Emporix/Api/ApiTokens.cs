using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Marten;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace Invoicing.Emporix.Api;

/// <summary>A token that a client was given. Whoever reads the database cannot call with it.</summary>
internal sealed record ApiToken
{
    /// <summary>Its SHA-256, hexadecimal.</summary>
    public string Id { get; init; } = "";

    public required string Client { get; init; }

    public required string Tenant { get; init; }

    public required IReadOnlyList<string> Scopes { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }
}

/// <summary>
/// Tokens are stored, so that every instance knows them. What a client may do the settings say, now and not when it was given one.
/// </summary>
internal sealed class ApiTokens(IDocumentStore store, IOptions<EmporixSettings> options, TimeProvider clock)
{
    /// <summary>As the vendor's.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(14399);

    private static readonly TimeSpan s_remembered = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_betweenCleanings = TimeSpan.FromMinutes(10);

    private const string Scheme = "Bearer ";
    private const int MostRemembered = 1000;

    // Connections to the database are the flow's: those without a token must not take them all.
    private readonly SemaphoreSlim _places = new(4);
    private readonly ConcurrentDictionary<string, (ApiToken Token, DateTimeOffset Until)> _remembered = new(StringComparer.Ordinal);
    private DateTimeOffset _cleaned;

    public async Task<string> Issue(string client, string tenant, IReadOnlyList<string> scopes, CancellationToken ct)
    {
        var token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        var now = clock.GetUtcNow();
        await using var session = store.LightweightSession();
        session.Store(new ApiToken { Id = IdOf(token), Client = client, Tenant = tenant, Scopes = scopes, ExpiresAt = now + Lifetime });
        if (now - _cleaned > s_betweenCleanings)
        {
            _cleaned = now;
            session.DeleteWhere<ApiToken>(old => old.ExpiresAt < now);
        }

        await session.SaveChangesAsync(ct);
        return token;
    }

    /// <returns>Null: there is no such token, or none any more.</returns>
    public async ValueTask<ApiCaller?> Find(StringValues authorization, CancellationToken ct)
    {
        if (authorization.Count != 1 || authorization[0] is not { } header
            || !header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            || await Find(IdOf(header[Scheme.Length..].Trim()), ct) is not { } token
            || token.ExpiresAt <= clock.GetUtcNow()
            || !options.Value.ApiClients.TryGetValue(token.Client, out var client) || client.Tenant != token.Tenant)
        {
            return null;
        }

        return new(token.Client, token.Tenant, token.Scopes.Intersect(options.Value.ScopesOf(client)).ToHashSet(StringComparer.Ordinal));
    }

    public static string IdOf(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));

    private async ValueTask<ApiToken?> Find(string id, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (_remembered.TryGetValue(id, out var known) && known.Until > now)
        {
            return known.Token;
        }

        if (await Load(id, ct) is not { } token)
        {
            return null;
        }

        if (_remembered.Count >= MostRemembered)
        {
            _remembered.Clear();
        }

        _remembered[id] = (token, now + s_remembered);
        return token;
    }

    private async Task<ApiToken?> Load(string id, CancellationToken ct)
    {
        await _places.WaitAsync(ct);
        try
        {
            await using var session = store.QuerySession();
            return await session.LoadAsync<ApiToken>(id, ct);
        }
        finally
        {
            _places.Release();
        }
    }
}
