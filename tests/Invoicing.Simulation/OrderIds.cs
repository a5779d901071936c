using Invoicing.Process;

namespace Invoicing.Simulation;

/// <summary>The table <c>order_ids</c>.</summary>
internal sealed class OrderIds(PlantedBug bug)
{
    private readonly Dictionary<string, string> _orderOf = [];

    /// <returns>Null: every id of the row is its own, or free. What is known of an order that was taken out is a fact.</returns>
    public OrderIdConflictException? Conflict(OrderProcess row) => bug == PlantedBug.IdUnderTwoNumbers || row.Dismissed is not null ? null : row.OmsIds
        .Where(id => _orderOf.GetValueOrDefault(id, row.OrderNo) != row.OrderNo)
        .Select(id => new OrderIdConflictException(row.OrderNo, id, _orderOf[id]))
        .FirstOrDefault();

    public void Change(OrderProcess? before, OrderProcess after)
    {
        foreach (var id in before?.OmsIds.Except(after.OmsIds) ?? [])
        {
            _orderOf.Remove(id);
        }

        foreach (var id in after.OmsIds)
        {
            _orderOf.TryAdd(id, after.OrderNo);
        }
    }
}
