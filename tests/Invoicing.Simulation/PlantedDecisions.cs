using Invoicing.Contracts;
using Invoicing.Process;
using Invoicing.RetailPro;

namespace Invoicing.Simulation;

/// <summary>The program's decisions, spoiled if a bug of theirs is planted.</summary>
internal sealed class PlantedDecisions(ProcessRules sound, InvoicingSettings settings, PlantedBug bug)
{
    private readonly ProcessRules _decisions = bug == PlantedBug.WrongStore
        ? Rules(new InvoicingSettings { GiveUpAfter = settings.GiveUpAfter, Election = ElectionPolicy.LastToShip })
        : sound;

    private int _slips;

    public OrderProcess Decide(OrderProcess? row, object message, DateTimeOffset now, NumberPool numbers)
    {
        var after = _decisions.Decide(row, message, now, numbers);
        return bug switch
        {
            PlantedBug.SlipsBeforeInvoice when row?.Invoice is null && after.Invoice is not null && after.Election is not null => WithSlips(after, now),
            PlantedBug.FailureUntold when row is not null => after with { Notices = row.Notices },
            _ => after,
        };
    }

    private OrderProcess WithSlips(OrderProcess row, DateTimeOffset now)
    {
        var numbers = new NumberPool([.. Enumerable.Range(0, 10).Select(_ => $"9{++_slips:0000000}")]);
        var invoiced = _decisions.Decide(row, new StepAccepted(RetailProSteps.Invoice, null, now), now, numbers);
        return invoiced with { Steps = [.. invoiced.Steps.Select(step => row.StepNamed(step.Name) ?? step)] };
    }

    private static ProcessRules Rules(InvoicingSettings settings) => new(settings, [new RetailProPlanner(settings, new RetailProSettings())], () => null);
}
