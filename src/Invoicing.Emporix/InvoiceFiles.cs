using System.Security.Cryptography;
using Invoicing.Storage;
using Invoicing.Systems;
using Microsoft.Extensions.Logging;

namespace Invoicing.Emporix;

/// <summary>Renders an invoice's PDF from what was settled and numbered, and stores its bytes once: those that were stored first win.</summary>
internal sealed partial class InvoiceFiles(IInvoices invoices, IInvoiceRenderer renderer, ILogger<InvoiceFiles> logger)
{
    private const int TokenBytes = 16;

    public async Task<CallResult> Render(EmporixRequest request, CancellationToken ct)
    {
        var id = EmporixOrders.NumberOf(request.Tenant, request.OrderId);
        if (await invoices.Find(id, ct) is not { Number: { } number, NumberedAt: { } at, Zone: { } zone } invoice)
        {
            return new(CallOutcome.Refused, "There is no number for the invoice.");
        }

        if (invoice.Token is not null)
        {
            return new(CallOutcome.Done, "The PDF was made before.");
        }

        var local = TimeZoneInfo.ConvertTime(at, TimeZoneInfo.FindSystemTimeZoneById(zone));
        var document = request.Document! with { Number = number, IssuedAt = at, IssuedOn = DateOnly.FromDateTime(local.DateTime) };
        var rendered = await renderer.Render(document, request.LogoUrl, ct);
        foreach (var warning in rendered.Warnings)
        {
            LogWarning(id, warning);
        }

        var made = invoice with
        {
            Token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(TokenBytes)),
            Country = document.Seller.Address.CountryCode?.Trim().ToUpperInvariant(),
            CustomerDigest = request.Email is { } email ? new Person(email).Digest : null,
            Sha256 = Convert.ToHexStringLower(SHA256.HashData(rendered.Bytes)),
            Warnings = [.. invoice.Warnings, .. rendered.Warnings],
        };
        return new(CallOutcome.Done, await invoices.Add(made, rendered.Bytes, ct)
            ? $"The PDF has {rendered.Bytes.Length} bytes."
            : "The PDF was made by another process meanwhile.");
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Invoice of order {OrderNo}: {Warning}")]
    private partial void LogWarning(string orderNo, string warning);
}
