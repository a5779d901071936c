using System.Security.Cryptography;
using System.Text;
using Invoicing.Process;
using Marten;

namespace Invoicing.Storage;

/// <summary>What somebody may do; each may do what those before it may.</summary>
internal enum AccessRole
{
    /// <summary>Looks at everything; personal data is masked.</summary>
    Viewer,

    /// <summary>Retries, holds, confirms, pauses.</summary>
    Operator,

    /// <summary>Corrects an order's data, and says who may come in.</summary>
    Admin,
}

/// <summary>A program's right to call. Whoever reads the database cannot call with it.</summary>
internal sealed record AccessKey
{
    /// <summary>Part of the key itself: eight characters.</summary>
    public required string Id { get; init; }

    public required string Name { get; init; }

    public required AccessRole Role { get; init; }

    /// <summary>SHA-256 of the secret, hexadecimal: of 256 random bits, so that no slow hash is needed.</summary>
    public required string Hash { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required string CreatedBy { get; init; }

    /// <summary>Null: it is valid.</summary>
    public DateTimeOffset? RevokedAt { get; init; }
}

/// <summary>Keys of the API: <c>inv_ID_SECRET</c>, shown once.</summary>
internal sealed class AccessKeys(IDocumentStore store, AuditLog audit, TimeProvider clock)
{
    public const string Prefix = "inv_";

    /// <summary>Of the name of a program, or of a person.</summary>
    public const int LongestName = 60;

    private const int IdLength = 8;
    private const int SecretLength = 43;

    // A revoked key is refused within this time by every process.
    private static readonly TimeSpan s_remembered = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_betweenReads = TimeSpan.FromSeconds(1);

    // All of them are read at once.
    private readonly SemaphoreSlim _turn = new(1);
    private volatile Known _known = new([], DateTimeOffset.MinValue);

    /// <returns>The key as it is to be sent, which nobody can find out again.</returns>
    public async Task<(AccessKey Key, string Secret)> Create(string name, AccessRole role, OperatorDecision decision, CancellationToken ct)
    {
        var secret = System.Buffers.Text.Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        var key = new AccessKey
        {
            Id = RandomNumberGenerator.GetString("abcdefghijkmnpqrstuvwxyz23456789", IdLength), Name = name, Role = role,
            Hash = HashOf(secret), CreatedAt = clock.GetUtcNow(), CreatedBy = decision.By,
        };
        await using var session = store.LightweightSession();
        session.Insert(key);
        audit.Add(session, "create key", $"{key.Id} ({name}, {role})", decision);
        await session.SaveChangesAsync(ct);
        return (key, $"{Prefix}{key.Id}_{secret}");
    }

    /// <summary>The newest first, those that were revoked too.</summary>
    public async Task<IReadOnlyList<AccessKey>> List(CancellationToken ct)
    {
        await using var session = store.QuerySession();
        return await session.Query<AccessKey>().OrderByDescending(key => key.CreatedAt).ToListAsync(ct);
    }

    /// <returns>False: there is no such key, or it was revoked before.</returns>
    public async Task<bool> Revoke(string id, OperatorDecision decision, CancellationToken ct)
    {
        await using var session = store.LightweightSession();
        if (await session.LoadAsync<AccessKey>(id, ct) is not { RevokedAt: null } key)
        {
            return false;
        }

        session.Store(key with { RevokedAt = clock.GetUtcNow() });
        audit.Add(session, "revoke key", $"{key.Id} ({key.Name}, {key.Role})", decision);
        await session.SaveChangesAsync(ct);
        return true;
    }

    public static bool IsName(string? text) =>
        !string.IsNullOrWhiteSpace(text) && text.Length <= LongestName && !text.Any(char.IsControl);

    /// <param name="sent">As it came.</param>
    /// <returns>Null: it is no key, or none any more.</returns>
    public async ValueTask<AccessKey?> Find(string sent, CancellationToken ct)
    {
        var secretAt = Prefix.Length + IdLength + 1;
        if (!sent.StartsWith(Prefix, StringComparison.Ordinal) || sent.Length != secretAt + SecretLength || sent[secretAt - 1] != '_')
        {
            return null;
        }

        var id = sent.Substring(Prefix.Length, IdLength);
        var known = await Read(s_remembered, ct);
        if (!known.Valid.ContainsKey(id))
        {
            // It may have been made a moment ago. Whoever has none waits, and all of them cost one question a second.
            if (clock.GetUtcNow() - known.At is var age && age < s_betweenReads)
            {
                await Task.Delay(s_betweenReads - age, clock, ct);
            }

            known = await Read(s_betweenReads, ct);
        }

        return known.Valid.GetValueOrDefault(id) is { } key
            && CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(key.Hash), Encoding.ASCII.GetBytes(HashOf(sent[secretAt..])))
            ? key
            : null;
    }

    private static string HashOf(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));

    /// <param name="age">What was read longer ago is read again.</param>
    private async ValueTask<Known> Read(TimeSpan age, CancellationToken ct)
    {
        if (IsFresh())
        {
            return _known;
        }

        await _turn.WaitAsync(ct);
        try
        {
            if (!IsFresh())
            {
                var at = clock.GetUtcNow();
                await using var session = store.QuerySession();
                var keys = await session.Query<AccessKey>().Where(key => key.RevokedAt == null).ToListAsync(ct);
                _known = new(keys.ToDictionary(key => key.Id, StringComparer.Ordinal), at);
            }

            return _known;
        }
        finally
        {
            _turn.Release();
        }

        bool IsFresh() => clock.GetUtcNow() - _known.At < age;
    }

    /// <param name="At">Before it was read.</param>
    private sealed record Known(Dictionary<string, AccessKey> Valid, DateTimeOffset At);
}
