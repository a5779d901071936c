using Invoicing.Process;
using Invoicing.Systems;

namespace Invoicing.Emporix;

/// <summary>The operations of Emporix's steps.</summary>
internal static class EmporixSteps
{
    /// <summary>The order is looked at, checked and recalculated from what was delivered; all further steps follow from what it costs.</summary>
    public const string Recalculate = "recalculate";

    /// <summary>One a payment, numbered by its transaction.</summary>
    public const string Capture = "capture";

    public const string Number = "number";

    public const string Pdf = "pdf";

    public const string Mail = "mail";
}

/// <summary>
/// An order of an invoice job: recalculated, paid, numbered, rendered, mailed. Amounts are settled by the first step; the others follow
/// from them.
/// </summary>
internal class EmporixPlanner : IStepPlanner
{
    public const string SystemName = "emporix";

    /// <summary>Of orders that come by a job.</summary>
    public const string JobChannel = "emporix-jobs";

    public string Name => SystemName;

    public string DisplayName => "Emporix";

    public string? Channel => JobChannel;

    public SystemPlan Plan(PlanRequest request)
    {
        if (!request.IsReady || EmporixOrders.Parse(request.Process.OrderNo) is null)
        {
            return new(null, null, []);
        }

        var steps = new List<Step> { New(EmporixSteps.Recalculate, null, StepPhase.Gather, []) };
        // Until something is made, a further job begins with the order as it is then.
        if ((request.Anew && !HasStarted(request.Process)) || EmporixData.Of(request.Process) is not { IsNothing: false } data)
        {
            return new(null, null, steps);
        }

        steps.AddRange(data.Payments.Where(payment => payment.WhyNotCaptured is null)
            .Select(payment => New(EmporixSteps.Capture, payment.TransactionId, StepPhase.Deliver, [steps[0].Name])));
        steps.Add(New(EmporixSteps.Number, null, StepPhase.Invoice, [.. steps.Select(step => step.Name)]) with { Store = data.SiteCode });
        steps.Add(New(EmporixSteps.Pdf, null, StepPhase.Deliver, [steps[^1].Name]));
        steps.Add(New(EmporixSteps.Mail, "1", StepPhase.Deliver, [steps[^1].Name]));
        return new(null, data.SiteCode, steps);
    }

    public SystemData? Keep(OrderProcess process, Step step, string found) => EmporixData.Parse(found).Stored();

    /// <summary>Money was taken, or a number drawn: the order goes on as it was calculated.</summary>
    public static bool HasStarted(OrderProcess process) =>
        process.StepsIn(SystemName).Any(step => step is { Status: StepStatus.Done, Phase: not StepPhase.Gather });

    private static Step New(string operation, string? number, StepPhase phase, IReadOnlyList<string> after)
    {
        var key = new StepKey(SystemName, operation, number);
        return new() { Key = key, Name = key.ToString(), Phase = phase, After = after, Status = StepStatus.Waiting, Attempt = 0 };
    }
}
