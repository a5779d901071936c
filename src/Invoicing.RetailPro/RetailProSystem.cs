using Invoicing.Orders;
using Invoicing.Process;
using Invoicing.Systems;
using Microsoft.Extensions.Options;

namespace Invoicing.RetailPro;

/// <summary>Retail Pro: one invoice, then a transfer slip for each other store that shipped.</summary>
internal sealed class RetailProSystem(IRetailPro retailPro, IOptions<RetailProSettings> retailProSettings, IOptions<InvoicingSettings> invoicingSettings)
    : IInvoicingSystem
{
    private readonly RetailProPlanner _planner = new(invoicingSettings.Value, retailProSettings.Value);
    private readonly RetailProSettings _settings = retailProSettings.Value;

    public string Name => _planner.Name;

    public string DisplayName => _planner.DisplayName;

    public TimeSpan CallTimeout => _settings.CallTimeout;

    public TimeSpan CallMargin => _settings.CallMargin;

    public SystemPlan Plan(PlanRequest request) => _planner.Plan(request);

    public bool MayTakeOver(OrderProcess process, Order newer) => _planner.MayTakeOver(process, newer);

    public bool IsOutdated(OrderProcess process) => _planner.IsOutdated(process);

    public IReadOnlyList<PlannedRequest> Preview(OrderProcess process) => _planner.Preview(process);

    public StoreChoice? ChoiceOf(OrderProcess process) => _planner.ChoiceOf(process);

    public IReadOnlyList<StepItem> Items(OrderProcess process, Step step) => _planner.Items(process, step);

    public TimelineEntry Accepted(Step step) => _planner.Accepted(step);

    public string MayHaveBeenDone(Step step) => _planner.MayHaveBeenDone(step);

    public DuplicateHandling DuplicatesOf(StepKey step) =>
        new(_settings.RefusesDuplicates, !string.IsNullOrEmpty(IsSlip(step) ? _settings.SlipLookup : _settings.InvoiceLookup));

    public string NumberOf(string orderNo, StepKey step) => step.Number ?? OrderToInvoiceBuilder.NumberOf(orderNo, _settings);

    public Prepared Prepare(StepKey step, OrderProcess process)
    {
        if (!IsSlip(step))
        {
            var isKnown = SalesChannels.KindOf(process.Content.SalesChannel, invoicingSettings.Value) == ChannelKind.Invoice;
            return OrderToInvoiceBuilder.Build(process.Planned, process.Election, _settings, isKnown);
        }

        var slip = process.Transfers.Single(transfer => transfer.SlipNo == step.Number);
        return TransferSlipBuilder.Build(process.Planned, slip.SlipNo, slip.FromStore, slip.ToStore, _settings);
    }

    public Task<CallResult> Execute(StepKey step, string body, CallDeadline deadline) =>
        IsSlip(step) ? retailPro.SendSlip(body, deadline) : retailPro.SendInvoice(body, deadline);

    public Task<LookupOutcome> Lookup(StepKey step, string number) => IsSlip(step) ? retailPro.FindSlip(number) : retailPro.FindInvoice(number);

    private static bool IsSlip(StepKey step) => step.Operation == RetailProSteps.Slip;
}
