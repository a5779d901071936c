using Invoicing.Contracts;

namespace Invoicing.Simulation;

/// <summary>
/// The recovery of all instances: looks at due orders when one may be due. The program looks every second; here a look that could find
/// nothing is left out, so that three days of back-off pass at once.
/// </summary>
internal sealed class RecoveryLoop(Run run)
{
    private bool _looksAgain;

    public void DueAt(DateTimeOffset at) =>
        run.Scheduler.In(at - run.Scheduler.Now + run.Scheduler.Wait(TimeSpan.Zero, run.Settings.RecoveryInterval), Look);

    private void Look()
    {
        var now = run.Scheduler.Now;
        if (!run.Database.Orders.Any(order => order.DueAt <= now))
        {
            return;
        }

        var able = run.Services.Where(instance => instance is { IsAlive: true, IsFrozen: false }).ToList();
        var room = run.Settings.RecoveryWindow - run.Broker.Waiting;
        if (able.Count == 0 || room <= 0)
        {
            Later();
            return;
        }

        // Several may look at the same time.
        foreach (var instance in able.Where((_, place) => place == 0 || run.Scheduler.Chance(0.3)))
        {
            run.Watch(Resume(instance, room));
        }

        // Whoever looks may die over it; the loop of a real process comes round again.
        Later();
    }

    private void Later()
    {
        if (_looksAgain)
        {
            return;
        }

        _looksAgain = true;
        run.Scheduler.In(run.Settings.RecoveryInterval, () =>
        {
            _looksAgain = false;
            Look();
        });
    }

    private async Task Resume(Instance instance, int room)
    {
        List<string> due;
        try
        {
            var heldBack = run.Gate.HeldBack;
            due = [.. await run.Database
                .ClaimDue(instance, room, run.Settings.AnswerTimeout, row => heldBack is null || row.WaitsFor is null)];
            if (heldBack is > 0 and var calls)
            {
                due.AddRange(await run.Database.ClaimDue(
                    instance, Math.Min(calls, room), run.Settings.AnswerTimeout, row => row.WaitsFor is not null));
            }
        }
        catch (DatabaseAwayException)
        {
            Later();
            return;
        }

        foreach (var orderNo in due)
        {
            await instance.Delay(TimeSpan.FromMilliseconds(0.2));
            if (run.Faults.Fires(FaultKind.PublishLost))
            {
                // One failed send ends the look; the others of this look come up again after the wait.
                return;
            }

            run.Broker.Publish(QueueName.OrderInvoicing, new ResumeInvoicing(orderNo), instance);
        }
    }
}
