using System.Text.Json;
using Invoicing.Systems;
using JasperFx;
using Marten;
using Microsoft.Extensions.Options;

namespace Invoicing.Emporix.SetUp;

/// <summary>Configuration, sites and schemas as Emporix keeps them.</summary>
internal sealed class AttachedSetUp(IEmporix client, IDocumentStore store, IOptions<EmporixSettings> options, TimeProvider clock)
    : IEmporixSetUp
{
    /// <summary>More numbers than these, one after the other, that other invoices have are not passed over at once.</summary>
    private const int MostDraws = 10;

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
    /// not ended is a gap, which is told. A number that another invoice has is left to that, and the next one drawn.
    /// </summary>
    public async Task<DrawnNumber> Number(string tenant, string orderId, string siteCode, CancellationToken ct)
    {
        var id = EmporixOrders.NumberOf(tenant, orderId);
        await using var session = store.QuerySession();
        var invoice = await session.LoadAsync<EmporixInvoice>(id, ct) ?? new EmporixInvoice { Id = id, Tenant = tenant, OrderId = orderId };
        if (invoice is { Number: { } number, NumberedAt: { } at, Zone: { } zone })
        {
            return new(number, at, zone);
        }

        // Before the draw is noted: what cannot be asked now is no gap.
        var site = await Site(tenant, siteCode, ct);
        invoice = invoice.DrawnAt is { } lost ? invoice with { DrawnAt = null, LostDraws = [.. invoice.LostDraws, lost] } : invoice;
        for (var draws = 0; draws < MostDraws; draws++)
        {
            ct.ThrowIfCancellationRequested();
            var drawn = new DrawnNumber("", clock.GetUtcNow(), site?.Zone ?? EmporixSite.DefaultZone);
            await Keep(invoice with { DrawnAt = drawn.At });
            drawn = drawn with { Number = await Draw(invoice, siteCode, drawn.At) };
            if (await TryKeep(invoice with { Number = drawn.Number, NumberedAt = drawn.At, Zone = drawn.Zone }) is not { } other)
            {
                return drawn;
            }

            invoice = invoice with
            {
                TakenNumbers = [.. invoice.TakenNumbers, new(drawn.Number, drawn.At, other)],
                Warnings = [.. invoice.Warnings, $"Emporix gave it the number {drawn.Number}, which the invoice of {other} has"],
            };
            await Keep(invoice);
        }

        throw new NoNumberException(
            $"Emporix gave {MostDraws} numbers that other invoices of {tenant} have, the last one {invoice.TakenNumbers[^1].Number}: make a "
            + $"schema of the type {SequenceSchema.InvoiceType} active there whose startValue or text makes new ones.");
    }

    /// <summary>Not ended by the step's time: a number that has come must be stored.</summary>
    private async Task<string> Draw(EmporixInvoice invoice, string siteCode, DateTimeOffset now)
    {
        const string Call = "The draw of a number";
        var attempt = await client.Post(
            invoice.Tenant,
            $"/sequential-id/{invoice.Tenant}/schemas/types/{SequenceSchema.InvoiceType}/nextId?siteCode={Uri.EscapeDataString(siteCode)}",
            "{}",
            new(clock, options.Value.CallTimeout / 2));
        var trouble = EmporixAnswers.Trouble(attempt, Call, hasEffect: true, now);
        var hasNone = trouble is null && attempt.Answer!.Status == 404;
        if (trouble is null && !hasNone && attempt.Answer!.JsonObject() is { } json
            && EmporixAnswers.TextOf(json, "id") is { Length: > 0 } drawn)
        {
            return drawn;
        }

        if (hasNone || trouble is { Outcome: not CallOutcome.Unknown })
        {
            // Surely nothing was drawn.
            await Keep(invoice);
        }

        throw trouble switch
        {
            { Outcome: CallOutcome.Refused } => new NoNumberException(trouble.Message),
            null when hasNone => new NoNumberException($"{invoice.Tenant} has no active schema of the type {SequenceSchema.InvoiceType}."),
            null => new EmporixAwayException(new(CallOutcome.Unknown, $"{Call} was answered with no number.")),
            _ => new EmporixAwayException(trouble),
        };
    }

    /// <returns>The order whose invoice has the number; null: none had, and it is stored.</returns>
    private async Task<string?> TryKeep(EmporixInvoice invoice)
    {
        try
        {
            await Keep(invoice);
            return null;
        }
        catch (DocumentAlreadyExistsException)
        {
            await using var session = store.QuerySession();
            var other = await session.Query<EmporixInvoice>()
                .FirstOrDefaultAsync(known => known.Tenant == invoice.Tenant && known.Number == invoice.Number, CancellationToken.None);
            if (other is null)
            {
                throw;
            }

            return other.OrderId;
        }
    }

    private async Task Keep(EmporixInvoice invoice)
    {
        await using var session = store.LightweightSession();
        session.Store(invoice);
        await session.SaveChangesAsync(CancellationToken.None);
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
