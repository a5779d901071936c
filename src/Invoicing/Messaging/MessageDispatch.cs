using Invoicing.Contracts;
using Invoicing.Process;
using MassTransit;

namespace Invoicing.Messaging;

/// <summary>Where what is <see cref="PendingMessages"/> goes.</summary>
internal static class MessageDispatch
{
    public static async Task SendOutstanding<T>(this T bus, object message, CancellationToken ct)
        where T : ISendEndpointProvider, IPublishEndpoint
    {
        switch (message)
        {
            case InvoiceOrder command:
                await (await bus.GetSendEndpoint(Queues.AddressOf(Queues.InvoiceOrder))).Send(command, ct);
                break;
            case TransferInventory command:
                await (await bus.GetSendEndpoint(Queues.AddressOf(Queues.TransferInventory))).Send(command, ct);
                break;
            case InvoicingFailed failed:
                await bus.Publish(failed, ct);
                break;
            case PendingMessages.CompletedOrder completed:
                await bus.Publish(completed.ToMessage(), ct);
                break;
            default:
                throw new InvalidOperationException($"{message.GetType().Name} has no destination.");
        }
    }
}
