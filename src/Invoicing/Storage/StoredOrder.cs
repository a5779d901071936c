using Invoicing.Process;

namespace Invoicing.Storage;

/// <summary>An order as it is stored.</summary>
/// <param name="Timeline">Oldest first, mails included; empty where only the row was asked for.</param>
internal sealed record StoredOrder(
    OrderProcess Row, DateTimeOffset ReceivedAt, DateTimeOffset UpdatedAt, DateTimeOffset? DueAt, IReadOnlyList<TimelineItem> Timeline);
