using Invoicing.Contracts;
using Invoicing.Process;

namespace Invoicing.Messaging;

/// <summary>The commands of steps on the wire.</summary>
internal static class StepMessages
{
    /// <exception cref="NotSupportedException">No message is known for steps of this system.</exception>
    public static (string Queue, object Message) Of(StepCommand command) => command.Name == StepNames.Invoice
        ? (Queues.InvoiceOrder, new InvoiceOrder(command.OrderNo, command.Attempt))
        : StepNames.SlipNoOf(command.Name) is { } slipNo
        ? (Queues.TransferInventory, new TransferInventory(command.OrderNo, slipNo, command.Attempt))
        : throw new NotSupportedException($"There is no message for the step {command.Name}.");
}
