using System.Text.Json;
using Invoicing.Storage;
using Marten;
using Microsoft.Extensions.Options;

namespace Invoicing.Emporix.SetUp;

/// <summary>Configuration, sites and schemas that tenants have given to this service.</summary>
internal sealed class StoredSetUp : IEmporixSetUp, IAsyncDisposable
{
    public const string InvoiceSettingsKey = "invoiceSettings";

    private readonly IDocumentStore _store;
    private readonly TimeProvider _clock;
    private readonly GroupCommit<InvoiceKey, DrawnNumber> _numbers;

    public StoredSetUp(IDocumentStore store, TimeProvider clock, IOptions<PostgresSettings> settings)
    {
        (_store, _clock) = (store, clock);
        _numbers = new(settings.Value.LargestBatch, key => key.Id, Draw);
    }

    public async Task<EmporixSite?> Site(string tenant, string siteCode, CancellationToken ct)
    {
        await using var session = _store.QuerySession();
        return (await session.LoadAsync<StoredSite>(StoredSite.IdOf(tenant, siteCode), ct))?.ToSite();
    }

    public async Task<JsonElement?> InvoiceSettings(string tenant, CancellationToken ct)
    {
        await using var session = _store.QuerySession();
        return await session.LoadAsync<StoredConfiguration>(StoredConfiguration.IdOf(tenant, InvoiceSettingsKey), ct) is { } stored
            ? JsonElement.Parse(stored.Value)
            : null;
    }

    public Task<DrawnNumber> Number(string tenant, string orderId, string siteCode, CancellationToken ct) =>
        _numbers.Run(new(tenant, siteCode, orderId), ct);

    public ValueTask DisposeAsync() => _numbers.DisposeAsync();

    private async Task<IReadOnlyList<DrawnNumber>> Draw(IReadOnlyList<InvoiceKey> keys, CancellationToken ct)
    {
        var numbers = new Dictionary<InvoiceKey, DrawnNumber>();
        foreach (var site in keys.GroupBy(key => (key.Tenant, key.SiteCode)))
        {
            await Draw(site.Key.Tenant, site.Key.SiteCode, [.. site], numbers, ct);
        }

        return [.. keys.Select(key => numbers[key])];
    }

    /// <summary>
    /// All in one transaction that nobody else of the tenant draws in: a process that dies leaves either the numbers with their invoices,
    /// or nothing, and the next one gets the same counters.
    /// </summary>
    private async Task Draw(
        string tenant, string siteCode, IReadOnlyList<InvoiceKey> keys, Dictionary<InvoiceKey, DrawnNumber> numbers, CancellationToken ct)
    {
        await using var session = _store.LightweightSession();
        await session.LockSetUp(tenant, ct);
        var known = (await session.LoadManyAsync<EmporixInvoice>(ct, keys.Select(key => key.Id))).ToDictionary(invoice => invoice.Id);
        var open = new List<InvoiceKey>();
        foreach (var key in keys)
        {
            if (known.GetValueOrDefault(key.Id) is { Number: { } number, NumberedAt: { } at, Zone: { } zone })
            {
                numbers[key] = new(number, at, zone);
            }
            else
            {
                open.Add(key);
            }
        }

        if (open.Count == 0)
        {
            return;
        }

        var request = new NumberRequest(
            tenant, SequenceSchema.InvoiceType, siteCode, Count: open.Count, OrderIds: [.. open.Select(key => key.OrderId)]);
        foreach (var (key, drawn) in open.Zip(await session.Draw(request, _clock.GetUtcNow(), ct)))
        {
            var invoice = known.GetValueOrDefault(key.Id)
                ?? new EmporixInvoice { Id = key.Id, Tenant = tenant, OrderId = key.OrderId };
            session.Store(invoice with { Number = drawn.Number, NumberedAt = drawn.At, Zone = drawn.Zone });
            numbers[key] = drawn;
        }

        await session.SaveChangesAsync(ct);
    }

    private sealed record InvoiceKey(string Tenant, string SiteCode, string OrderId)
    {
        public string Id => EmporixOrders.NumberOf(Tenant, OrderId);
    }
}
