using Invoicing.Orders;

namespace Invoicing.Simulation;

/// <summary>The statements of <c>WaitingUpdates</c>.</summary>
internal sealed partial class Database
{
    /// <summary>What came before its order.</summary>
    public List<ReceivedUpdate> WaitingUpdates { get; } = [];

    public Action Kept { get; set; } = () => { };

    public Task<bool> Keep(Instance by, ReceivedUpdate update) => Once(by, null, () =>
    {
        WaitingUpdates.Add(update with { ReceivedAt = update.ReceivedAt ?? scheduler.Now });
        Kept();
        return true;
    });

    public Task<bool> Forget(Instance by, ReceivedUpdate update) =>
        Once(by, null, () => WaitingUpdates.RemoveAll(waiting => ReferenceEquals(waiting, update)) > 0);
}
