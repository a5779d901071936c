using Invoicing.Contracts;
using Invoicing.Process;
using MassTransit;

namespace Invoicing.Messaging;

/// <summary>Where what is pending goes.</summary>
internal static class MessageDispatch
{
    /// <param name="mode">In shadow mode nobody is told that an order is invoiced, which it is not.</param>
    public static async Task Dispatch<T>(this T bus, PendingMessage message, InvoicingMode mode, CancellationToken ct)
        where T : ISendEndpointProvider, IPublishEndpoint
    {
        switch (message)
        {
            case StepCommand command:
                var (queue, contract) = StepMessages.Of(command);
                await (await bus.GetSendEndpoint(Queues.AddressOf(queue))).Send(contract, ct);
                break;
            case FailureMessage { Failure: var failure }:
                await bus.Publish(failure, ct);
                break;
            case CompletionMessage completion when mode == InvoicingMode.Live:
                await bus.Publish(completion.ToContract(), ct);
                break;
        }
    }
}

/// <summary>
/// The commands of steps on the wire. Those of Retail Pro are older than the others', and go on being published as they were.
/// </summary>
internal static class StepMessages
{
    public static (string Queue, object Message) Of(StepCommand command) => command.Name == StepNames.Invoice
        ? (Queues.InvoiceOrder, new InvoiceOrder(command.OrderNo, command.Attempt))
        : StepNames.SlipNoOf(command.Name) is { } slipNo
        ? (Queues.TransferInventory, new TransferInventory(command.OrderNo, slipNo, command.Attempt))
        : (Queues.StepsOf(command.Key.System), new RunStep(command.OrderNo, command.Name, command.Attempt));
}
