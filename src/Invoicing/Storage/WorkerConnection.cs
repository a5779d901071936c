using System.Data;
using Marten;
using Marten.Services;
using Npgsql;

namespace Invoicing.Storage;

/// <summary>
/// The connection that holds the right to the work of a <see cref="SingletonWorker"/>, and Marten's sessions on it: whoever has lost it can
/// neither read nor write.
/// </summary>
internal sealed class WorkerConnection(IDocumentStore store, NpgsqlConnection connection)
{
    public bool IsOpen => connection.State == ConnectionState.Open;

    public async Task<T> Read<T>(Func<IQuerySession, Task<T>> read, CancellationToken ct)
    {
        await using var work = await Begin(ct);
        return await read(work.Session);
    }

    /// <summary>What is changed in the session is one commit.</summary>
    public async Task Write(Action<IDocumentSession> write, CancellationToken ct)
    {
        await using var work = await Begin(ct);
        write(work.Session);
        await work.Commit(ct);
    }

    public async Task<WorkerTransaction> Begin(CancellationToken ct, IsolationLevel isolation = IsolationLevel.ReadCommitted)
    {
        var transaction = await connection.BeginTransactionAsync(isolation, ct);
        return new(transaction, store.LightweightSession(SessionOptions.ForTransaction(transaction)));
    }
}

/// <summary>A session and its transaction, which Marten by itself would leave open where nothing is saved.</summary>
internal sealed class WorkerTransaction(NpgsqlTransaction transaction, IDocumentSession session) : IAsyncDisposable
{
    public IDocumentSession Session => session;

    public async Task Commit(CancellationToken ct)
    {
        await session.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
    }

    public async ValueTask DisposeAsync()
    {
        await session.DisposeAsync();
        await transaction.DisposeAsync();
    }
}

internal static class DatabaseClock
{
    /// <summary>When the transaction began, by the database's clock: times that processes on several machines compare.</summary>
    public static async Task<DateTimeOffset> Now(this IQuerySession session, CancellationToken ct) =>
        (await session.AdvancedSql.QueryAsync<DateTimeOffset>("select now()", ct)).Single();
}
