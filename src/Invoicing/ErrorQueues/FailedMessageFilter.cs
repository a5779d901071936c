using Invoicing.Messaging;

namespace Invoicing.ErrorQueues;

/// <summary>Which failed messages are meant. What is not given does not matter.</summary>
internal sealed record FailedMessageFilter
{
    public IReadOnlyCollection<string> Ids { get; init; } = [];

    /// <summary>Work queues, with or without <c>_error</c>.</summary>
    public IReadOnlyCollection<string> Queues { get; init; } = [];

    public IReadOnlyCollection<string> Orders { get; init; } = [];

    /// <summary>A kind as a whole, such as <c>Refused</c>, or any part of the reason; case is ignored.</summary>
    public string? Cause { get; init; }

    /// <summary>Of the step, or the one that invoices.</summary>
    public string? Store { get; init; }

    public TimeSpan? OlderThan { get; init; }

    public TimeSpan? NewerThan { get; init; }

    public bool? Resolved { get; init; }

    /// <summary>Whether the error queue of this work queue is to be read at all.</summary>
    public bool IsOf(string queue) => Queues.Count == 0 || Queues.Intersect([queue, Messaging.Queues.ErrorOf(queue)]).Any();

    /// <summary>What can be said before its order is looked up: only these are kept in mind.</summary>
    public bool Names(FailedMessage message) =>
        (Ids.Count == 0 || Ids.Contains(message.Id, StringComparer.OrdinalIgnoreCase))
        && (Orders.Count == 0 || (message.OrderNo is { } orderNo && Orders.Contains(orderNo)));

    public bool Matches(FailedMessage message, DateTimeOffset now)
    {
        return Names(message)
            && (Cause is null || Same(message.Cause, Cause) || message.Reason.Contains(Cause, StringComparison.OrdinalIgnoreCase))
            && (Store is null || Same(message.Store, Store) || Same(message.Order?.InvoicingStore, Store))
            // A message without a time is neither old nor new.
            && (OlderThan is null || now - message.FailedAt >= OlderThan)
            && (NewerThan is null || now - message.FailedAt <= NewerThan)
            && (Resolved is null || message.IsResolved == Resolved);

        static bool Same(string? one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
    }
}
