using Invoicing.Process;
using Marten;

namespace Invoicing.Storage;

/// <summary>
/// The answer to a request that came with an <c>Idempotency-Key</c>, stored in the transaction of the change: whoever did not get the
/// answer asks again and gets the same, and nothing is done twice.
/// </summary>
internal sealed record AnsweredRequest
{
    /// <summary>Of the caller and the key.</summary>
    public required Guid Id { get; init; }

    /// <summary>Of method, path and body: the same key with something else is a mistake of the caller.</summary>
    public required string Digest { get; init; }

    public required int Status { get; init; }

    /// <summary>Where what was begun is to be looked at; null: nowhere.</summary>
    public string? Location { get; init; }

    /// <summary>JSON.</summary>
    public required string Answer { get; init; }

    public required DateTimeOffset At { get; init; }
}

/// <summary>Answers are kept for a day.</summary>
internal sealed class RepeatedRequests(IDocumentStore store, TimeProvider clock)
{
    public static readonly TimeSpan Kept = TimeSpan.FromDays(1);

    private static readonly TimeSpan s_betweenCleanings = TimeSpan.FromMinutes(10);

    private DateTimeOffset _cleaned;

    /// <returns>Null: nothing was changed by it, or that was long ago.</returns>
    public async Task<AnsweredRequest?> Find(Guid id, CancellationToken ct)
    {
        await using var session = store.LightweightSession();
        var answered = await session.LoadAsync<AnsweredRequest>(id, ct);
        var (now, oldest) = (clock.GetUtcNow(), clock.GetUtcNow() - Kept);
        if (answered?.At <= oldest || now - _cleaned > s_betweenCleanings)
        {
            _cleaned = now;
            session.DeleteWhere<AnsweredRequest>(old => old.At <= oldest);
            await session.SaveChangesAsync(ct);
        }

        return answered?.At > oldest ? answered : null;
    }

    /// <summary>By itself, where there was nothing to change.</summary>
    public async Task Add(AnsweredRequest answered, CancellationToken ct)
    {
        await using var session = store.LightweightSession();
        session.Store(answered);
        await session.SaveChangesAsync(ct);
    }

    /// <summary>
    /// Together with a decision about an order. A request that came twice at once is answered by one of both: the other fails.
    /// </summary>
    /// <exception cref="JasperFx.DocumentAlreadyExistsException">When it is saved: the other one was first.</exception>
    public void Add(IOrderLock order, AnsweredRequest answered) => Add(((OrderLock)order).Session, answered);

    /// <inheritdoc cref="Add(IOrderLock, AnsweredRequest)"/>
    public void Add(IDocumentSession session, AnsweredRequest answered) => session.Insert(answered);
}
