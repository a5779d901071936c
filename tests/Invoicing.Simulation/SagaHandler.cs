using Invoicing.Contracts;
using Invoicing.Messaging;
using Invoicing.Orders;
using Invoicing.Process;
using Invoicing.RetailPro;
using Invoicing.Vtex;

namespace Invoicing.Simulation;

/// <summary>One message's look at one order, as MassTransit's saga hosts it: opened, decided about, saved, and then what follows.</summary>
internal sealed class SagaHandler(Run run, Instance instance)
{
    private static readonly Dictionary<string, TimeZoneInfo> Zones = [];

    private readonly OrderProcessor _processor = run.ProcessorOf(instance);

    public static string OrderNoOf(object body) => body switch
    {
        ReceivedOrder m => m.OrderNo,
        ReceivedUpdate m => m.OrderNo,
        OrderInvoiced m => m.OrderNo,
        InvoiceDeferred m => m.OrderNo,
        InventoryTransferred m => m.OrderNo,
        TransferDeferred m => m.OrderNo,
        StepReported m => m.OrderNo,
        FailureNotified m => m.OrderNo,
        ResumeInvoicing m => m.OrderNo,
        CommandFaulted { Command: InvoiceOrder m } => m.OrderNo,
        CommandFaulted { Command: TransferInventory m } => m.OrderNo,
        CommandFaulted { Command: RunStep m } => m.OrderNo,
        _ => throw new ArgumentException($"{body.GetType().Name} is no message of an order.", nameof(body)),
    };

    public async Task<List<(QueueName, object)>> Handle(object body, bool isAgain)
    {
        var id = OrderKey.Of(OrderNoOf(body));
        // Of an answer nobody thinks that it could plan anew.
        var type = run.Options.Bug == PlantedBug.PlannedAnewUnlocked && body is ResumeInvoicing ? typeof(FailureNotified) : body.GetType();
        await using var order = await _processor.Open(id, type, default);
        if (order is null && body is ReceivedUpdate update)
        {
            await run.Database.Keep(instance, update);
            return [];
        }

        var decision = await _processor.Decide(order?.Row, EventOf(body) with { CallOpen = order?.CallOpen ?? false }, default);
        return await _processor.Save(id, order, decision, default)
            ? [.. decision.Messages(isAgain).Select(Addressed)]
            : throw new RowChangedException();
    }

    private OrderEvent EventOf(object body) => body switch
    {
        ReceivedOrder m => IncomingEvents.Of(m, Zone(run.RetailProSettings.TimeZone), instance.Clock.GetUtcNow()),
        ReceivedUpdate m => IncomingEvents.Of(m, instance.Clock.GetUtcNow()),
        OrderInvoiced m => IncomingEvents.Of(m),
        InvoiceDeferred m => IncomingEvents.Of(m),
        InventoryTransferred m => IncomingEvents.Of(m),
        TransferDeferred m => IncomingEvents.Of(m),
        StepReported m => IncomingEvents.Of(m),
        FailureNotified m => IncomingEvents.Of(m),
        CommandFaulted m => m.Fault,
        _ => new DueTimePassed(),
    };

    public static (QueueName Queue, object Body) Addressed(PendingMessage message) => message switch
    {
        StepCommand command => StepMessages.Of(command).Message switch
        {
            InvoiceOrder m => (QueueName.InvoiceOrder, m),
            TransferInventory m => (QueueName.TransferInventory, m),
            var m => (command.Key.System == VtexPlanner.SystemName ? QueueName.VtexSteps : QueueName.EmporixSteps, m),
        },
        FailureMessage { Failure: var failure } => (QueueName.NotifyFailures, failure),
        _ => (QueueName.Oms, ((CompletionMessage)message).ToContract()),
    };

    private static TimeZoneInfo Zone(string name) =>
        Zones.TryGetValue(name, out var zone) ? zone : Zones[name] = TimeZoneInfo.FindSystemTimeZoneById(name);
}
