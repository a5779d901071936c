using Invoicing.Messaging;

namespace Invoicing.ErrorQueues;

/// <summary>Which entries are meant. What is not given does not matter.</summary>
internal sealed record EntryFilter
{
    /// <summary>Message ids.</summary>
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

    public bool? Cured { get; init; }

    public bool IsEmpty => Ids.Count == 0 && Queues.Count == 0 && Orders.Count == 0 && Cause is null && Store is null
        && OlderThan is null && NewerThan is null && Cured is null;

    /// <summary>The error queues to read at all.</summary>
    public IEnumerable<string> WorkQueues => Messaging.Queues.All.Where(queue => Queues.Count == 0 || Queues.Contains(queue) || Queues.Contains(Messaging.Queues.ErrorOf(queue)));

    public bool Matches(KnownEntry known, DateTimeOffset now)
    {
        var entry = known.Entry;
        return (Ids.Count == 0 || Ids.Contains(entry.Id, StringComparer.OrdinalIgnoreCase))
            && (Orders.Count == 0 || (entry.OrderNo is { } orderNo && Orders.Contains(orderNo)))
            && (Cause is null || known.Cause.Equals(Cause, StringComparison.OrdinalIgnoreCase) || entry.Reason.Contains(Cause, StringComparison.OrdinalIgnoreCase))
            && (Store is null || Is(known.Store) || Is(known.InvoicingStore))
            // An entry without a time is neither old nor new.
            && (OlderThan is null || now - entry.FailedAt >= OlderThan)
            && (NewerThan is null || now - entry.FailedAt <= NewerThan)
            && (Cured is null || known.IsCured == Cured);

        bool Is(string? store) => string.Equals(store, Store, StringComparison.OrdinalIgnoreCase);
    }
}
