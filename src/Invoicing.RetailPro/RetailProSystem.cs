using Invoicing.Process;
using Invoicing.Systems;
using Microsoft.Extensions.Options;

namespace Invoicing.RetailPro;

/// <summary>Retail Pro: one invoice, then a transfer slip for each other store that shipped.</summary>
internal sealed class RetailProSystem(
    IRetailPro retailPro,
    IOptions<RetailProSettings> retailProSettings,
    IOptions<InvoicingSettings> invoicingSettings,
    Func<StoreDirectory> stores)
    : RetailProPlanner(invoicingSettings.Value, retailProSettings.Value, stores), IInvoicingSystem
{
    private readonly RetailProSettings _settings = retailProSettings.Value;

    public TimeSpan CallTimeout => _settings.CallTimeout;

    public TimeSpan CallMargin => _settings.CallMargin;

    public DuplicateHandling DuplicatesOf(StepKey step) =>
        new(_settings.RefusesDuplicates, !string.IsNullOrEmpty(IsSlip(step) ? _settings.SlipLookup : _settings.InvoiceLookup));

    public bool HasDrawnNumber(StepKey step) => IsSlip(step);

    public string NumberOf(string orderNo, StepKey step) => step.Number ?? OrderToInvoiceBuilder.NumberOf(orderNo, _settings);

    public Prepared Prepare(StepKey step, OrderProcess process)
    {
        if (!IsSlip(step))
        {
            return PrepareInvoice(process);
        }

        var slip = process.Transfers.Single(transfer => transfer.SlipNo == step.Number);
        return TransferSlipBuilder.Build(process.Planned, slip.SlipNo, slip.FromStore, slip.ToStore, _settings, process.PlannedStores);
    }

    public Task<CallResult> Execute(StepKey step, string body, CallDeadline deadline) =>
        IsSlip(step) ? retailPro.SendSlip(body, deadline) : retailPro.SendInvoice(body, deadline);

    public async Task<LookupResult> Lookup(StepKey step, string number, string body) =>
        IsSlip(step) ? await retailPro.FindSlip(number) : await retailPro.FindInvoice(number);

    private static bool IsSlip(StepKey step) => step.Operation == RetailProSteps.Slip;
}
