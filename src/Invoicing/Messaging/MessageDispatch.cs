using Invoicing.Process;
using MassTransit;

namespace Invoicing.Messaging;

/// <summary>Where what is pending goes.</summary>
internal static class MessageDispatch
{
    public static async Task Dispatch<T>(this T bus, PendingMessage message, CancellationToken ct)
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
            case CompletionMessage completion:
                await bus.Publish(completion.ToContract(), ct);
                break;
        }
    }
}
