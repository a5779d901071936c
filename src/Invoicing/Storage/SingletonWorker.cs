using System.Data;
using System.Data.Common;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Invoicing.Storage;

/// <summary>
/// Work that one process at a time does, whichever comes first: it goes on the connection that holds the right to it, so whoever has lost
/// that cannot write any more. If it fails it is begun again.
/// </summary>
internal abstract partial class SingletonWorker(long lockId, string what, IOptions<PostgresSettings> postgres, ILogger logger) : BackgroundService
{
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);

    private bool _inTrouble;

    /// <summary>Until it is cancelled.</summary>
    protected abstract Task Work(NpgsqlConnection connection, CancellationToken ct);

    /// <summary>To be told whenever a part of it has succeeded.</summary>
    protected void Works()
    {
        if (_inTrouble)
        {
            LogWorksAgain(what);
            _inTrouble = false;
        }
    }

    /// <summary>Whether something that went wrong is not the database's, and the right to the work is still held.</summary>
    protected static bool IsOfTheWork(Exception e, NpgsqlConnection connection) =>
        e is not DbException && connection.State == ConnectionState.Open;

    protected sealed override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await WorkIfFree(stoppingToken);
            }
            catch (Exception) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                // Told once, not every second.
                if (!_inTrouble)
                {
                    LogTrouble(what, e.GetType().Name, e.Message);
                    _inTrouble = true;
                }
            }

            await Task.Delay(s_pause, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task WorkIfFree(CancellationToken ct)
    {
        // Not of the pool, where a connection keeps its locks until somebody uses it again.
        var settings = new NpgsqlConnectionStringBuilder(postgres.Value.ConnectionString)
        {
            Pooling = false, ApplicationName = postgres.Value.ApplicationName, MaxAutoPrepare = 40, AutoPrepareMinUsages = 2,
        };
        await using var connection = new NpgsqlConnection(settings.ConnectionString);
        await connection.OpenAsync(ct);
        // The server must notice within a minute that this machine is gone, for another to take over.
        await using var command = new NpgsqlCommand(
            "set tcp_keepalives_idle = 30; set tcp_keepalives_interval = 10; set tcp_keepalives_count = 3", connection);
        await command.ExecuteNonQueryAsync(ct);
        while (!await TryLock(connection, ct))
        {
            Works();
            await Task.Delay(s_pause, ct);
        }

        await Work(connection, ct);
    }

    private async Task<bool> TryLock(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("select pg_try_advisory_lock($1)", connection) { Parameters = { new() { Value = lockId } } };
        return (bool)(await command.ExecuteScalarAsync(ct))!;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{What} does not work now: {Type}: {Message}. Trying again until it works")]
    private partial void LogTrouble(string what, string type, string message);

    [LoggerMessage(Level = LogLevel.Information, Message = "{What} works again")]
    private partial void LogWorksAgain(string what);
}
