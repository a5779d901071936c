using Invoicing.Messaging;
using MassTransit;
using MassTransit.Middleware;
using MassTransit.Middleware.Rescue;

namespace Invoicing.NotifyingFailures;

/// <summary>Makes messages that nobody on a queue understands end as those do that cannot be read.</summary>
internal static class SkippedMessages
{
    /// <summary>
    /// Sends them to the queue's error queue and publishes a <see cref="ReceiveFault"/>. MassTransit itself moves them to a further queue
    /// (<c>_skipped</c>) and tells nobody; with its <c>ThrowOnSkippedMessages</c> they come back until the delivery limit, and nobody is told either.
    /// </summary>
    public static void FaultSkippedMessages(this IReceivePipelineConfigurator endpoint, string queue) =>
        endpoint.ConfigureDeadLetter(pipe => pipe.UseFilter(new FaultFilter(queue)));

    private sealed class FaultFilter(string queue) : IFilter<ReceiveContext>
    {
        private readonly IPipe<ExceptionReceiveContext> _faulted = Pipe.New<ExceptionReceiveContext>(pipe =>
        {
            pipe.UseFilter(new GenerateFaultFilter());
            pipe.UseFilter(new ErrorTransportFilter());
        });

        public Task Send(ReceiveContext context, IPipe<ReceiveContext> next) => _faulted.Send(new RescueExceptionReceiveContext(
            context, new MessageNotConsumedException(context.InputAddress, Reason(context))));

        private string Reason(ReceiveContext context)
        {
            var types = context.TryGetPayload<ConsumeContext>(out var message) ? message.SupportedMessageTypes : [];
            return $"{queue} takes no messages of type {Queues.Named(types)}; {Queues.ExpectedIn(queue)} is expected there.";
        }

        public void Probe(ProbeContext context) => context.CreateFilterScope("fault-skipped-messages");
    }
}
