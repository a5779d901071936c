using System.Text.Json;
using Invoicing.Contracts;
using Invoicing.Messaging;
using Invoicing.Orders;
using Invoicing.Process;
using Invoicing.RetailPro;

namespace Invoicing.Benchmarks.Floor;

/// <summary>The queue of the orders' own messages. The rules are the program's; all around them is written by hand.</summary>
internal sealed class SagaLoop(Deliveries deliveries, OrderTable orders, Publisher publisher)
{
    private static readonly TimeZoneInfo s_zone = TimeZoneInfo.FindSystemTimeZoneById("America/El_Salvador");

    private const int NumbersAtATime = 500;

    private readonly ProcessRules _decisions =
        new(new InvoicingSettings(), [new RetailProPlanner(new InvoicingSettings(), new RetailProSettings())], () => null);

    private Queue<string> _numbers = [];

    public async Task Run()
    {
        while (true)
        {
            var batch = await deliveries.Next();
            var messages = batch.Select(Read).ToList();
            var before = await orders.Load([.. messages.Select(message => message.Id).Distinct()]);
            var now = DateTimeOffset.UtcNow;
            var after = new Dictionary<Guid, OrderProcess>(before);
            foreach (var (id, message) in messages)
            {
                var row = after.GetValueOrDefault(id);
                after[id] = await Decide(row, message, now);
            }

            var changed = after.Where(pair => !ReferenceEquals(before.GetValueOrDefault(pair.Key), pair.Value))
                .Select(pair => (pair.Key, pair.Value))
                .ToList();
            await orders.Save(changed, now);
            await publisher.Publish([.. changed.SelectMany(pair => ToSend(before.GetValueOrDefault(pair.Key), pair.Value)).Select(Write)]);
            await deliveries.Acknowledge(batch);
        }
    }

    private static (Guid Id, OrderEvent Message) Read(Delivery delivery)
    {
        switch (delivery.Type)
        {
            case null:
                var order = OrderReader.Read(JsonSerializer.Deserialize<JsonElement>(delivery.Body), s_zone, DateTimeOffset.UtcNow);
                return (OrderKey.Of(order.OrderNo), new OrderArrived(order));
            case nameof(OrderInvoiced):
                var invoiced = Envelope.Read(delivery.Body, FloorJson.Default.OrderInvoiced);
                return (OrderKey.Of(invoiced.OrderNo), IncomingEvents.Of(invoiced));
            default:
                var transferred = Envelope.Read(delivery.Body, FloorJson.Default.InventoryTransferred);
                return (OrderKey.Of(transferred.OrderNo), IncomingEvents.Of(transferred));
        }
    }

    private async Task<OrderProcess> Decide(OrderProcess? row, OrderEvent message, DateTimeOffset now)
    {
        while (true)
        {
            var numbers = new NumberPool([.. _numbers]);
            var after = _decisions.Decide(row, message, now, numbers);
            if (numbers.Missing == 0)
            {
                Enumerable.Range(0, numbers.Taken).ToList().ForEach(_ => _numbers.Dequeue());
                return after;
            }

            _numbers = await orders.DrawSlipNumbers(NumbersAtATime);
        }
    }

    private static IEnumerable<PendingMessage> ToSend(OrderProcess? before, OrderProcess after) =>
        before is null ? PendingMessages.Of(after) : PendingMessages.Of(after).Except(PendingMessages.Of(before));

    private static Message Write(PendingMessage message) => message switch
    {
        StepCommand command => StepMessages.Of(command).Message is InvoiceOrder invoice
            ? Envelope.Command(invoice)
            : Envelope.Command((TransferInventory)StepMessages.Of(command).Message),
        CompletionMessage completion => Envelope.Event(completion.ToContract(), FloorJson.Default.InvoicingCompleted),
        _ => throw new InvalidOperationException($"No order of a measurement leads to {message.GetType().Name}."),
    };
}
