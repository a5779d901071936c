using Invoicing.Contracts;
using Invoicing.Orders;
using Invoicing.Process;
using Invoicing.Storage;
using Invoicing.Systems;
using MassTransit;
using Microsoft.Extensions.Options;

namespace Invoicing.Messaging;

/// <summary>
/// The saga's states and events: it hands every message to the rules. What a message means for a row is decided by
/// <see cref="ProcessRules"/>, and what is sent follows from the row (<see cref="PendingMessages"/>). docs/flow.md has the table of every
/// pair.
/// </summary>
internal sealed class OrderInvoicingStateMachine : MassTransitStateMachine<OrderSaga>
{
    public OrderInvoicingStateMachine()
    {
        InstanceState(order => order.CurrentState);

        Event(() => OrderCompleted, order => order.CorrelateById(m => OrderKey.Of(m.Message.OrderNo)));
        Event(() => OrderUpdated, order =>
        {
            order.CorrelateById(m => OrderKey.Of(m.Message.OrderNo));
            // Parcels leave before the order is completed.
            order.OnMissingInstance(missing => missing.ExecuteAsync(
                context => context.GetServiceOrCreateInstance<SagaDecider>().Keep(context.Message, context.CancellationToken)));
        });
        Event(() => OrderInvoiced, Known<OrderInvoiced>(m => m.OrderNo));
        Event(() => InvoiceDeferred, Known<InvoiceDeferred>(m => m.OrderNo));
        Event(() => InvoiceFaulted, Known<Fault<InvoiceOrder>>(m => m.Message.OrderNo));
        Event(() => InventoryTransferred, Known<InventoryTransferred>(m => m.OrderNo));
        Event(() => TransferDeferred, Known<TransferDeferred>(m => m.OrderNo));
        Event(() => TransferFaulted, Known<Fault<TransferInventory>>(m => m.Message.OrderNo));
        Event(() => StepReported, Known<StepReported>(m => m.OrderNo));
        Event(() => StepFaulted, Known<Fault<RunStep>>(m => m.Message.OrderNo));
        Event(() => FailureNotified, Known<FailureNotified>(m => m.OrderNo));
        Event(() => ResumeInvoicing, Known<ResumeInvoicing>(m => m.OrderNo));

        Initially(
            When(OrderCompleted).Decide((m, decider) => decider.Read(m)));

        // The state follows from the row, not from the path that led to it; so every message has its meaning in every state.
        During([Held, Invoicing, Transferring, Delivering, Completed, Failed, NothingToInvoice, Dismissed],
            When(OrderCompleted).Decide((m, decider) => decider.Read(m)),
            When(OrderUpdated).Decide((m, decider) => decider.Read(m)),
            When(OrderInvoiced).Decide((m, _) => IncomingEvents.Of(m)),
            When(InvoiceDeferred).Decide((m, _) => IncomingEvents.Of(m)),
            When(InvoiceFaulted).Decide((m, _) => IncomingEvents.Of(m)),
            When(InventoryTransferred).Decide((m, _) => IncomingEvents.Of(m)),
            When(TransferDeferred).Decide((m, _) => IncomingEvents.Of(m)),
            When(TransferFaulted).Decide((m, _) => IncomingEvents.Of(m)),
            When(StepReported).Decide((m, _) => IncomingEvents.Of(m)),
            When(StepFaulted).Decide((m, _) => IncomingEvents.Of(m)),
            When(FailureNotified).Decide((m, _) => IncomingEvents.Of(m)),
            When(ResumeInvoicing).Decide((_, _) => new DueTimePassed()));
    }

    public State Held { get; private set; } = null!;
    public State Invoicing { get; private set; } = null!;
    public State Transferring { get; private set; } = null!;
    public State Delivering { get; private set; } = null!;
    public State Completed { get; private set; } = null!;
    public State Failed { get; private set; } = null!;
    public State NothingToInvoice { get; private set; } = null!;
    public State Dismissed { get; private set; } = null!;

    public Event<ReceivedOrder> OrderCompleted { get; private set; } = null!;
    public Event<ReceivedUpdate> OrderUpdated { get; private set; } = null!;
    public Event<OrderInvoiced> OrderInvoiced { get; private set; } = null!;
    public Event<InvoiceDeferred> InvoiceDeferred { get; private set; } = null!;
    public Event<Fault<InvoiceOrder>> InvoiceFaulted { get; private set; } = null!;
    public Event<InventoryTransferred> InventoryTransferred { get; private set; } = null!;
    public Event<TransferDeferred> TransferDeferred { get; private set; } = null!;
    public Event<Fault<TransferInventory>> TransferFaulted { get; private set; } = null!;
    public Event<StepReported> StepReported { get; private set; } = null!;
    public Event<Fault<RunStep>> StepFaulted { get; private set; } = null!;
    public Event<FailureNotified> FailureNotified { get; private set; } = null!;
    public Event<ResumeInvoicing> ResumeInvoicing { get; private set; } = null!;

    /// <summary>
    /// Only <c>OrderCompleted</c> makes an order known. An update waits for it; any other message for an unknown order faults and ends in
    /// the error queue.
    /// </summary>
    private static Action<IEventCorrelationConfigurator<OrderSaga, T>> Known<T>(Func<T, string> orderNo)
        where T : class => order =>
    {
        order.CorrelateById(m => OrderKey.Of(orderNo(m.Message)));
        order.OnMissingInstance(missing => missing.Execute(context => throw new OrderNotReceivedException(orderNo(context.Message))));
    };
}

/// <summary>Every message is decided upon in the same way.</summary>
internal static class OrderInvoicingDecisions
{
    public static EventActivityBinder<OrderSaga, T> Decide<T>(
        this EventActivityBinder<OrderSaga, T> order, Func<T, SagaDecider, OrderEvent> change)
        where T : class => order.ThenAsync(context => context.GetServiceOrCreateInstance<SagaDecider>().Decide(context, change));
}

/// <summary>Decides on what a message means, and hands on what is to be sent.</summary>
internal sealed class SagaDecider(
    OrderProcessor processor, WaitingUpdates waiting, IOptions<InvoicingSettings> invoicing, TimeProvider clock)
{
    private readonly TimeZoneInfo _zone = invoicing.Value.Zone;

    public OrderEvent Read(ReceivedOrder message) => IncomingEvents.Of(message, _zone, clock.GetUtcNow());

    public OrderEvent Read(ReceivedUpdate message) => IncomingEvents.Of(message, clock.GetUtcNow());

    /// <exception cref="OrderNotReceivedException">It has waited for its order long enough.</exception>
    public Task Keep(ReceivedUpdate message, CancellationToken ct) =>
        message.HasWaited ? throw new OrderNotReceivedException(message.OrderNo) : waiting.Add(message, ct);

    public async Task Decide<T>(BehaviorContext<OrderSaga, T> context, Func<T, SagaDecider, OrderEvent> change)
        where T : class
    {
        var order = context.Saga.Order;
        var meant = change(context.Message, this) with { CallOpen = order?.CallOpen ?? false };
        var decision = await processor.Decide(order?.Row, meant, context.CancellationToken);
        if (decision.IsChange && Telemetry.Trace is { } trace)
        {
            decision = decision with { After = decision.After with { Trace = trace } };
        }

        context.Saga.Decision = decision;
        context.Saga.CurrentState = decision.After.State.ToString();
        foreach (var message in decision.Messages(again: context.ReceiveContext.Redelivered || context.GetRetryAttempt() > 0))
        {
            await context.Dispatch(message, invoicing.Value.Mode, context.CancellationToken);
        }
    }
}
