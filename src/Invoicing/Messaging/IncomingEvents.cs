using Invoicing.Contracts;
using Invoicing.Orders;
using Invoicing.Process;
using Invoicing.Systems;
using MassTransit;

namespace Invoicing.Messaging;

/// <summary>What messages of the wire mean for an order.</summary>
internal static class IncomingEvents
{
    public static OrderEvent Of(ReceivedOrder m, TimeZoneInfo zone, DateTimeOffset now) =>
        new OrderArrived(OrderReader.Read(m.Body, zone, now));

    public static OrderEvent Of(ReceivedUpdate m, DateTimeOffset now) => new OrderUpdated(m.Kind, m.Message, m.ReceivedAt ?? now);

    public static OrderEvent Of(OrderInvoiced m) => new StepAccepted(StepNames.Invoice, m.DocumentNo, m.InvoicedAt, m.MayBeOlder);

    public static OrderEvent Of(InvoiceDeferred m) =>
        new StepDeferred(StepNames.Invoice, m.Attempt, m.Reason, m.RetryAfter, m.OutcomeUnknown, m.Paused);

    public static OrderEvent Of(Fault<InvoiceOrder> m) => Failed(StepNames.Invoice, m.Message.Attempt, m);

    public static OrderEvent Of(InventoryTransferred m) => new StepAccepted(StepNames.Slip(m.SlipNo), null, m.TransferredAt);

    public static OrderEvent Of(TransferDeferred m) =>
        new StepDeferred(StepNames.Slip(m.SlipNo), m.Attempt, m.Reason, m.RetryAfter, m.OutcomeUnknown, m.Paused);

    public static OrderEvent Of(Fault<TransferInventory> m) => Failed(StepNames.Slip(m.Message.SlipNo), m.Message.Attempt, m);

    public static OrderEvent Of(StepReported m) => m.AcceptedAt is { } at
        ? new StepAccepted(m.Step, m.DocumentNo, at, m.MayBeOlder, m.Found, m.Attempt)
        : new StepDeferred(m.Step, m.Attempt, m.Reason, m.RetryAfter, m.OutcomeUnknown, m.Paused);

    public static OrderEvent Of(Fault<RunStep> m) => Failed(m.Message.Step, m.Message.Attempt, m);

    public static OrderEvent Of(FailureNotified m) => new Notified(m.Step, m.Attempt, m.Kind);

    private static StepFailed Failed(string step, int attempt, Fault fault)
    {
        var cause = fault.Exceptions.FirstOrDefault();
        var kind = StepFailedException.KindOf(cause?.Data);
        // What the program does not know may quote anything, personal data too.
        var text = kind == FailureKind.Unexpected ? FaultReason.Unexpected(cause) : cause!.Message;
        return new StepFailed(step, attempt, kind, text, fault.FaultedMessageId);
    }
}
