using Invoicing.Contracts;
using Invoicing.Process;

namespace Invoicing.Messaging;

/// <summary>The commands of steps on the wire.</summary>
internal static class StepMessages
{
    public static (string Queue, object Message) Of(StepCommand command) => StepNames.SlipNoOf(command.Name) is { } slipNo
        ? (Queues.TransferInventory, new TransferInventory(command.OrderNo, slipNo, command.Attempt))
        : (Queues.InvoiceOrder, new InvoiceOrder(command.OrderNo, command.Attempt));
}
