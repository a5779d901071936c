using System.CommandLine;
using Invoicing.ErrorQueues;
using Invoicing.Process;
using Invoicing.Storage;
using Microsoft.Extensions.Options;

namespace Invoicing.Host.Commands.Errors;

internal static class RetryCommand
{
    /// <summary>RabbitMQ takes back what is held for half an hour (its <c>consumer_timeout</c>).</summary>
    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(25);

    public static Command Create()
    {
        var rate = Options.Value("--rate", "N", $"Entries a second, once the ramp-up is over: 1 to {RetryThrottle.FastestRate}.", 50)
            .Between(1, RetryThrottle.FastestRate, $"a rate: 1 to {RetryThrottle.FastestRate} entries a second are allowed");
        return EntriesCommand.Create(
            "retry",
            "Move entries back to their work queues: one first, then twice as many each time, up to the rate. A cause whose entries fail "
                + "again is left, the others go on. "
                + "Always safe: what is done already, or was tried again since, makes no call.",
            rate,
            (run, snapshot, decision) => Retry(run, snapshot, decision, run.Given.GetValue(rate)));
    }

    private static async Task<int> Retry(OperatorRun run, ErrorQueueSnapshot snapshot, OperatorDecision decision, int rate)
    {
        var count = snapshot.Messages.Count;
        if (count > rate * s_longest.TotalSeconds)
        {
            throw new ErrorQueueException(
                $"At this rate {count} entries take longer than RabbitMQ lets them be held. Give a --rate of "
                    + $"{(int)Math.Ceiling(count / s_longest.TotalSeconds)} or more, or choose fewer. Nothing was changed.");
        }

        await using var publisher = await WorkQueuePublisher.Open(snapshot.Connection, run.Ct);
        var items = await ItemsOf(snapshot.Messages, publisher, run.Ct);
        var answerTimeout = run.Get<IOptions<InvoicingSettings>>().Value.AnswerTimeout;
        var monitor = new RetryMonitor(snapshot, run.Get<OrderLookup>(), answerTimeout, TimeProvider.System);
        var retry = new RetryOperation(snapshot, publisher, monitor, run.Get<ErrorActions>(), decision, TimeProvider.System);
        var output = new RetryOutput(items, retry, monitor);
        try
        {
            await ProgressDisplay.Show(
                count, () => items.Count(item => item.IsMoved), output.Line, () => retry.Run(items, rate, run.Ct));
        }
        finally
        {
            // Whatever ends it: what was done is told.
            output.Write(run);
        }

        return retry.Stopped is null && output.AllWentWell ? 0 : CommandLine.Failed;
    }

    private static async Task<List<RetryItem>> ItemsOf(
        IReadOnlyList<FailedMessage> messages, WorkQueuePublisher publisher, CancellationToken ct)
    {
        var served = new HashSet<string>();
        foreach (var queue in messages.Select(message => message.Queue).Distinct())
        {
            if (await publisher.IsServed(queue, ct))
            {
                served.Add(queue);
            }
            else
            {
                await Console.Error.WriteLineAsync(
                    $"invoicing: no process consumes {queue} at present: what is moved there waits until one does.");
            }
        }

        return [.. messages.Select(message => new RetryItem(message, served.Contains(message.Queue)))];
    }
}
