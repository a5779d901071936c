using Invoicing.Orders;
using MassTransit;
using MassTransit.Middleware;
using MassTransit.RabbitMqTransport;

namespace Invoicing.Messaging;

/// <summary>
/// Keeps what fails only because the program stops out of the error queues: it goes back to its queue, for the next process.
/// </summary>
internal static class StoppingMessages
{
    /// <summary>Of an entry in an error queue: where it was published. Moved back, plain JSON could not be told apart without it.</summary>
    public const string ExchangeHeader = "Invoicing-Exchange";

    /// <summary>
    /// When the bus has waited long enough for its messages, the program's parts are disposed of, and what is still at work fails with
    /// that. MassTransit itself would move it to the error queue, and by then nobody could be told.
    /// </summary>
    public static void ReturnWhatAStopCutsOff(this IReceivePipelineConfigurator endpoint, CancellationToken stopping) =>
        endpoint.ConfigureError(pipe =>
    {
        pipe.UseFilter(new StopFilter(stopping));
        pipe.UseErrorQueue();
    });

    /// <summary>Publishes the fault and moves the message to its error queue, with the failure's code if it has one.</summary>
    public static void UseErrorQueue(this IPipeConfigurator<ExceptionReceiveContext> pipe)
    {
        pipe.UseExecute(context =>
        {
            if (context.Exception.GetBaseException() is ManualActionRequiredException failure)
            {
                context.ExceptionHeaders.Set(MessageHeaders.FaultExceptionType, failure.Code);
            }

            if (context.TryGetPayload<RabbitMqBasicConsumeContext>(out var consumed) && UpdateKinds.Named(consumed.Exchange) is not null)
            {
                context.ExceptionHeaders.Set(ExchangeHeader, consumed.Exchange);
            }
        });
        pipe.UseFilter(new GenerateFaultFilter());
        pipe.UseFilter(new ErrorTransportFilter());
    }

    private sealed class StopFilter(CancellationToken stopping) : IFilter<ExceptionReceiveContext>
    {
        public Task Send(ExceptionReceiveContext context, IPipe<ExceptionReceiveContext> next) =>
            stopping.IsCancellationRequested
                && context.Exception.GetBaseException() is ObjectDisposedException or OperationCanceledException
                ? throw new OperationCanceledException("The program stops.", context.Exception)
                : next.Send(context);

        public void Probe(ProbeContext context) => context.CreateFilterScope("stopping");
    }
}
