using Invoicing.Messaging;
using Invoicing.Process;
using Invoicing.Storage;
using Microsoft.Extensions.Options;

namespace Invoicing.ErrorQueues;

/// <summary>Reads error queues, and what is known of the orders in them.</summary>
internal sealed class ErrorQueueReader(
    OrderLookup orders, WorkQueues queues, IOptions<RabbitMqSettings> broker, IOptions<InvoicingSettings> invoicing)
{
    /// <exception cref="ErrorQueueException">The queues are not declared, or the broker went away.</exception>
    public async Task<ErrorQueueSnapshot> Open(FailedMessageFilter filter, CancellationToken ct)
    {
        var factory = BrokerAddress.Parse(broker.Value.Uri).ToConnectionFactory("invoicing errors");
        // What was held before a loss is held by nobody after it.
        factory.AutomaticRecoveryEnabled = false;
        var connection = await factory.CreateConnectionAsync(ct);
        var reader = new FailedMessageReader(invoicing.Value.Zone);
        var snapshot = new ErrorQueueSnapshot(connection, reader, filter);
        try
        {
            await snapshot.Open(await QueuesOf(filter, ct), ct);
            var facts = await orders.Steps(snapshot.Messages.Select(QuestionOf), ct);
            var now = DateTimeOffset.UtcNow;
            var known = snapshot.Messages.Zip(facts, (message, order) => message with { Order = order });
            snapshot.Messages = [.. known.Where(message => filter.Matches(message, now))];
            return snapshot;
        }
        catch
        {
            await snapshot.DisposeAsync();
            throw;
        }
    }

    public static StepQuestion QuestionOf(FailedMessage message) =>
        new(message.OrderNo, message.Step, message.Attempt, message.Fingerprint);

    /// <summary>Where what is meant can lie: of an order that never had a step no command was ever sent.</summary>
    private async Task<IEnumerable<string>> QueuesOf(FailedMessageFilter filter, CancellationToken ct)
    {
        var meant = queues.All.Where(filter.IsOf);
        if (filter.Orders.Count == 0)
        {
            return meant;
        }

        var (haveSteps, haveSlips) = await orders.Plans(filter.Orders, ct);
        return meant.Where(queue => queue switch
        {
            Queues.OrderInvoicing or Queues.NotifyFailures => true,
            Queues.TransferInventory => haveSlips,
            _ => haveSteps,
        });
    }
}
