using System.Security.Cryptography;
using System.Text;
using Invoicing.Process;
using Marten;
using Microsoft.Extensions.Caching.Memory;

namespace Invoicing.Storage;

/// <summary>Lets one person in, once. Whoever reads the database cannot use it.</summary>
internal sealed record SignInLink
{
    /// <summary>SHA-256 of what the link holds.</summary>
    public required string Id { get; init; }

    /// <summary>Who comes in by it.</summary>
    public required string Name { get; init; }

    public required AccessRole Role { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    public DateTimeOffset? UsedAt { get; init; }
}

/// <summary>A person who is signed in. Whoever reads the database cannot take it over.</summary>
internal sealed record Session
{
    /// <summary>SHA-256 of what the browser holds.</summary>
    public required string Id { get; init; }

    public required string Name { get; init; }

    public required AccessRole Role { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }
}

/// <summary>With which cookies and forms are protected, for all processes alike.</summary>
internal sealed record ProtectionKey
{
    public required string Id { get; init; }

    public required string Xml { get; init; }
}

/// <summary>How people come into the console, and who is in.</summary>
internal sealed class SignIns(IDocumentStore store, AuditLog audit, TimeProvider clock) : IDisposable
{
    public static readonly TimeSpan LinkLasts = TimeSpan.FromMinutes(15);
    public static readonly TimeSpan SessionLasts = TimeSpan.FromHours(12);

    // Whoever is signed out is so within this time at every process.
    private static readonly TimeSpan s_remembered = TimeSpan.FromSeconds(5);

    // While the database is away, whoever was in a while ago still sees what is known of it.
    private static readonly TimeSpan s_rememberedWithoutDatabase = TimeSpan.FromMinutes(15);

    private readonly MemoryCache _sessions = new(new MemoryCacheOptions());

    /// <returns>What the link holds; nobody can find it out again.</returns>
    public async Task<string> CreateLink(string name, AccessRole role, OperatorDecision decision, CancellationToken ct)
    {
        var secret = NewSecret();
        var now = clock.GetUtcNow();
        await using var session = store.LightweightSession();
        session.DeleteWhere<SignInLink>(link => link.ExpiresAt < now);
        session.Insert(new SignInLink { Id = HashOf(secret), Name = name, Role = role, ExpiresAt = now + LinkLasts });
        audit.Add(session, "create sign-in link", $"{name} ({role})", decision);
        await session.SaveChangesAsync(ct);
        return secret;
    }

    /// <returns>Null: it is none, was used, or is older than <see cref="LinkLasts"/>.</returns>
    public async Task<SignInLink?> Redeem(string secret, string? from, CancellationToken ct)
    {
        var id = HashOf(secret);
        await using var session = store.LightweightSession();
        await session.LockInTransaction($"sign-in {id}", ct);
        var now = clock.GetUtcNow();
        if (await session.LoadAsync<SignInLink>(id, ct) is not { UsedAt: null } link || link.ExpiresAt < now)
        {
            return null;
        }

        session.Store(link with { UsedAt = now });
        Told(session, link.Name, link.Role, "by a link", from);
        await session.SaveChangesAsync(ct);
        return link;
    }

    /// <summary>Somebody came in whom the company's sign-in has sent.</summary>
    public async Task Tell(string name, AccessRole role, string? from, CancellationToken ct)
    {
        await using var session = store.LightweightSession();
        Told(session, name, role, "by OpenID Connect", from);
        await session.SaveChangesAsync(ct);
    }

    /// <returns>What the browser is to hold.</returns>
    public async Task<string> Begin(string name, AccessRole role, CancellationToken ct)
    {
        var secret = NewSecret();
        var now = clock.GetUtcNow();
        await using var session = store.LightweightSession();
        session.DeleteWhere<Session>(other => other.ExpiresAt < now);
        session.Insert(new Session { Id = HashOf(secret), Name = name, Role = role, ExpiresAt = now + SessionLasts });
        await session.SaveChangesAsync(ct);
        return secret;
    }

    /// <returns>Null: it is over, or never was.</returns>
    public async ValueTask<Session?> Find(string secret, CancellationToken ct)
    {
        var id = HashOf(secret);
        var now = clock.GetUtcNow();
        var known = _sessions.Get<Remembered>(id);
        if (known is null || now - known.At >= s_remembered)
        {
            known = await Read(id, known, now, ct);
        }

        return known?.Session.ExpiresAt > now ? known.Session : null;
    }

    private async Task<Remembered?> Read(string id, Remembered? before, DateTimeOffset now, CancellationToken ct)
    {
        try
        {
            await using var session = store.QuerySession();
            if (await session.LoadAsync<Session>(id, ct) is not { } known)
            {
                _sessions.Remove(id);
                return null;
            }

            return _sessions.Set(id, new Remembered(known, now), s_rememberedWithoutDatabase);
        }
        catch (Exception e) when (before is not null && DatabaseFaults.IsAway(e))
        {
            return before;
        }
    }

    public async Task End(string secret, CancellationToken ct)
    {
        var id = HashOf(secret);
        await using var session = store.LightweightSession();
        session.Delete<Session>(id);
        await session.SaveChangesAsync(ct);
        _sessions.Remove(id);
    }

    public async Task<IReadOnlyList<ProtectionKey>> Keys(CancellationToken ct)
    {
        await using var session = store.QuerySession();
        return await session.Query<ProtectionKey>().ToListAsync(ct);
    }

    public async Task Keep(ProtectionKey key, CancellationToken ct)
    {
        await using var session = store.LightweightSession();
        session.Store(key);
        await session.SaveChangesAsync(ct);
    }

    public void Dispose() => _sessions.Dispose();

    private void Told(IDocumentSession session, string name, AccessRole role, string how, string? from) =>
        audit.Add(session, "sign in", $"{name} ({role})", new(name, how, DecidedVia.Console, from));

    private static string NewSecret() => System.Buffers.Text.Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    private static string HashOf(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));

    /// <param name="At">Before it was read.</param>
    private sealed record Remembered(Session Session, DateTimeOffset At);
}
