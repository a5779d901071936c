using System.CommandLine;
using Invoicing.ErrorQueues;
using Invoicing.Host.Commands.Publishing;
using Invoicing.Process;
using Invoicing.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Invoicing.Host.Commands.Errors;

/// <summary><c>invoicing errors retry</c>.</summary>
internal static class RetryCommand
{
    private const int FastestRate = 2000;

    /// <summary>RabbitMQ takes back what is held for half an hour (its <c>consumer_timeout</c>).</summary>
    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(25);

    public static Command Create()
    {
        var selection = new SelectionOptions();
        var rate = new Option<int>("--rate")
        {
            Description = $"Entries a second, once the ramp-up is over: 1 to {FastestRate}.",
            HelpName = "N",
            DefaultValueFactory = _ => 50,
        };
        rate.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && !(int.TryParse(token.Value, out var number) && number is >= 1 and <= FastestRate))
            {
                result.AddError($"'{token.Value}' is not a rate: 1 to {FastestRate} entries a second are allowed.");
            }
        });
        var command = new Command(
            "retry",
            "Move entries back to their work queues: one first, then twice as many each time, up to the rate. A cause whose entries fail "
                + "again is left, the others go on. "
                + "Always safe: what is done already, or was tried again since, makes no call.");
        selection.AddTo(command);
        command.Options.Add(rate);
        command.SetAction((parsed, _) => selection.Run(parsed, async (services, snapshot, decision, ct) =>
        {
            var count = snapshot.Messages.Count;
            if (count > parsed.GetValue(rate) * s_longest.TotalSeconds)
            {
                throw new ErrorQueueException(
                    $"At this rate {count} entries take longer than RabbitMQ lets them be held. Give a --rate of "
                        + $"{(int)Math.Ceiling(count / s_longest.TotalSeconds)} or more, or choose fewer. Nothing was changed.");
            }

            await using var publisher = await WorkQueuePublisher.Open(snapshot.Connection, ct);
            var items = await ItemsOf(snapshot.Messages, publisher, ct);
            var answerTimeout = services.GetRequiredService<IOptions<InvoicingSettings>>().Value.AnswerTimeout;
            var monitor = new RetryMonitor(snapshot, services.GetRequiredService<OrderLookup>(), answerTimeout, TimeProvider.System);
            var retry = new RetryOperation(
                snapshot, publisher, monitor, services.GetRequiredService<ErrorActions>(), decision, TimeProvider.System);
            var output = new RetryOutput(items, retry, monitor);
            try
            {
                await ProgressDisplay.Show(
                    count, () => items.Count(item => item.IsMoved), output.Line, () => retry.Run(items, parsed.GetValue(rate), ct));
            }
            finally
            {
                // Whatever ends it: what was done is told.
                output.Write(selection.IsJson(parsed));
            }

            return retry.Stopped is null && output.AllWentWell ? 0 : CommandLine.Failed;
        }));
        return command;
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
