using JasperFx;
using Marten;
using Npgsql;
using Weasel.Core;
using Weasel.Core.Migrations;
using Weasel.Postgresql;
using Weasel.Postgresql.Tables;

namespace Invoicing.Storage;

/// <summary>Compares the database with <see cref="InvoicingStore"/>, and changes it where it differs.</summary>
internal sealed class DatabaseSchema(IDocumentStore store)
{
    private PostgresqlDatabase Database => (PostgresqlDatabase)store.Storage.Database;

    /// <summary>Several processes may do it at once: the first changes the schema, the others wait for it.</summary>
    /// <returns>What was added or changed.</returns>
    public async Task<IReadOnlyList<string>> Apply(CancellationToken ct)
    {
        var differences = await Differences(ct);
        await Database.ApplyAllConfiguredChangesToDatabaseAsync(new MigrationLock(), AutoCreate.CreateOrUpdate, ct: ct);
        return differences;
    }

    /// <returns>
    /// What the database lacks, or has in another form. An index that somebody has added is none of it.
    /// </returns>
    public async Task<IReadOnlyList<string>> Differences(CancellationToken ct)
    {
        foreach (var table in Database.AllObjects().OfType<Table>())
        {
            // What people have added is theirs: nothing is dropped.
            table.AddOnlyMigrations = true;
        }

        var migration = await Database.CreateMigrationAsync(ct);
        return
        [
            .. migration.Deltas.Where(delta => delta.Difference != SchemaPatchDifference.None)
                .Select(delta => delta.SchemaObject.Identifier.Name)
                .Distinct(),
        ];
    }

    /// <summary>Of the whole database; it ends with the connection at the latest.</summary>
    private sealed class MigrationLock : IGlobalLock<NpgsqlConnection>
    {
        private const long LockId = 7_463_201;

        public async Task<AttainLockResult> TryAttainLock(NpgsqlConnection connection, CancellationToken ct)
        {
            // Another may be about to change a large table.
            await using var command = new NpgsqlCommand($"select pg_advisory_lock({LockId})", connection) { CommandTimeout = 0 };
            await command.ExecuteNonQueryAsync(ct);
            return AttainLockResult.Success;
        }

        public Task ReleaseLock(NpgsqlConnection connection, CancellationToken ct) =>
            connection.Execute($"select pg_advisory_unlock({LockId})", ct);
    }
}
