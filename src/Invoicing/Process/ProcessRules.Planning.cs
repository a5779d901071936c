using Invoicing.Contracts;
using Invoicing.Orders;

namespace Invoicing.Process;

internal sealed partial class ProcessRules
{
    /// <summary>Plans the steps anew from the content, except those that are done; allowed only if <see cref="MayTakeOver"/>.</summary>
    private OrderProcess Plan(OrderProcess row, DateTimeOffset now, NumberPool numbers)
    {
        row = row with
        {
            Identity = Fingerprints.OfIdentity(row.Original ?? row.Content),
            Store = null,
            Steps = [.. row.Steps.Where(step => step.Status == StepStatus.Done)],
        };
        return PlanSteps(row, anew: true, restored()?.MayHaveCalledFor(row.Content) == true, now, numbers);
    }

    /// <param name="mayBeDone">Steps may have been done under numbers that a restored backup has taken from the order.</param>
    private OrderProcess PlanSteps(OrderProcess row, bool anew, bool mayBeDone, DateTimeOffset now, NumberPool numbers)
    {
        var isReady = !row.Content.Lines.Any(line => line.Status == Order.Open) && !IsAllCancelled(row.Content);
        foreach (var system in systems)
        {
            var plan = system.Plan(new(row, anew, isReady, numbers));
            row = row with
            {
                Data = new Dictionary<string, SystemData>(row.Data) { [system.Name] = plan.Data },
                Store = row.Store ?? plan.Store,
                Steps = [.. row.Steps, .. plan.Steps.Where(step => row.StepNamed(step.Name) is null)],
            };
        }

        row = row.Steps.Where(step => step.WaitsForOthers && step.After.All(name => row.StepNamed(name)?.Status == StepStatus.Done))
            .Aggregate(row, (r, step) => SendStep(r, step.Name, now));
        return mayBeDone ? row.Steps.Where(step => numbers.HasGiven(step.Key.Number)).Aggregate(row, (r, step) => Doubt(r, step, now)) : row;
    }

    /// <summary>An item that cannot be read may be one that was not cancelled.</summary>
    private static bool IsAllCancelled(Order order) =>
        order.Items.Count > 0 && !order.Lines.Any() && !order.Unreadable.Any(fault => fault.Field.StartsWith("items", StringComparison.Ordinal));

    // A system cannot be asked for a number that nobody knows: only a person can look.
    private OrderProcess Doubt(OrderProcess row, Step step, DateTimeOffset now) =>
        Fail(row, new StepFailed(step.Name, step.Attempt, FailureKind.OutcomeUnknown, SystemOf(step).MayHaveBeenDone(step), null), now);
}
