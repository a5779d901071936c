using Invoicing.Process;
using MassTransit;

namespace Invoicing.Messaging;

/// <summary>Where what is pending goes.</summary>
internal static class MessageDispatch
{
    public static async Task Dispatch<T>(this T bus, PendingMessage message, CancellationToken ct)
        where T : ISendEndpointProvider, IPublishEndpoint
    {
        if (message is StepCommand command)
        {
            var endpoint = await bus.GetSendEndpoint(Queues.AddressOf(command.SlipNo is null ? Queues.InvoiceOrder : Queues.TransferInventory));
            await endpoint.Send(message.ToContract(), ct);
        }
        else
        {
            await bus.Publish(message.ToContract(), ct);
        }
    }
}
