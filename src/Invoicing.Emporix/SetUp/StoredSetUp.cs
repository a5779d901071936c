using System.Text.Json;
using Marten;

namespace Invoicing.Emporix.SetUp;

/// <summary>Configuration, sites and schemas that tenants have given to this service.</summary>
internal sealed class StoredSetUp(IDocumentStore store, TimeProvider clock) : IEmporixSetUp
{
    public const string InvoiceSettingsKey = "invoiceSettings";

    public async Task<EmporixSite?> Site(string tenant, string siteCode, CancellationToken ct)
    {
        await using var session = store.QuerySession();
        return (await session.LoadAsync<StoredSite>(StoredSite.IdOf(tenant, siteCode), ct))?.ToSite();
    }

    public async Task<JsonElement?> InvoiceSettings(string tenant, CancellationToken ct)
    {
        await using var session = store.QuerySession();
        return await session.LoadAsync<StoredConfiguration>(StoredConfiguration.IdOf(tenant, InvoiceSettingsKey), ct) is { } stored
            ? JsonElement.Parse(stored.Value)
            : null;
    }

    /// <summary>
    /// All in one transaction that nobody else of the tenant draws in: a process that dies leaves either the number with its invoice, or
    /// nothing, and the next one gets the same counter.
    /// </summary>
    public async Task<DrawnNumber> Number(string tenant, string orderId, string siteCode, CancellationToken ct)
    {
        await using var session = store.LightweightSession();
        await session.LockSetUp(tenant, ct);
        var id = EmporixOrders.NumberOf(tenant, orderId);
        var invoice = await session.LoadAsync<EmporixInvoice>(id, ct) ?? new EmporixInvoice { Id = id, Tenant = tenant, OrderId = orderId };
        if (invoice is { Number: { } number, NumberedAt: { } at, Zone: { } zone })
        {
            return new(number, at, zone);
        }

        var request = new NumberRequest(tenant, SequenceSchema.InvoiceType, siteCode, OrderId: orderId);
        var drawn = (await session.Draw(request, clock.GetUtcNow(), ct))[0];
        session.Store(invoice with { Number = drawn.Number, NumberedAt = drawn.At, Zone = drawn.Zone });
        await session.SaveChangesAsync(ct);
        return drawn;
    }
}
