using Invoicing.Systems;
using JasperFx;
using Marten;
using Npgsql;

namespace Invoicing.Storage;

/// <summary>
/// The documents that every process reads before it calls a system. What people and the service did to them is kept in a stream of events
/// of the system.
/// </summary>
internal sealed class PauseStore(IDocumentStore store, TimeProvider clock)
{
    /// <returns>One for each system whose calls are held back.</returns>
    public async Task<IReadOnlyList<Pause>> Current(CancellationToken ct)
    {
        await using var session = store.QuerySession();
        return await Current(session, ct);
    }

    /// <summary>The same within the session's transaction.</summary>
    // In SQL: every process asks every second, and to translate an expression costs more than to run it.
    public static Task<IReadOnlyList<Pause>> Current(IQuerySession session, CancellationToken ct) =>
        session.QueryAsync<Pause>("where data ->> 'state' <> 'Ended' order by id", ct);

    /// <param name="kind">What people are to be told of it, once; null when a person has done it.</param>
    /// <param name="beside">What else is written with it.</param>
    /// <returns>False: it is paused already.</returns>
    public Task<bool> Begin(
        string system, string by, string reason, NoticeKind? kind, CancellationToken ct,
        Action<IDocumentSession, Pause>? beside = null) => Change(
        system,
        // What was being resumed is paused again under an id of its own: people are told again.
        (pause, now) => pause?.State == PauseState.Paused ? null : new(system, Guid.NewGuid(), by, reason, now),
        ct,
        (session, pause) =>
        {
            session.Events.Append(system, new CallsPaused(pause.Id, by, reason));
            beside?.Invoke(session, pause);
            if (kind is not null)
            {
                NoticeStore.Add(Notice.Of(kind.Value, system, pause.Id, reason, clock.GetUtcNow()), session);
            }
        });

    /// <param name="beside">What else is written with it.</param>
    /// <returns>False: it is not paused.</returns>
    public Task<bool> Resume(
        string system, string by, string reason, CancellationToken ct, Action<IDocumentSession, Pause>? beside = null) => Change(
        system,
        (pause, now) => pause?.Resume(by, now),
        ct,
        (session, pause) =>
        {
            session.Events.Append(system, new CallsResumed(pause.Id, by, reason));
            beside?.Invoke(session, pause);
        });

    /// <summary>Takes one of the calls that may be made while resuming, across all processes.</summary>
    public Task<bool> TakePermit(string system, CancellationToken ct) => Change(system, (pause, now) => pause?.TakePermit(now), ct);

    /// <summary>A permit was taken, and no call was made.</summary>
    public Task GiveBack(string system, CancellationToken ct) => Change(system, (pause, _) => pause?.GiveBack(), ct);

    /// <summary>Looked at every second while resuming: lets it go on where it would hang.</summary>
    public Task MoveOn(string system, CancellationToken ct) => Change(system, (pause, now) => pause?.MoveOn(now), ct);

    /// <summary>A permitted call was answered: more may be made.</summary>
    public Task Answered(string system, CancellationToken ct) => Change(system, (pause, _) => pause?.CallAnswered(), ct);

    /// <returns>False: there was nothing to change.</returns>
    private async Task<bool> Change(
        string system,
        Func<Pause?, DateTimeOffset, Pause?> change,
        CancellationToken ct,
        Action<IDocumentSession, Pause>? beside = null)
    {
        while (true)
        {
            await using var session = store.LightweightSession();
            var before = await session.LoadAsync<Pause>(system, ct);
            var now = await session.Now(ct);
            if (change(before, now) is not { } after)
            {
                return false;
            }

            if (before is null)
            {
                session.Insert(after);
            }
            else
            {
                session.UpdateRevision(after, before.Version + 1);
            }

            beside?.Invoke(session, after);
            if (after.State == PauseState.Ended)
            {
                session.Events.Append(system, new PauseEnded(after.Id));
            }

            try
            {
                await session.SaveChangesAsync(ct);
                return true;
            }
            catch (Exception e) when (IsConflict(e))
            {
                // Another process was first: decided anew, by what it has left.
            }
        }
    }

    // Of the document, or of the stream, whichever comes first.
    private static bool IsConflict(Exception e) => e is ConcurrencyException or DocumentAlreadyExistsException
        or PostgresException { SqlState: PostgresErrorCodes.UniqueViolation };
}

/// <summary>Calls to a system, by which its stream is named, were paused.</summary>
internal sealed record CallsPaused(Guid Pause, string By, string Reason);

/// <summary>Calls are made again, a few at first.</summary>
internal sealed record CallsResumed(Guid Pause, string By, string Reason);

/// <summary>All calls are made again.</summary>
internal sealed record PauseEnded(Guid Pause);
