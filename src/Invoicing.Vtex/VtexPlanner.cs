using Invoicing.Orders;
using Invoicing.Process;

namespace Invoicing.Vtex;

/// <summary>
/// What VTEX is told of an order that came from there: that it is being handled, at once; of each invoice, when the order is invoiced;
/// and at last it is asked whether it takes the order for invoiced.
/// </summary>
internal class VtexPlanner(VtexSettings settings) : IStepPlanner
{
    public const string SystemName = "vtex";

    public string Name => SystemName;

    public string DisplayName => "VTEX";

    public SystemPlan Plan(PlanRequest request)
    {
        var process = request.Process;
        if (!request.IsReady || process.Content.Vtex is null)
        {
            return new(null, null, []);
        }

        var (account, orderId) = VtexParts.OrderOf(process, settings);
        var steps = new List<Step> { Waiting(VtexSteps.HandlingOf(account, orderId), []) with { Phase = StepPhase.Prepare } };
        var erp = InvoiceOf(process);
        // Numbers that were planned stay: a setting that changed since must not tell VTEX of the same invoice twice.
        if (erp is null or { Status: StepStatus.Done } && (request.Anew || !Invoices(process).Any()))
        {
            string[] before = erp is null ? [steps[0].Name] : [steps[0].Name, erp.Name];
            var parts = VtexParts.Of(process, settings);
            foreach (var part in parts)
            {
                var step = Waiting(part.Document.Step(VtexSteps.Invoice), before);
                steps.Add(step);
                before = [step.Name];
            }

            steps.Add(Waiting(parts[^1].Document.Step(VtexSteps.Invoiced), before));
        }

        return new(null, null, steps);
    }

    /// <summary>
    /// What VTEX was told of an invoice stays; that an order is being handled holds whatever its newer content is. Content that says
    /// nothing of VTEX any more must not keep an invoice from it without a word.
    /// </summary>
    public bool MayTakeOver(OrderProcess process, Order newer) => !Invoices(process).Any(step => step.Status == StepStatus.Done)
        && (newer.Vtex is not null || process.Content.Vtex is null);

    public bool IsOutdated(OrderProcess process)
    {
        var invoices = Invoices(process).ToList();
        return invoices.Count > 0 && invoices.All(step => step.Status != StepStatus.Done)
            && !invoices.Select(step => step.Key.Number).SequenceEqual(
                VtexParts.Of(process, settings).Select(part => part.Document.ToString()));
    }

    /// <summary>The step that makes the invoice; null: no system of this program does.</summary>
    public static Step? InvoiceOf(OrderProcess process) => process.Steps.FirstOrDefault(step => step.Phase == StepPhase.Invoice);

    private static IEnumerable<Step> Invoices(OrderProcess process) =>
        process.StepsIn(SystemName).Where(step => step.Key.Operation == VtexSteps.Invoice);

    private static Step Waiting(StepKey key, IReadOnlyList<string> after) => new()
    {
        Key = key, Name = key.ToString(), Phase = StepPhase.Deliver, After = after, Status = StepStatus.Waiting, Attempt = 0,
    };
}
