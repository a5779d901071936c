using Invoicing.Contracts;
using Invoicing.Process;
using Invoicing.Systems;
using MassTransit;

namespace Invoicing.Messaging;

/// <summary>Carries out the steps of one system. What fails for good goes to the queue's error queue, and the saga hears of it.</summary>
internal sealed class StepConsumer<TSystem>(StepRunner runner, TSystem system) : IConsumer<RunStep>
    where TSystem : IInvoicingSystem
{
    public Task Consume(ConsumeContext<RunStep> context)
    {
        var m = context.Message;
        return context.RunStep(runner, system, new(m.OrderNo, StepKey.Parse(m.Step), m.Step, m.Attempt), AnswerOf);
    }

    private static StepReported? AnswerOf(StepCommand command, StepResult? result)
    {
        var answer = new StepReported { OrderNo = command.OrderNo, Step = command.Name, Attempt = command.Attempt };
        return result switch
        {
            Accepted a => answer with { AcceptedAt = a.At, DocumentNo = a.DocumentNo, MayBeOlder = a.MayBeOlder, Found = a.Found },
            Deferred d => answer with { Reason = d.Reason, RetryAfter = d.RetryAfter, OutcomeUnknown = d.OutcomeUnknown,
                Paused = d.IsPaused },
            _ => null,
        };
    }
}

internal static class StepConsumption
{
    /// <param name="answerOf">What the saga is to hear; null when there is nothing to report.</param>
    /// <exception cref="StepFailedException">A person is needed.</exception>
    public static async Task RunStep(
        this ConsumeContext context,
        StepRunner runner,
        IInvoicingSystem system,
        StepCommand command,
        Func<StepCommand, StepResult?, object?> answerOf)
    {
        // Whoever had the message before may be dead.
        var isAgain = context.ReceiveContext.Redelivered || context.GetRetryAttempt() > 0;
        if (answerOf(command, await runner.Run(system, command, isAgain, context.CancellationToken)) is { } answer)
        {
            await context.Publish(answer);
        }
    }
}
