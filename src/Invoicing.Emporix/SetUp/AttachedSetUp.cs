using System.Text.Json;
using Invoicing.Systems;
using Marten;
using Microsoft.Extensions.Options;

namespace Invoicing.Emporix.SetUp;

/// <summary>Configuration, sites and schemas as Emporix keeps them.</summary>
internal sealed class AttachedSetUp(EmporixClient client, IDocumentStore store, IOptions<EmporixSettings> options, TimeProvider clock)
    : IEmporixSetUp
{
    public async Task<EmporixSite?> Site(string tenant, string siteCode, CancellationToken ct) =>
        await Read(tenant, $"/site/{tenant}/sites/{Uri.EscapeDataString(siteCode)}?expand=mixin:*", "The look at the site") is { } site
            ? EmporixSite.Read(site)
            : null;

    public async Task<JsonElement?> InvoiceSettings(string tenant, CancellationToken ct) =>
        await Read(
            tenant, $"/configuration/{tenant}/configurations/{StoredSetUp.InvoiceSettingsKey}", "The look at the configuration")
            is { } found && found.TryGetProperty("value", out var value)
            ? value
            : null;

    /// <summary>
    /// A draw whose answer was lost has used up a number that nobody knows: that it was begun is stored before, and what was begun and
    /// not ended is a gap, which is told.
    /// </summary>
    public async Task<DrawnNumber> Number(string tenant, string orderId, string siteCode, CancellationToken ct)
    {
        var id = EmporixOrders.NumberOf(tenant, orderId);
        await using var session = store.LightweightSession();
        var invoice = await session.LoadAsync<EmporixInvoice>(id, ct) ?? new EmporixInvoice { Id = id, Tenant = tenant, OrderId = orderId };
        if (invoice is { Number: { } number, NumberedAt: { } at, Zone: { } zone })
        {
            return new(number, at, zone);
        }

        var now = clock.GetUtcNow();
        if (invoice.DrawnAt is { } lost)
        {
            invoice = invoice with { DrawnAt = null, LostDraws = [.. invoice.LostDraws, lost] };
        }

        session.Store(invoice with { DrawnAt = now });
        await session.SaveChangesAsync(ct);
        return await Draw(invoice, siteCode, now, ct);
    }

    private async Task<DrawnNumber> Draw(EmporixInvoice invoice, string siteCode, DateTimeOffset now, CancellationToken ct)
    {
        const string Call = "The draw of a number";
        var site = await Site(invoice.Tenant, siteCode, ct);
        var attempt = await client.Post(
            invoice.Tenant,
            $"/sequential-id/{invoice.Tenant}/schemas/types/{SequenceSchema.InvoiceType}/nextId?siteCode={Uri.EscapeDataString(siteCode)}",
            "{}",
            new(clock, options.Value.CallTimeout));
        var trouble = EmporixAnswers.Trouble(attempt, Call, hasEffect: true, now);
        var drawn = trouble is null && attempt.Answer!.Status != 404 && EmporixAnswers.Json(attempt.Answer) is { } json
            ? EmporixAnswers.TextOf(json, "id")
            : null;
        await using var session = store.LightweightSession();
        if (drawn is not null)
        {
            session.Store(invoice with { Number = drawn, NumberedAt = now, Zone = site?.Zone ?? EmporixSite.DefaultZone });
            await session.SaveChangesAsync(ct);
            return new(drawn, now, site?.Zone ?? EmporixSite.DefaultZone);
        }

        if (trouble is null or { Outcome: not CallOutcome.Unknown })
        {
            // Surely nothing was drawn.
            session.Store(invoice);
            await session.SaveChangesAsync(ct);
        }

        throw trouble switch
        {
            { Outcome: CallOutcome.Refused } => new NoNumberException(trouble.Message),
            null => new NoNumberException($"{invoice.Tenant} has no active schema of the type {SequenceSchema.InvoiceType}."),
            _ => new EmporixAwayException(trouble),
        };
    }

    /// <returns>Null: there is none.</returns>
    /// <exception cref="EmporixAwayException">It cannot be asked now.</exception>
    private async Task<JsonElement?> Read(string tenant, string path, string call)
    {
        var attempt = await client.Get(tenant, path, options.Value.CallTimeout);
        return EmporixAnswers.Trouble(attempt, call, hasEffect: false, clock.GetUtcNow()) is { } trouble
            ? throw new EmporixAwayException(trouble)
            : attempt.Answer!.Status == 404 ? null
            : EmporixAnswers.Json(attempt.Answer);
    }
}

/// <summary>One of Emporix's services gives no answer that could be used; what was asked for is asked for again.</summary>
internal sealed class EmporixAwayException(CallResult trouble) : Exception(trouble.Message)
{
    public CallResult Trouble => trouble;
}
