using Medallion.Threading.Postgres;
using Npgsql;

namespace Invoicing.Storage;

/// <summary>
/// The right to work that one process at a time does. It lasts as long as its connection, and so no longer than the process.
/// </summary>
internal sealed class Leadership(NpgsqlConnection connection) : IAsyncDisposable
{
    /// <returns>Null: somebody else has it.</returns>
    public static async Task<Leadership?> TryTake(PostgresSettings settings, long lockId, CancellationToken ct)
    {
        var connection = await Open(settings, ct);
        try
        {
            if (await TryTake(connection, lockId, ct))
            {
                return new(connection);
            }
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }

        await connection.DisposeAsync();
        return null;
    }

    public static async Task<NpgsqlConnection> Open(PostgresSettings postgres, CancellationToken ct)
    {
        // Not of the pool, where a connection keeps its locks until somebody uses it again.
        var settings = new NpgsqlConnectionStringBuilder(postgres.ConnectionString)
        {
            Pooling = false, ApplicationName = postgres.ApplicationName, MaxAutoPrepare = 40, AutoPrepareMinUsages = 2,
        };
        var connection = new NpgsqlConnection(settings.ConnectionString);
        try
        {
            await connection.OpenAsync(ct);
            // The server must notice within a minute that this machine is gone, for another to take over.
            await connection.Execute(
                "set tcp_keepalives_idle = 30; set tcp_keepalives_interval = 10; set tcp_keepalives_count = 3", ct);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// Once taken it ends with the connection, not with this transaction: that is for what the library sets, of which the server would warn
    /// in its log outside of one.
    /// </summary>
    public static async Task<bool> TryTake(NpgsqlConnection connection, long lockId, CancellationToken ct)
    {
        var right = new PostgresDistributedLock(new PostgresAdvisoryLockKey(lockId), connection);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        return await right.TryAcquireAsync(cancellationToken: ct) is not null;
    }

    /// <exception cref="NpgsqlException">It was lost with its connection.</exception>
    public Task Check(CancellationToken ct) => connection.Execute("select 1", ct);

    public ValueTask DisposeAsync() => connection.DisposeAsync();
}
