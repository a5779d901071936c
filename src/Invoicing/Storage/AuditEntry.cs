using Invoicing.Process;
using Marten;

namespace Invoicing.Storage;

/// <summary>What a person did, or a program in somebody's name: added, never changed. Free of customers' data.</summary>
internal sealed record AuditEntry
{
    /// <summary>In the order of time.</summary>
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public required DateTimeOffset At { get; init; }

    public required string By { get; init; }

    /// <summary>One of <see cref="DecidedVia"/>.</summary>
    public required string Via { get; init; }

    /// <summary>The network address that it came from; null: the command line.</summary>
    public string? From { get; init; }

    /// <summary>What was done, such as <c>retry</c> or <c>pause</c>.</summary>
    public required string Action { get; init; }

    /// <summary>An order's number, a system, a key: what it was done to. Of a group, which orders were meant.</summary>
    public required string Target { get; init; }

    /// <summary>On how many orders or entries; null: it is about none.</summary>
    public int? Count { get; init; }

    public required string Reason { get; init; }

    public static AuditEntry Of(string action, string target, OperatorDecision decision, DateTimeOffset now, int? count = null) => new()
    {
        At = now, Action = action, Target = target, Count = count,
        By = decision.By, Via = decision.Via, From = decision.From, Reason = decision.Reason,
    };
}

/// <summary>Who did what, when, why and from where.</summary>
internal sealed class AuditLog(IDocumentStore store, TimeProvider clock)
{
    /// <summary>Together with a decision about an order: both are written, or none.</summary>
    public void Add(IOrderLock order, string action, OperatorDecision decision) =>
        ((OrderLock)order).Session.Insert(AuditEntry.Of(action, order.Row.OrderNo, decision, clock.GetUtcNow(), 1));

    /// <summary>Together with whatever else the session writes.</summary>
    public void Add(IDocumentSession session, string action, string target, OperatorDecision decision, int? count = null) =>
        session.Insert(AuditEntry.Of(action, target, decision, clock.GetUtcNow(), count));

    /// <summary>By itself.</summary>
    public async Task Add(string action, string target, OperatorDecision decision, CancellationToken ct, int? count = null)
    {
        await using var session = store.LightweightSession();
        Add(session, action, target, decision, count);
        await session.SaveChangesAsync(ct);
    }

    /// <summary>The newest first.</summary>
    /// <param name="filter">What is null does not matter.</param>
    /// <param name="before">The last entry of the page before this one; null: the newest.</param>
    public async Task<IReadOnlyList<AuditEntry>> List(AuditFilter filter, Guid? before, int limit, CancellationToken ct)
    {
        await using var session = store.QuerySession();
        var found = session.Query<AuditEntry>().AsQueryable();
        if (filter.By is { } by)
        {
            found = found.Where(entry => entry.By == by);
        }

        if (filter.Action is { } action)
        {
            found = found.Where(entry => entry.Action == action);
        }

        if (filter.Target is { } target)
        {
            found = found.Where(entry => entry.Target == target);
        }

        if (before is { } id && await session.LoadAsync<AuditEntry>(id, ct) is { } last)
        {
            found = found.Where(entry => entry.At < last.At || (entry.At == last.At && entry.Id.CompareTo(id) < 0));
        }

        return await found.OrderByDescending(entry => entry.At).ThenByDescending(entry => entry.Id).Take(limit).ToListAsync(ct);
    }
}

internal sealed record AuditFilter(string? By = null, string? Action = null, string? Target = null);
