using Invoicing.Contracts;
using Invoicing.Messaging;
using Invoicing.Process;
using Invoicing.Systems;
using MassTransit;

namespace Invoicing.RetailPro;

/// <summary>
/// Retail Pro's steps on the bus. Its commands and answers have messages of their own, older than other systems': what they are called is
/// published, and does not change.
/// </summary>
internal static class RetailProWire
{
    public static StepCommand CommandOf(InvoiceOrder m) =>
        new(m.OrderNo, new(RetailProPlanner.SystemName, RetailProSteps.Invoice), RetailProSteps.Invoice, m.Attempt);

    public static StepCommand CommandOf(TransferInventory m) =>
        new(m.OrderNo, new(RetailProPlanner.SystemName, RetailProSteps.Slip, m.SlipNo), RetailProSteps.SlipName(m.SlipNo), m.Attempt);

    /// <returns>What the saga is to hear; null when there is nothing to report.</returns>
    public static object? AnswerOf(StepCommand command, StepResult? result) => (result, command.Key.Number) switch
    {
        (Accepted a, null) => new OrderInvoiced(command.OrderNo, command.Attempt, a.DocumentNo, a.At, a.MayBeOlder),
        (Accepted a, { } slipNo) => new InventoryTransferred(command.OrderNo, slipNo, command.Attempt, a.At),
        (Deferred d, null) => new InvoiceDeferred(command.OrderNo, command.Attempt, d.Reason, d.RetryAfter, d.OutcomeUnknown, d.IsPaused),
        (Deferred d, { } slipNo) => new TransferDeferred(
            command.OrderNo,
            slipNo,
            command.Attempt,
            d.Reason,
            d.RetryAfter,
            d.OutcomeUnknown,
            d.IsPaused),
        _ => null,
    };
}

/// <summary>Invoices an order. What fails for good goes to <c>invoice-order_error</c>, and the saga hears of it.</summary>
internal sealed class InvoiceOrderConsumer(StepRunner runner, RetailProSystem system) : IConsumer<InvoiceOrder>
{
    public Task Consume(ConsumeContext<InvoiceOrder> context) =>
        context.RunStep(runner, system, RetailProWire.CommandOf(context.Message), RetailProWire.AnswerOf);
}

/// <summary>Moves stock to the invoicing store by a slip. What fails for good goes to <c>transfer-inventory_error</c>.</summary>
internal sealed class TransferInventoryConsumer(StepRunner runner, RetailProSystem system) : IConsumer<TransferInventory>
{
    public Task Consume(ConsumeContext<TransferInventory> context) =>
        context.RunStep(runner, system, RetailProWire.CommandOf(context.Message), RetailProWire.AnswerOf);
}
