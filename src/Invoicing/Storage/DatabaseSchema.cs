using System.Runtime.ExceptionServices;
using JasperFx;
using Marten;
using Marten.Exceptions;
using Npgsql;
using Weasel.Core;
using Weasel.Core.Migrations;
using Weasel.Postgresql;
using Weasel.Postgresql.Tables;

namespace Invoicing.Storage;

/// <summary>Compares the database with <see cref="InvoicingStore"/>, and changes it where it differs.</summary>
internal sealed class DatabaseSchema(IDocumentStore store)
{
    private const string DocumentTables = "mt_doc_";
    private const string OrdersTable = DocumentTables + "order";

    private PostgresqlDatabase Database { get; } = AddOnly((PostgresqlDatabase)store.Storage.Database);

    /// <summary>
    /// For a service that starts: fills a database that is empty. One that was made by another version is left to a person, because other
    /// services may run on it.
    /// </summary>
    /// <exception cref="SchemaMismatchException">It is of another version.</exception>
    public async Task Ensure(CancellationToken ct)
    {
        if (await Differences(ct) is { Count: 0 })
        {
            return;
        }

        var migrationLock = new MigrationLock();
        await using var connection = Database.CreateConnection();
        await connection.OpenAsync(ct);
        await migrationLock.TryAttainLock(connection, ct);
        try
        {
            // Again: another service may have been filling it.
            var tables = (await Compare(ct)).Where(delta => delta.SchemaObject is Table).ToList();
            var differing = NamesOf(tables);
            if (differing.Count > 0 && tables.Exists(delta => delta.Difference != SchemaPatchDifference.Create))
            {
                throw new SchemaMismatchException(differing);
            }
        }
        finally
        {
            await migrationLock.ReleaseLock(connection, CancellationToken.None);
        }

        await Apply(ct);
    }

    /// <summary>Several processes may do it at once: the first changes the schema, the others wait for it.</summary>
    /// <returns>What was added or changed.</returns>
    /// <exception cref="NpgsqlException">Nothing was changed, or nobody knows: harmless to repeat.</exception>
    public async Task<IReadOnlyList<string>> Apply(CancellationToken ct)
    {
        var differences = await Differences(ct);
        try
        {
            await Database.ApplyAllConfiguredChangesToDatabaseAsync(new MigrationLock(), AutoCreate.CreateOrUpdate, ct: ct);
        }
        catch (MartenSchemaException e) when (e.InnerException is NpgsqlException inner)
        {
            // Marten's quotes all statements.
            ExceptionDispatchInfo.Throw(inner);
        }
        catch (SchemaMigrationException e)
        {
            // It would have to drop a table, and all that is in it.
            throw new SchemaMismatchException(e.Message);
        }

        foreach (var table in differences.Where(name => name.StartsWith(DocumentTables, StringComparison.Ordinal)))
        {
            await CompressQuickly(table, ct);
        }

        if (differences.Contains(OrdersTable))
        {
            await NameMarketplaceOrders(ct);
        }

        return differences;
    }

    // Documents of longer orders are compressed; lz4 takes a fraction of the default's time. Some servers are built without it. Weasel has
    // no word for it, and leaves it alone. Not at every time: it locks the table against everybody.
    private async Task CompressQuickly(string table, CancellationToken ct)
    {
        await using var connection = Database.CreateConnection();
        await connection.OpenAsync(ct);
        try
        {
            await connection.Execute($"alter table {table} alter column data set compression lz4", ct);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.FeatureNotSupported)
        {
        }
    }

    /// <summary>Of orders from before there was the column: what is finished is not saved again.</summary>
    private async Task NameMarketplaceOrders(CancellationToken ct)
    {
        await using var connection = Database.CreateConnection();
        await connection.OpenAsync(ct);
        await connection.Execute(
            $$"""
            update {{OrdersTable}}
            set marketplace_id = 'vtex/' || lower(data #>> '{content,vtex,account}') || '/' || (data #>> '{content,vtex,orderId}')
            where marketplace_id is null and data #>> '{content,vtex,orderId}' is not null
              and data #>> '{content,vtex,account}' is not null
            """,
            ct);
    }

    /// <returns>Names of what the database lacks or has in another form. What people have added to it is none of it.</returns>
    public async Task<IReadOnlyList<string>> Differences(CancellationToken ct) => NamesOf(await Compare(ct));

    private async Task<IReadOnlyList<ISchemaObjectDelta>> Compare(CancellationToken ct) =>
        [.. (await Database.CreateMigrationAsync(ct)).Deltas];

    /// <summary>What people have added to it is neither seen nor dropped.</summary>
    private static PostgresqlDatabase AddOnly(PostgresqlDatabase database)
    {
        foreach (var table in database.AllObjects().OfType<Table>())
        {
            table.AddOnlyMigrations = true;
        }

        return database;
    }

    private static List<string> NamesOf(IEnumerable<ISchemaObjectDelta> deltas) =>
    [
        .. deltas.Where(delta => delta.Difference != SchemaPatchDifference.None)
            .Select(delta => delta.SchemaObject.Identifier.Name)
            .Distinct(),
    ];

    /// <summary>Of the whole database; it ends with the connection at the latest.</summary>
    private sealed class MigrationLock : IGlobalLock<NpgsqlConnection>
    {
        private const long Id = 7_463_201;

        public async Task<AttainLockResult> TryAttainLock(NpgsqlConnection connection, CancellationToken ct)
        {
            // Another may be about to change a large table.
            await using var command = new NpgsqlCommand($"select pg_advisory_lock({Id})", connection) { CommandTimeout = 0 };
            await command.ExecuteNonQueryAsync(ct);
            return AttainLockResult.Success;
        }

        // Also when the migration is broken off: else it would last until the pool gives the connection out again.
        public Task ReleaseLock(NpgsqlConnection connection, CancellationToken ct) =>
            connection.Execute($"select pg_advisory_unlock({Id})", CancellationToken.None);
    }
}

/// <summary>The database's schema is that of another version.</summary>
internal sealed class SchemaMismatchException : Exception
{
    public SchemaMismatchException(IEnumerable<string> differing)
        : base($"The database's schema is not that of this version: {string.Join(", ", differing)}. Stop every `invoicing serve` of "
            + "another version, then run `invoicing migrate`.")
    {
    }

    /// <param name="why">Why it cannot be brought to this version.</param>
    public SchemaMismatchException(string why)
        : base($"The database's schema cannot be brought to this version by adding to it: {why}. Nothing was changed. Somebody has taken "
            + "something out of it: put it back, or restore a backup.")
    {
    }
}
