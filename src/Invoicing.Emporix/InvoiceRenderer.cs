using Invoicing.Emporix.Documents;
using Microsoft.Extensions.Options;

namespace Invoicing.Emporix;

/// <summary>Makes an invoice's PDF, with the logo of its site.</summary>
internal interface IInvoiceRenderer
{
    Task<RenderedPdf> Render(InvoiceDocument document, string? logoUrl, CancellationToken ct);
}

/// <inheritdoc cref="IInvoiceRenderer"/>
internal sealed class InvoiceRenderer(IOptions<EmporixSettings> options, Logos logos) : IInvoiceRenderer
{
    public async Task<RenderedPdf> Render(InvoiceDocument document, string? logoUrl, CancellationToken ct)
    {
        var (logo, problem) = await logos.Get(logoUrl, ct);
        var rendered = await Task.Run(() => InvoicePdf.Render(document, logo, options.Value.FacturX), ct);
        return problem is null ? rendered : rendered with { Warnings = [problem, .. rendered.Warnings] };
    }
}
