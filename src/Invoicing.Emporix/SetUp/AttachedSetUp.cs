using System.Text.Json;
using Invoicing.Systems;
using Marten;
using Microsoft.Extensions.Options;

namespace Invoicing.Emporix.SetUp;

/// <summary>Configuration, sites and schemas as Emporix keeps them.</summary>
internal sealed class AttachedSetUp(IEmporix client, IDocumentStore store, IOptions<EmporixSettings> options, TimeProvider clock)
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

        // Before the draw is noted: what cannot be asked now is no gap.
        var site = await Site(tenant, siteCode, ct);
        var now = clock.GetUtcNow();
        if (invoice.DrawnAt is { } lost)
        {
            invoice = invoice with { DrawnAt = null, LostDraws = [.. invoice.LostDraws, lost] };
        }

        session.Store(invoice with { DrawnAt = now });
        await session.SaveChangesAsync(ct);
        return await Draw(invoice, siteCode, site?.Zone ?? EmporixSite.DefaultZone, now);
    }

    /// <summary>Not ended by the step's time: a number that has come must be stored.</summary>
    private async Task<DrawnNumber> Draw(EmporixInvoice invoice, string siteCode, string zone, DateTimeOffset now)
    {
        const string Call = "The draw of a number";
        var attempt = await client.Post(
            invoice.Tenant,
            $"/sequential-id/{invoice.Tenant}/schemas/types/{SequenceSchema.InvoiceType}/nextId?siteCode={Uri.EscapeDataString(siteCode)}",
            "{}",
            new(clock, options.Value.CallTimeout / 2));
        var trouble = EmporixAnswers.Trouble(attempt, Call, hasEffect: true, now);
        var hasNone = trouble is null && attempt.Answer!.Status == 404;
        var drawn = trouble is null && !hasNone && attempt.Answer!.JsonObject() is { } json
            && EmporixAnswers.TextOf(json, "id") is { Length: > 0 } id
            ? id
            : null;
        await using var session = store.LightweightSession();
        if (drawn is not null)
        {
            session.Store(invoice with { Number = drawn, NumberedAt = now, Zone = zone });
            await session.SaveChangesAsync(CancellationToken.None);
            return new(drawn, now, zone);
        }

        if (hasNone || trouble is { Outcome: not CallOutcome.Unknown })
        {
            // Surely nothing was drawn.
            session.Store(invoice);
            await session.SaveChangesAsync(CancellationToken.None);
        }

        throw trouble switch
        {
            { Outcome: CallOutcome.Refused } => new NoNumberException(trouble.Message),
            null when hasNone => new NoNumberException($"{invoice.Tenant} has no active schema of the type {SequenceSchema.InvoiceType}."),
            null => new EmporixAwayException(new(CallOutcome.Unknown, $"{Call} was answered with no number.")),
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
            : attempt.Answer.JsonObject()
                ?? throw new EmporixAwayException(new(CallOutcome.NoEffect, $"{call} was answered with no JSON."));
    }
}

/// <summary>One of Emporix's services gives no answer that could be used; what was asked for is asked for again.</summary>
internal sealed class EmporixAwayException(CallResult trouble) : Exception(trouble.Message)
{
    public CallResult Trouble => trouble;
}
