using Invoicing.Contracts;
using Invoicing.Orders;

namespace Invoicing.Process;

internal sealed partial class ProcessRules
{
    /// <summary>Plans the steps anew from the content, except those that are done; allowed only if <see cref="MayTakeOver"/>.</summary>
    private OrderProcess Plan(OrderProcess row, DateTimeOffset now, NumberPool numbers) => Plan(row, systems, now, numbers);

    /// <param name="anew">The systems whose steps are planned anew; those of others stay as they are.</param>
    private OrderProcess Plan(OrderProcess row, IReadOnlyList<IStepPlanner> anew, DateTimeOffset now, NumberPool numbers)
    {
        row = row with
        {
            Identity = Fingerprints.OfIdentity(row.Original ?? row.Content),
            Store = null,
            Steps = [.. row.Steps.Where(IsKept)],
        };
        return PlanSteps(row, anew, restored()?.MayHaveCalledFor(row.Content) == true, now, numbers);

        // What waits for a step that goes is planned once more as well. What was asked for may have another answer now.
        bool IsKept(Step step) => step.Status == StepStatus.Done
            ? !(step.Phase == StepPhase.Gather && anew.Contains(SystemOf(step)))
            : !(IsPlannedAnew(step) || step.After.Any(name => IsPlannedAnew(row.StepNamed(name))));
        bool IsPlannedAnew(Step? step) => step is { Status: not StepStatus.Done } && anew.Contains(SystemOf(step));
    }

    /// <param name="anew">As for <see cref="Plan(OrderProcess, IReadOnlyList{IStepPlanner}, DateTimeOffset, NumberPool)"/>.</param>
    /// <param name="mayBeDone">Steps may have been done under numbers that a restored backup has taken from the order.</param>
    private OrderProcess PlanSteps(
        OrderProcess row, IReadOnlyList<IStepPlanner> anew, bool mayBeDone, DateTimeOffset now, NumberPool numbers)
    {
        var isReady = !IsOpen(row.Content) && !IsAllCancelled(row.Content);
        var route = settings.RouteOf(row.Content.SalesChannel);
        row = row with { Enriched = null };
        foreach (var system in systems)
        {
            // A system that is at work on the order goes on, whatever the route has become since.
            var isOnRoute = IsOnRoute(row, system);
            if (!isOnRoute && !row.StepsIn(system.Name).Any())
            {
                continue;
            }

            var plan = system.Plan(new(row, anew.Contains(system), isReady, numbers));
            var leftOut = plan.Steps.Where(step => isOnRoute && route?.GoesTo(system.Name, step.Key.Operation) == false)
                .Select(step => step.Name)
                .ToHashSet();
            row = (plan.Data is null ? row : row.WithData(system.Name, plan.Data)) with
            {
                Store = row.Store ?? plan.Store,
                Enriched = plan.Enriched ?? row.Enriched,
                Steps =
                [
                    .. row.Steps,
                    .. plan.Steps.Where(step => row.StepNamed(step.Name) is null && !leftOut.Contains(step.Name))
                        .Select(step => leftOut.Count == 0 ? step : step with { After = [.. step.After.Except(leftOut)] }),
                ],
            };
        }

        // It would wait for ever, and nobody would hear of it.
        if (row.Steps.SelectMany(step => step.After).FirstOrDefault(name => row.StepNamed(name) is null) is { } missing)
        {
            throw new InvalidOperationException(
                $"A step of order {row.OrderNo} is to come after the step {missing}, which the order does not have.");
        }

        var isGathering = row.Steps.Any(step => step is { Phase: StepPhase.Gather, Status: not StepStatus.Done });
        row = row.Steps.Where(step => step.WaitsForOthers && !(isGathering && step.Phase == StepPhase.Invoice)
                && step.After.All(name => row.StepNamed(name)?.Status == StepStatus.Done))
            .Aggregate(row, (r, step) => SendStep(r, step.Name, now));
        return mayBeDone
            ? row.Steps.Where(step => numbers.HasGiven(step.Key.Number)).Aggregate(row, (r, step) => Doubt(r, step, now))
            : row;
    }

    private static bool IsOpen(Order order) => order.Lines.Any(line => line.Status == Order.Open);

    /// <summary>An item that cannot be read may be one that was not cancelled.</summary>
    private static bool IsAllCancelled(Order order) =>
        order.Items.Count > 0 && !order.Lines.Any()
            && !order.Unreadable.Any(fault => fault.Field.StartsWith("items", StringComparison.Ordinal));

    // A system cannot be asked for a number that nobody knows: only a person can look.
    private OrderProcess Doubt(OrderProcess row, Step step, DateTimeOffset now) =>
        Fail(row, new StepFailed(step.Name, step.Attempt, FailureKind.OutcomeUnknown, SystemOf(step).MayHaveBeenDone(step), null), now);
}
