using Invoicing.Contracts;
using Invoicing.Process;

namespace Invoicing.Messaging;

/// <summary>The commands of steps on the wire. Those of Retail Pro are older than the others', and go on being published as they were.</summary>
internal static class StepMessages
{
    public static (string Queue, object Message) Of(StepCommand command) => command.Name == StepNames.Invoice
        ? (Queues.InvoiceOrder, new InvoiceOrder(command.OrderNo, command.Attempt))
        : StepNames.SlipNoOf(command.Name) is { } slipNo
        ? (Queues.TransferInventory, new TransferInventory(command.OrderNo, slipNo, command.Attempt))
        : (Queues.StepsOf(command.Key.System), new RunStep(command.OrderNo, command.Name, command.Attempt));
}
