using Invoicing.Contracts;
using Invoicing.Orders;
using Invoicing.Process;

namespace Invoicing.ThirdSystem;

/// <summary>
/// A loyalty programme: the customer becomes a member at once, and gets points for the order when Retail Pro has invoiced it.
/// </summary>
internal class LoyaltyPlanner : IStepPlanner
{
    public const string SystemName = "loyalty";
    public const string Member = "loyalty/member";
    public const string Points = "loyalty/points";

    public string Name => SystemName;

    public string DisplayName => "Loyalty";

    public SystemPlan Plan(PlanRequest request)
    {
        if (!request.IsReady)
        {
            return new(null, null, []);
        }

        // A send sale is invoiced at the till.
        string[] invoice = request.Process.StepNamed(StepNames.Invoice) is null ? [] : [StepNames.Invoice];
        return new(null, null, [Waiting(Member, []), Waiting(Points, [Member, .. invoice])]);
    }

    /// <summary>A membership holds whatever the order's newer content is; points do not.</summary>
    public bool MayTakeOver(OrderProcess process, Order newer) => process.StepNamed(Points)?.Status != StepStatus.Done;

    private static Step Waiting(string name, IReadOnlyList<string> after) => new()
    {
        Key = StepKey.Parse(name), Name = name, Phase = StepPhase.Deliver, After = after, Status = StepStatus.Waiting, Attempt = 0,
    };
}
