using Invoicing.Orders;
using Invoicing.Process;

namespace Invoicing.Simulation;

/// <summary>
/// Brings updates to their orders once these are known, as the program does every two seconds. A look that finds nothing is left out.
/// </summary>
internal sealed class UpdateDelivery(Run run)
{
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(2);

    private bool _looks;

    /// <summary>An update waits, or an order is new.</summary>
    public void Wake()
    {
        if (!_looks && run.Database.WaitingUpdates.Exists(IsKnown))
        {
            _looks = true;
            run.Scheduler.In(s_interval, Look);
        }
    }

    private void Look()
    {
        _looks = false;
        if (run.Services.FirstOrDefault(instance => instance is { IsAlive: true, IsFrozen: false }) is { } instance)
        {
            run.Watch(HandOn(instance));
        }

        Wake();
    }

    private async Task HandOn(Instance instance)
    {
        foreach (var update in run.Database.WaitingUpdates.Where(IsKnown).ToList())
        {
            await instance.Delay(TimeSpan.FromMilliseconds(0.3));
            if (run.Faults.Fires(FaultKind.PublishLost))
            {
                return;
            }

            run.Broker.Publish(QueueName.OrderInvoicing, update, instance);
            try
            {
                await run.Database.Forget(instance, update);
            }
            catch (DatabaseAwayException)
            {
                // It is handed on once more.
                return;
            }
        }
    }

    private bool IsKnown(ReceivedUpdate update) => run.Database.Find(update.OrderNo) is not null;
}
