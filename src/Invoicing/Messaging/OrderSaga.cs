using Invoicing.Process;
using MassTransit;

namespace Invoicing.Messaging;

/// <summary>What MassTransit sees of an order: its row, and the state as the state machine names it.</summary>
internal sealed class OrderSaga : SagaStateMachineInstance
{
    public Guid CorrelationId { get; set; }

    public string CurrentState { get; set; } = "Initial";

    /// <summary>Null only before the first decision.</summary>
    public OrderProcess? Row { get; set; }

    /// <summary>The row as it was loaded; when the decision leaves it as it is, nothing is written.</summary>
    public OrderProcess? Loaded { get; init; }

    /// <summary>A call is started or of unknown outcome; known only where the row was loaded under its lock.</summary>
    public bool CallOpen { get; init; }
}
