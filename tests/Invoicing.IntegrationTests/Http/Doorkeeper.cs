using Invoicing.Harness;
using Invoicing.Process;
using Invoicing.Storage;
using Marten;
using Npgsql;

namespace Invoicing.IntegrationTests.Http;

/// <summary>Makes links to sign in, as <c>invoicing console sign-in</c> does.</summary>
internal sealed class Doorkeeper(TestDatabase database) : IAsyncDisposable
{
    private readonly NpgsqlDataSource _source = NpgsqlDataSource.Create(database.ConnectionString);

    /// <param name="ago">When it was made.</param>
    public async Task<string> Link(string name, AccessRole role, TimeSpan ago = default)
    {
        using var store = InvoicingStore.Open(_source);
        var clock = new Clock(DateTimeOffset.UtcNow - ago);
        using var signIns = new SignIns(store, new AuditLog(store, clock), clock);
        return await signIns.CreateLink(name, role, new("tests", "test", DecidedVia.Command), CancellationToken.None);
    }

    public ValueTask DisposeAsync() => _source.DisposeAsync();

    private sealed class Clock(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
