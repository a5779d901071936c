using Invoicing.Orders;
using Invoicing.Process;
using Invoicing.RetailPro;
using Invoicing.Storage;
using MassTransit;
using Microsoft.Extensions.Options;

namespace Invoicing.Messaging;

/// <summary>Around the pure decision: slip numbers and time go in, messages go out.</summary>
internal sealed class SagaDecider(
    ProcessRules decisions, SlipNumbers slipNumbers, BackupRestores restorations, IOptions<RetailProSettings> retailPro, TimeProvider clock)
{
    private readonly TimeZoneInfo _zone = TimeZoneInfo.FindSystemTimeZoneById(retailPro.Value.TimeZone);

    public Order Read(ReceivedOrder message) => OrderReader.Read(message.Body, _zone, clock.GetUtcNow());

    public async Task Decide<T>(BehaviorContext<OrderSaga, T> context, Func<T, OrderSaga, SagaDecider, object> messageOf)
        where T : class
    {
        var before = context.Saga.Row;
        var message = messageOf(context.Message, context.Saga, this);
        await restorations.Look(context.CancellationToken);
        var slipNos = await slipNumbers.Take(decisions.SlipNumbersNeeded(before, message), context.CancellationToken);
        var after = decisions.Decide(before, message, clock.GetUtcNow(), slipNos);
        context.Saga.Row = after;
        context.Saga.CurrentState = after.State.ToString();

        var again = context.ReceiveContext.Redelivered || context.GetRetryAttempt() > 0;
        foreach (var command in PendingMessages.After(before, message, after, again))
        {
            await context.SendOutstanding(command, context.CancellationToken);
        }
    }
}
