using Invoicing.Process;
using MassTransit;

namespace Invoicing.Messaging;

/// <summary>What MassTransit sees of an order: its row, and the state as the state machine names it.</summary>
internal sealed class OrderSaga : SagaStateMachineInstance
{
    public Guid CorrelationId { get; set; }

    public string CurrentState { get; set; } = "Initial";

    /// <summary>As it was loaded; null: nothing was known of it.</summary>
    public OpenOrder? Order { get; init; }

    /// <summary>Null only before the decision.</summary>
    public Decision? Decision { get; set; }
}
