using Invoicing.Contracts;
using Invoicing.Orders;
using Invoicing.Process;

namespace Invoicing.Simulation;

/// <summary>
/// One message's look at one order, as <c>OrderSagaRepository</c>, the state machine and <c>SagaDecider</c> do it together:
/// load or lock, decide, save, and then send what follows.
/// </summary>
internal sealed class SagaHandler(Run run, Instance instance)
{
    private static readonly Dictionary<string, TimeZoneInfo> Zones = [];

    public static string OrderNoOf(object body) => body switch
    {
        ReceivedOrder m => m.OrderNo,
        OrderInvoiced m => m.OrderNo,
        InvoiceDeferred m => m.OrderNo,
        InventoryTransferred m => m.OrderNo,
        TransferDeferred m => m.OrderNo,
        FailureNotified m => m.OrderNo,
        ResumeInvoicing m => m.OrderNo,
        CommandFaulted { Command: InvoiceOrder m } => m.OrderNo,
        CommandFaulted { Command: TransferInventory m } => m.OrderNo,
        _ => throw new ArgumentException($"{body.GetType().Name} is no message of an order.", nameof(body)),
    };

    public async Task<List<(QueueName, object)>> Handle(object body, bool isAgain)
    {
        var orderNo = OrderNoOf(body);
        var row = await run.Database.Load(instance, orderNo);
        if (row is null)
        {
            var (message, after) = await Decide(null, body, callOpen: false);
            if (!await run.Database.Insert(instance, after, DueIn(after)))
            {
                throw new RowChangedException();
            }

            return Outgoing(null, message, after, isAgain);
        }

        var isLocked = run.Decisions.NeedsLock(row, body.GetType())
            && !(run.Options.Bug == PlantedBug.PlannedAnewUnlocked && body is ResumeInvoicing && row.Pending is null);
        return isLocked
            ? await HandleLocked(orderNo, body, isAgain)
            : await HandleVersioned(row, body, isAgain);
    }

    private async Task<List<(QueueName, object)>> HandleVersioned(OrderProcess row, object body, bool isAgain)
    {
        var (message, after) = await Decide(row, body, callOpen: false);
        if (!ReferenceEquals(row, after) && !await run.Database.Update(instance, after, DueIn(after)))
        {
            throw new RowChangedException();
        }

        return Outgoing(row, message, after, isAgain);
    }

    private async Task<List<(QueueName, object)>> HandleLocked(string orderNo, object body, bool isAgain)
    {
        var locked = (await run.Database.Lock(instance, orderNo))!;
        try
        {
            var (message, after) = await Decide(locked.Row, body, locked.CallOpen);
            if (!ReferenceEquals(locked.Row, after))
            {
                await run.Database.Save(instance, locked, after, DueIn(after));
            }

            return Outgoing(locked.Row, message, after, isAgain);
        }
        finally
        {
            run.Database.Unlock(orderNo, locked);
        }
    }

    private async Task<(object Message, OrderProcess After)> Decide(OrderProcess? row, object body, bool callOpen)
    {
        object message = body switch
        {
            ReceivedOrder received => new OrderArrived(OrderReader.Read(received.Body, Zone(run.RetailProSettings.TimeZone), instance.Clock.GetUtcNow()), callOpen),
            ResumeInvoicing => new DueTimePassed(callOpen),
            CommandFaulted faulted => faulted.Fault,
            _ => body,
        };
        var slipNos = await run.Database.TakeSlipNumbers(instance, run.Decisions.SlipNumbersNeeded(row, message));
        return (message, run.Decide(row, message, instance.Clock.GetUtcNow(), slipNos));
    }

    private List<(QueueName, object)> Outgoing(OrderProcess? before, object message, OrderProcess after, bool isAgain) =>
        [.. PendingMessages.After(before, message, after, isAgain).Select(Addressed)];

    private static (QueueName, object) Addressed(object command) => command switch
    {
        InvoiceOrder => (QueueName.InvoiceOrder, command),
        TransferInventory => (QueueName.TransferInventory, command),
        InvoicingFailed => (QueueName.NotifyFailures, command),
        PendingMessages.CompletedOrder completed => (QueueName.Oms, completed.ToMessage()),
        _ => throw new InvalidOperationException($"{command.GetType().Name} has no destination."),
    };

    private TimeSpan? DueIn(OrderProcess row) => row.DueAt - instance.Clock.GetUtcNow();

    private static TimeZoneInfo Zone(string name) => Zones.TryGetValue(name, out var zone) ? zone : Zones[name] = TimeZoneInfo.FindSystemTimeZoneById(name);
}
