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
    public static void FaultSkippedMessages(this IReceivePipelineConfigurator endpoint) =>
        endpoint.ConfigureDeadLetter(pipe => pipe.UseFilter(new FaultFilter()));

    private sealed class FaultFilter : IFilter<ReceiveContext>
    {
        private readonly IPipe<ExceptionReceiveContext> _faulted = Pipe.New<ExceptionReceiveContext>(pipe =>
        {
            pipe.UseFilter(new GenerateFaultFilter());
            pipe.UseFilter(new ErrorTransportFilter());
        });

        public Task Send(ReceiveContext context, IPipe<ReceiveContext> next) => _faulted.Send(new RescueExceptionReceiveContext(
            context, new MessageNotConsumedException(context.InputAddress, "Nobody on this queue understands the message.")));

        public void Probe(ProbeContext context) => context.CreateFilterScope("fault-skipped-messages");
    }
}
