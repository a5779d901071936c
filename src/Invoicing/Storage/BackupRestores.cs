using Invoicing.Process;
using Npgsql;

namespace Invoicing.Storage;

/// <summary>What was noted of restored backups.</summary>
internal sealed class BackupRestores(NpgsqlDataSource database, RowCache rows)
{
    private const int JumpOfSlipNumbers = 1_000_000;

    private Task<BackupRestore?>? _firstLook;
    private Known? _known;

    /// <summary>The newest, as of the last look; null: the database was never put back.</summary>
    /// <exception cref="InvalidOperationException">Nobody has had a <see cref="Look"/> yet.</exception>
    public BackupRestore? Newest =>
        (_known ?? throw new InvalidOperationException("Whoever decides has a look at the restorations first.")).Newest;

    /// <summary>
    /// The newest; null: the database was never put back. Those who come first share one question to the database, the others ask nobody.
    /// </summary>
    /// <exception cref="NpgsqlException">The database is away: it is asked again the next time.</exception>
    public async ValueTask<BackupRestore?> Look(CancellationToken ct)
    {
        if (_known is { } known)
        {
            return known.Newest;
        }

        var look = _firstLook ??= ReadNewest(CancellationToken.None);
        try
        {
            _known = new(await look.WaitAsync(ct));
            return Newest;
        }
        finally
        {
            if (look.IsFaulted)
            {
                _ = Interlocked.CompareExchange(ref _firstLook, null, look);
            }
        }
    }

    /// <summary>Asks the database. If it was put back since the last look, what is remembered of its rows is forgotten.</summary>
    /// <exception cref="NpgsqlException">The database is away.</exception>
    public async Task LookAgain(CancellationToken ct)
    {
        var newest = await ReadNewest(ct);
        if (_known is { } known && known.Newest != newest)
        {
            rows.Forget();
        }

        _known = new(newest);
    }

    /// <summary>
    /// Notes that the database was put back: moves the slip numbers on, and leaves no call of an unfinished order for certain that may have
    /// been made again since the backup. Calls of which nothing is left are doubted when they are claimed.
    /// </summary>
    /// <returns>The orders that are not finished.</returns>
    /// <exception cref="InvalidOperationException">A service is connected: it remembers rows that are no more.</exception>
    public async Task<(BackupRestore Restoration, long Unfinished)> Note(string by, string reason, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        // Also holds off a second one of these, and a service's first look.
        await Scalar("lock table restorations in access exclusive mode");
        if (await Scalar($"select count(*) from pg_stat_activity where datname = current_database() and application_name = "
            + $"'{PostgresSettings.OfService}'") is > 0)
        {
            throw new ServiceIsRunningException();
        }

        await Scalar("""
            update calls c set unresolved = true
            from mt_doc_order o
            where o.id = c.order_id
              and not o.is_finished
              and c.state in ('no_effect', 'refused')
            """);
        var unfinished = await Scalar("select count(*) from mt_doc_order where not is_finished") ?? 0;
        await Scalar($"select setval('slip_numbers', (select last_value from slip_numbers) + {JumpOfSlipNumbers})");
        await using var insert = new NpgsqlCommand(
            "insert into restorations (at, first_slip_no, restored_by, reason) select clock_timestamp(), last_value + 1, $1, $2 from "
                + "slip_numbers returning at, first_slip_no",
            connection,
            transaction) { Parameters = { new() { Value = by }, new() { Value = reason } } };
        BackupRestore restoration;
        await using (var reader = await insert.ExecuteReaderAsync(ct))
        {
            await reader.ReadAsync(ct);
            restoration = new(reader.GetFieldValue<DateTimeOffset>(0), reader.GetInt64(1));
        }

        await transaction.CommitAsync(ct);
        return (restoration, unfinished);

        async Task<long?> Scalar(string sql)
        {
            await using var command = new NpgsqlCommand(sql, connection, transaction);
            return (long?)await command.ExecuteScalarAsync(ct);
        }
    }

    private async Task<BackupRestore?> ReadNewest(CancellationToken ct)
    {
        try
        {
            await using var command = database.CreateCommand("select at, first_slip_no from restorations order by at desc limit 1");
            await using var reader = await command.ExecuteReaderAsync(ct);
            return await reader.ReadAsync(ct) ? new(reader.GetFieldValue<DateTimeOffset>(0), reader.GetInt64(1)) : null;
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UndefinedTable)
        {
            return null;
        }
    }

    private sealed record Known(BackupRestore? Newest);
}

/// <summary>A service still uses the database that was put back.</summary>
internal sealed class ServiceIsRunningException()
    : Exception(
        "A service is connected to this database, and remembers what was in it before. Stop every `invoicing serve`, then run this again.");
