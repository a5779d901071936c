using Invoicing.Contracts;
using Invoicing.Process;
using Invoicing.RetailPro;
using Invoicing.Storage;
using Invoicing.Systems;

namespace Invoicing.Simulation;

/// <summary>A publish that the broker did not confirm.</summary>
internal sealed class NotConfirmedException : Exception;

/// <summary>Another message changed the row, as MassTransit's exception of that name says.</summary>
internal sealed class RowChangedException : Exception;

/// <summary>
/// How a message is handled in an instance, as <c>MessagingRegistration</c> sets it up: retried in place, sent after it is handled,
/// acknowledged at last, to the error queue when it failed for good.
/// </summary>
internal sealed class Endpoint(
    Run run, Instance instance, SagaHandler saga, StepRunner runner, RetailProSystem retailPro, IInvoicingSystem vtex,
    Func<IInvoicingSystem> emporix)
{
    private IInvoicingSystem _emporix = emporix();

    /// <summary>Messages of one order one after the other within a process.</summary>
    private readonly Dictionary<string, Task> _partitions = [];

    public void Deliver(Message message) => run.Watch(message.Queue == QueueName.OrderInvoicing ? InPartition(message) : Handle(message));

    /// <summary>Nothing of a process outlives it.</summary>
    public void Forget()
    {
        _partitions.Clear();
        _emporix = emporix();
    }

    private Task InPartition(Message message)
    {
        var orderNo = SagaHandler.OrderNoOf(message.Body);
        return _partitions[orderNo] = After(_partitions.GetValueOrDefault(orderNo, Task.CompletedTask));

        async Task After(Task before)
        {
            await before;
            await Handle(message);
        }
    }

    private async Task Handle(Message message)
    {
        var connection = instance.Connection;
        if (run.Options.Bug == PlantedBug.AcknowledgedBeforeSave)
        {
            run.Broker.Acknowledge(message, instance, connection);
        }

        for (var attempt = 0; ; attempt++)
        {
            try
            {
                foreach (var (queue, body) in await Answers(message, isAgain: message.IsRedelivered || attempt > 0))
                {
                    await Send(queue, body, connection, attempt);
                }

                break;
            }
            catch (Exception e) when (e is DatabaseAwayException or NotConfirmedException)
            {
                await instance.Delay(TimeSpan.FromMilliseconds(500));
            }
            catch (RowChangedException)
            {
                await instance.Delay(run.Scheduler
                    .Wait(TimeSpan.FromMilliseconds(5), TimeSpan.FromMilliseconds(Math.Min(1000, 5 * Math.Pow(2, Math.Min(attempt, 8))))));
            }
            catch (ManualActionRequiredException e)
            {
                await Fault(message, e, connection);
                break;
            }
        }

        await instance.Delay(TimeSpan.FromMilliseconds(0.1));
        run.Broker.Acknowledge(message, instance, connection);
    }

    private async Task<List<(QueueName, object)>> Answers(Message message, bool isAgain)
    {
        object? answer;
        switch (message.Body)
        {
            case InvoiceOrder command:
                answer = await Run(RetailProWire.CommandOf(command));
                break;
            case TransferInventory command:
                answer = await Run(RetailProWire.CommandOf(command));
                break;
            case RunStep m:
                var system = message.Queue == QueueName.VtexSteps ? vtex : _emporix;
                answer = ReportOf(m, await runner.Run(system, new(m.OrderNo, StepKey.Parse(m.Step), m.Step, m.Attempt), isAgain, default));
                break;
            case InvoicingFailed failed:
                if (run.Options.Bug != PlantedBug.NoticeNotStored)
                {
                    await run.Database.AddNotice(instance, Storage.Notice.Of(failed));
                }

                return [(QueueName.OrderInvoicing, new FailureNotified(failed.OrderNo, failed.Step, failed.Attempt, failed.Kind))];
            case MessageFaulted fault:
                await run.Database.AddFault(instance, fault);
                return [];
            default:
                return await saga.Handle(message.Body, isAgain);
        }

        return answer is null ? [] : [(QueueName.OrderInvoicing, answer)];

        async Task<object?> Run(StepCommand command) =>
            RetailProWire.AnswerOf(command, await runner.Run(retailPro, command, isAgain, default));
    }

    // As the consumer of a system's steps answers.
    private static StepReported? ReportOf(RunStep command, StepResult? result)
    {
        var report = new StepReported { OrderNo = command.OrderNo, Step = command.Step, Attempt = command.Attempt };
        return result switch
        {
            Accepted a => report with { AcceptedAt = a.At, DocumentNo = a.DocumentNo, MayBeOlder = a.MayBeOlder, Found = a.Found },
            Deferred d => report with
            {
                Reason = d.Reason, RetryAfter = d.RetryAfter, OutcomeUnknown = d.OutcomeUnknown, Paused = d.IsPaused,
            },
            _ => null,
        };
    }

    /// <summary>Confirmed by the broker, or tried again with the whole message.</summary>
    private async Task Send(QueueName queue, object body, int connection, int attempt)
    {
        await instance.Delay(TimeSpan.FromMilliseconds(0.3));
        var isZombie = connection != instance.Connection && attempt == 0;
        if (isZombie)
        {
            run.Faults.Count(FaultKind.ZombieWoke);
        }

        if (isZombie || run.Faults.Fires(FaultKind.PublishLost, 0.5))
        {
            throw new NotConfirmedException();
        }

        run.Broker.Publish(queue, body, instance);
        if (run.Faults.Fires(FaultKind.ConfirmLost, 0.5))
        {
            throw new NotConfirmedException();
        }
    }

    private async Task Fault(Message message, ManualActionRequiredException e, int connection)
    {
        object fault = message.Body is InvoiceOrder or TransferInventory or RunStep
            ? new CommandFaulted(message.Body, FaultOf(message.Body, e))
            : new MessageFaulted(message.Number, SagaHandler.OrderNoOf(message.Body), e.Message);
        await instance.Delay(TimeSpan.FromMilliseconds(0.3));
        run.Broker.Publish(fault is CommandFaulted ? QueueName.OrderInvoicing : QueueName.NotifyFailures, fault, instance);
        await instance.Delay(TimeSpan.FromMilliseconds(0.3));
        if (message.Holder == (instance, connection))
        {
            run.Broker.MoveToErrors(message, e.Message);
        }
    }

    private static StepFailed FaultOf(object command, ManualActionRequiredException e)
    {
        var data = e.Data.Keys.Cast<string>().ToDictionary(key => key, key => e.Data[key]!);
        var (step, attempt) = command switch
        {
            InvoiceOrder invoice => (RetailProSteps.Invoice, invoice.Attempt),
            TransferInventory transfer => (RetailProSteps.SlipName(transfer.SlipNo), transfer.Attempt),
            RunStep other => (other.Step, other.Attempt),
            _ => throw new ArgumentException(null, nameof(command)),
        };
        return new StepFailed(step, attempt, StepFailedException.KindOf(data), e.Message, null);
    }
}
