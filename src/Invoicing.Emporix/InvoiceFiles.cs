using System.Security.Cryptography;
using Invoicing.Emporix.Documents;
using Invoicing.Systems;
using JasperFx;
using Marten;
using Marten.Exceptions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Invoicing.Emporix;

/// <summary>Renders an invoice's PDF from what was settled and numbered, and stores its bytes once: those that were stored first win.</summary>
internal sealed partial class InvoiceFiles(
    IOptions<EmporixSettings> options, IDocumentStore store, Logos logos, ILogger<InvoiceFiles> logger)
{
    private const int TokenBytes = 16;

    public async Task<CallResult> Render(EmporixRequest request, CancellationToken ct)
    {
        var id = EmporixOrders.NumberOf(request.Tenant, request.OrderId);
        await using var session = store.LightweightSession();
        if (await session.LoadAsync<EmporixInvoice>(id, ct) is not { Number: { } number, NumberedAt: { } at, Zone: { } zone } invoice)
        {
            return new(CallOutcome.Refused, "There is no number for the invoice.");
        }

        if (invoice.Token is not null)
        {
            return new(CallOutcome.Done, "The PDF was made before.");
        }

        var local = TimeZoneInfo.ConvertTime(at, TimeZoneInfo.FindSystemTimeZoneById(zone));
        var document = request.Document! with { Number = number, IssuedAt = at, IssuedOn = DateOnly.FromDateTime(local.DateTime) };
        var (logo, problem) = await logos.Get(request.LogoUrl, ct);
        var rendered = await Task.Run(() => InvoicePdf.Render(document, logo, options.Value.FacturX), ct);
        string[] warnings = [.. new[] { problem }.OfType<string>(), .. rendered.Warnings];
        foreach (var warning in warnings)
        {
            LogWarning(id, warning);
        }

        session.Insert(new InvoiceFile { Id = id, Pdf = rendered.Bytes });
        session.Store(invoice with
        {
            Token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(TokenBytes)),
            Sha256 = Convert.ToHexStringLower(SHA256.HashData(rendered.Bytes)),
            Warnings = [.. invoice.Warnings, .. warnings],
        });
        try
        {
            await session.SaveChangesAsync(ct);
        }
        catch (DocumentAlreadyExistsException)
        {
            return new(CallOutcome.Done, "The PDF was made by another process meanwhile.");
        }

        return new(CallOutcome.Done, $"The PDF has {rendered.Bytes.Length} bytes.");
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Invoice of order {OrderNo}: {Warning}")]
    private partial void LogWarning(string orderNo, string warning);
}
