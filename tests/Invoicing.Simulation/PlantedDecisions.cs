using Invoicing.Contracts;
using Invoicing.Process;
using Invoicing.RetailPro;

namespace Invoicing.Simulation;

/// <summary>The program's decisions, spoiled if a bug of theirs is planted.</summary>
internal sealed class PlantedDecisions(ProcessRules sound, InvoicingSettings settings, PlantedBug bug)
{
    private readonly ProcessRules _decisions = bug == PlantedBug.WrongStore
        ? new ProcessRules(new InvoicingSettings { GiveUpAfter = settings.GiveUpAfter, Election = ElectionPolicy.LastToShip }, new RetailProSettings(), () => null)
        : sound;

    private int _slips;

    public OrderProcess Decide(OrderProcess? row, object message, DateTimeOffset now, IReadOnlyList<string> slipNos)
    {
        var after = _decisions.Decide(row, message, now, slipNos);
        return bug switch
        {
            PlantedBug.SlipsBeforeInvoice when row?.Invoice is null && after.Invoice is not null && after.Election is not null => WithSlips(after, now),
            PlantedBug.FailureUntold when row is not null => after with { Notices = row.Notices },
            _ => after,
        };
    }

    private OrderProcess WithSlips(OrderProcess row, DateTimeOffset now)
    {
        var numbers = Enumerable.Range(0, 10).Select(_ => $"9{++_slips:0000000}").ToList();
        return _decisions.Decide(row, new OrderInvoiced(row.OrderNo, row.Attempt, null, now), now, numbers) with { Invoice = row.Invoice };
    }
}
