using Invoicing.Messaging;
using MassTransit;
using MassTransit.Middleware.Rescue;

namespace Invoicing.Failures;

/// <summary>Makes messages that nobody on a queue understands end as those do that cannot be read.</summary>
internal static class UnknownMessages
{
    /// <summary>
    /// Sends them to the queue's error queue and publishes a <see cref="ReceiveFault"/>. MassTransit itself moves them to a further queue
    /// (<c>_skipped</c>) and tells nobody; with its <c>ThrowOnSkippedMessages</c> they come back until the delivery limit, and nobody is told either.
    /// </summary>
    public static void FaultSkippedMessages(this IReceivePipelineConfigurator endpoint, string queue) =>
        endpoint.ConfigureDeadLetter(pipe => pipe.UseFilter(new FaultFilter(queue)));

    private sealed class FaultFilter(string queue) : IFilter<ReceiveContext>
    {
        private readonly IPipe<ExceptionReceiveContext> _faulted = Pipe.New<ExceptionReceiveContext>(pipe => pipe.UseErrorQueue());

        public Task Send(ReceiveContext context, IPipe<ReceiveContext> next) => _faulted.Send(new RescueExceptionReceiveContext(
            context, new MessageNotTakenException(queue, context.TryGetPayload<MessageTypes>(out var came) ? came.Names : [])));

        public void Probe(ProbeContext context) => context.CreateFilterScope("fault-skipped-messages");
    }
}

/// <summary>A message that is of no kind that its queue is for.</summary>
internal sealed class MessageNotTakenException(string queue, IEnumerable<string> types)
    : ManualActionRequiredException(
        FailureCodes.MessageNotTaken, $"{queue} takes no messages of {Queues.Named(types)}; {Queues.ExpectedIn(queue)} is expected there.");
