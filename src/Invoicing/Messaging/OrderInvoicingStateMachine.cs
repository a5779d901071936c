using Invoicing.Contracts;
using Invoicing.Failures;
using Invoicing.Orders;
using Invoicing.Process;
using Invoicing.Systems;
using MassTransit;

namespace Invoicing.Messaging;

/// <summary>
/// The flow of one order. States and events stand here; what a message means for a row is decided by <see cref="ProcessRules"/>,
/// and what is sent follows from the row (<see cref="PendingMessages"/>). docs/flow.md holds the table of every pair.
/// </summary>
internal sealed class OrderInvoicingStateMachine : MassTransitStateMachine<OrderSaga>
{
    public OrderInvoicingStateMachine()
    {
        InstanceState(order => order.CurrentState);

        Event(() => OrderCompleted, order => order.CorrelateById(m => OrderKey.Of(m.Message.OrderNo)));
        Event(() => OrderInvoiced, Known<OrderInvoiced>(m => m.OrderNo));
        Event(() => InvoiceDeferred, Known<InvoiceDeferred>(m => m.OrderNo));
        Event(() => InvoiceFaulted, Known<Fault<InvoiceOrder>>(m => m.Message.OrderNo));
        Event(() => InventoryTransferred, Known<InventoryTransferred>(m => m.OrderNo));
        Event(() => TransferDeferred, Known<TransferDeferred>(m => m.OrderNo));
        Event(() => TransferFaulted, Known<Fault<TransferInventory>>(m => m.Message.OrderNo));
        Event(() => FailureNotified, Known<FailureNotified>(m => m.OrderNo));
        Event(() => ResumeInvoicing, Known<ResumeInvoicing>(m => m.OrderNo));

        Initially(
            When(OrderCompleted).Receive());

        // The state follows from the row, not from the path that led to it; so every message has its meaning in every state.
        During([Held, Invoicing, Transferring, Completed, Failed, NothingToInvoice, Dismissed],
            When(OrderCompleted).TakeOverNewerContent(),
            When(OrderInvoiced).StartTransfers(),
            When(InvoiceDeferred).TryAgainLater(),
            When(InvoiceFaulted).CallAPerson(),
            When(InventoryTransferred).CompleteTransfer(),
            When(TransferDeferred).TryAgainLater(),
            When(TransferFaulted).CallAPerson(),
            When(FailureNotified).NotePersonCalled(),
            When(ResumeInvoicing).SendWhatIsDue());
    }

    public State Held { get; private set; } = null!;
    public State Invoicing { get; private set; } = null!;
    public State Transferring { get; private set; } = null!;
    public State Completed { get; private set; } = null!;
    public State Failed { get; private set; } = null!;
    public State NothingToInvoice { get; private set; } = null!;
    public State Dismissed { get; private set; } = null!;

    public Event<ReceivedOrder> OrderCompleted { get; private set; } = null!;
    public Event<OrderInvoiced> OrderInvoiced { get; private set; } = null!;
    public Event<InvoiceDeferred> InvoiceDeferred { get; private set; } = null!;
    public Event<Fault<InvoiceOrder>> InvoiceFaulted { get; private set; } = null!;
    public Event<InventoryTransferred> InventoryTransferred { get; private set; } = null!;
    public Event<TransferDeferred> TransferDeferred { get; private set; } = null!;
    public Event<Fault<TransferInventory>> TransferFaulted { get; private set; } = null!;
    public Event<FailureNotified> FailureNotified { get; private set; } = null!;
    public Event<ResumeInvoicing> ResumeInvoicing { get; private set; } = null!;

    /// <summary>Only <c>OrderCompleted</c> makes an order known; any other message for an unknown one faults and ends in the error queue.</summary>
    private static Action<IEventCorrelationConfigurator<OrderSaga, T>> Known<T>(Func<T, string> orderNo)
        where T : class => order =>
    {
        order.CorrelateById(m => OrderKey.Of(orderNo(m.Message)));
        order.OnMissingInstance(missing => missing.Execute(context => throw new OrderNotReceivedException(orderNo(context.Message))));
    };
}

/// <summary>The verbs of the state machine: each turns its message into what <see cref="ProcessRules"/> decides on.</summary>
internal static class OrderInvoicingVerbs
{
    public static EventActivityBinder<OrderSaga, ReceivedOrder> Receive(this EventActivityBinder<OrderSaga, ReceivedOrder> order) =>
        order.Decide((m, saga, decider) => new OrderArrived(decider.Read(m), saga.CallOpen));

    public static EventActivityBinder<OrderSaga, ReceivedOrder> TakeOverNewerContent(this EventActivityBinder<OrderSaga, ReceivedOrder> order) => order.Receive();

    public static EventActivityBinder<OrderSaga, OrderInvoiced> StartTransfers(this EventActivityBinder<OrderSaga, OrderInvoiced> order) =>
        order.Decide((m, _, _) => m);

    public static EventActivityBinder<OrderSaga, InventoryTransferred> CompleteTransfer(this EventActivityBinder<OrderSaga, InventoryTransferred> order) =>
        order.Decide((m, _, _) => m);

    public static EventActivityBinder<OrderSaga, T> TryAgainLater<T>(this EventActivityBinder<OrderSaga, T> order)
        where T : class => order.Decide((m, _, _) => m);

    public static EventActivityBinder<OrderSaga, Fault<InvoiceOrder>> CallAPerson(this EventActivityBinder<OrderSaga, Fault<InvoiceOrder>> order) =>
        order.Decide((m, _, _) => Faulted(Step.InvoiceName, m.Message.Attempt, m));

    public static EventActivityBinder<OrderSaga, Fault<TransferInventory>> CallAPerson(this EventActivityBinder<OrderSaga, Fault<TransferInventory>> order) =>
        order.Decide((m, _, _) => Faulted(Step.SlipName(m.Message.SlipNo), m.Message.Attempt, m));

    public static EventActivityBinder<OrderSaga, FailureNotified> NotePersonCalled(this EventActivityBinder<OrderSaga, FailureNotified> order) =>
        order.Decide((m, _, _) => m);

    public static EventActivityBinder<OrderSaga, ResumeInvoicing> SendWhatIsDue(this EventActivityBinder<OrderSaga, ResumeInvoicing> order) =>
        order.Decide((_, saga, _) => new DueTimePassed(saga.CallOpen));

    private static EventActivityBinder<OrderSaga, T> Decide<T>(
        this EventActivityBinder<OrderSaga, T> order, Func<T, OrderSaga, SagaDecider, object> message)
        where T : class => order.ThenAsync(context => context.GetServiceOrCreateInstance<SagaDecider>().Decide(context, message));

    private static StepFailed Faulted(string step, int attempt, Fault fault)
    {
        var cause = fault.Exceptions.FirstOrDefault();
        var kind = StepFailedException.KindOf(cause?.Data);
        // What the program does not know may quote anything, personal data too.
        var text = kind == FailureKind.Unexpected ? FaultReason.Unexpected(cause) : cause!.Message;
        return new StepFailed(step, attempt, kind, text, fault.FaultedMessageId);
    }
}
