using System.Text.Json;
using Invoicing.Contracts;
using Invoicing.Orders;
using Invoicing.Process;
using Invoicing.RetailPro;

namespace Invoicing.Benchmarks.Floor;

/// <summary>The queue of the orders' own messages. The rules are the program's; all around them is written by hand.</summary>
internal sealed class SagaLoop(Deliveries deliveries, OrderTable orders, Publisher publisher)
{
    private static readonly TimeZoneInfo s_zone = TimeZoneInfo.FindSystemTimeZoneById("America/El_Salvador");

    private readonly ProcessRules _decisions = new(new InvoicingSettings(), new RetailProSettings(), () => null);

    public async Task Run()
    {
        while (true)
        {
            var batch = await deliveries.Next();
            var messages = batch.Select(Read).ToList();
            var before = await orders.Load([.. messages.Select(message => message.Id).Distinct()]);
            var slipNumbers = await Draw(before, messages);
            var now = DateTimeOffset.UtcNow;
            var after = new Dictionary<Guid, OrderProcess>(before);
            foreach (var (id, message) in messages)
            {
                var row = after.GetValueOrDefault(id);
                var numbers = Enumerable.Range(0, _decisions.SlipNumbersNeeded(row, message)).Select(_ => slipNumbers.Dequeue()).ToList();
                after[id] = _decisions.Decide(row, message, now, numbers);
            }

            var changed = after.Where(pair => !ReferenceEquals(before.GetValueOrDefault(pair.Key), pair.Value)).Select(pair => (pair.Key, pair.Value)).ToList();
            await orders.Save(changed, now);
            await publisher.Publish([.. changed.SelectMany(pair => ToSend(before.GetValueOrDefault(pair.Key), pair.Value)).Select(Write)]);
            await deliveries.Acknowledge(batch);
        }
    }

    private static (Guid Id, object Message) Read(Delivery delivery)
    {
        switch (delivery.Type)
        {
            case null:
                var order = OrderReader.Read(JsonSerializer.Deserialize<JsonElement>(delivery.Body), s_zone, DateTimeOffset.UtcNow);
                return (OrderKey.Of(order.OrderNo), new OrderArrived(order, CallOpen: false));
            case nameof(OrderInvoiced):
                var invoiced = Envelope.Read(delivery.Body, FloorJson.Default.OrderInvoiced);
                return (OrderKey.Of(invoiced.OrderNo), invoiced);
            default:
                var transferred = Envelope.Read(delivery.Body, FloorJson.Default.InventoryTransferred);
                return (OrderKey.Of(transferred.OrderNo), transferred);
        }
    }

    private async Task<Queue<string>> Draw(Dictionary<Guid, OrderProcess> rows, List<(Guid Id, object Message)> messages)
    {
        var count = messages.Sum(pair => _decisions.SlipNumbersNeeded(rows.GetValueOrDefault(pair.Id), pair.Message));
        return count == 0 ? new Queue<string>() : await orders.DrawSlipNumbers(count);
    }

    private static IEnumerable<object> ToSend(OrderProcess? before, OrderProcess after) =>
        before is null ? PendingMessages.Of(after) : PendingMessages.Of(after).Except(PendingMessages.Of(before));

    private static Message Write(object message) => message switch
    {
        InvoiceOrder command => Envelope.Command(command),
        TransferInventory command => Envelope.Command(command),
        PendingMessages.CompletedOrder completed => Envelope.Event(completed.ToMessage(), FloorJson.Default.InvoicingCompleted),
        _ => throw new InvalidOperationException($"No order of a measurement leads to {message.GetType().Name}."),
    };
}
