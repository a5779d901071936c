namespace Invoicing.Messaging;

/// <summary>The queues that messages are consumed from, in the order of the flow. Each has an error queue.</summary>
/// <param name="OfSystems">Those in which steps are carried out.</param>
internal sealed record WorkQueues(IReadOnlyList<string> OfSystems)
{
    public IReadOnlyList<string> All { get; } = [Queues.OrderInvoicing, .. OfSystems, Queues.NotifyFailures];

    /// <summary>Each followed by its error queue.</summary>
    public IEnumerable<string> WithErrorQueues => All.SelectMany(queue => new[] { queue, Queues.ErrorOf(queue) });
}
