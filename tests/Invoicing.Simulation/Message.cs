using Invoicing.Process;

namespace Invoicing.Simulation;

/// <summary>Where a message goes.</summary>
internal enum QueueName
{
    OrderInvoicing,
    InvoiceOrder,
    TransferInventory,
    VtexSteps,
    EmporixSteps,
    NotifyFailures,

    /// <summary>The OMS's own.</summary>
    Oms,
}

/// <summary>A message, as often as it is delivered.</summary>
internal sealed class Message(int number, QueueName queue, object body)
{
    public int Number => number;
    public QueueName Queue => queue;
    public object Body => body;
    public int Deliveries { get; set; }
    public bool IsRedelivered => Deliveries > 1;

    /// <summary>The life of a connection that holds it; null while it is in its queue.</summary>
    public (Instance Instance, int Connection)? Holder { get; set; }

    public override string ToString() => $"#{number} {Texts.Of(body)}";
}

/// <summary>A command that failed for good, as its <c>Fault</c> tells the saga.</summary>
internal sealed record CommandFaulted(object Command, StepFailed Fault);

/// <summary>A message that failed for good and is no step of an order: told by the notifier.</summary>
internal sealed record MessageFaulted(int Number, string OrderNo, string Reason);
