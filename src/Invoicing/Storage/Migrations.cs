using System.Reflection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Invoicing.Storage;

/// <summary>
/// Applies the ordered SQL files of <c>Storage/Schema</c>, each once, under an advisory lock so that instances may start together.
/// </summary>
internal sealed class Migrations(NpgsqlDataSource database, ILogger<Migrations> logger)
{
    private const long LockId = 7_463_201;

    /// <returns>Names of the files that were applied now.</returns>
    public async Task<IReadOnlyList<string>> Apply(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await Execute("select pg_advisory_xact_lock(" + LockId + ")");
        await Execute("create table if not exists schema_files (name text primary key, applied_at timestamptz not null default now())");

        var known = new HashSet<string>();
        await using (var command = new NpgsqlCommand("select name from schema_files", connection, transaction))
        await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
        {
            while (await reader.ReadAsync(cancellationToken))
            {
                known.Add(reader.GetString(0));
            }
        }

        var applied = new List<string>();
        foreach (var (name, sql) in Files().Where(file => !known.Contains(file.Name)))
        {
            await Execute(sql);
            await using var insert = new NpgsqlCommand("insert into schema_files (name) values ($1)", connection, transaction) {
                Parameters = { new() { Value = name } } };
            await insert.ExecuteNonQueryAsync(cancellationToken);
            logger.LogInformation("Schema file {Name} applied", name);
            applied.Add(name);
        }

        await transaction.CommitAsync(cancellationToken);
        return applied;

        async Task Execute(string sql)
        {
            // A large table takes its time; a limit would undo the work and begin it again for ever.
            await using var command = new NpgsqlCommand(sql, connection, transaction) { CommandTimeout = 0 };
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    /// <returns>Names of the files that the database lacks. Changes nothing.</returns>
    public async Task<IReadOnlyList<string>> Pending(CancellationToken cancellationToken)
    {
        var known = new HashSet<string>();
        try
        {
            await using var command = database.CreateCommand("select name from schema_files");
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                known.Add(reader.GetString(0));
            }
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UndefinedTable)
        {
            // Never migrated.
        }

        return [.. Files().Select(file => file.Name).Where(name => !known.Contains(name))];
    }

    private static IEnumerable<(string Name, string Sql)> Files()
    {
        const string Folder = ".Schema.";
        var assembly = Assembly.GetExecutingAssembly();
        foreach (var resource in assembly.GetManifestResourceNames().Where(name => name.EndsWith(".sql", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
            yield return (resource[(resource.IndexOf(Folder, StringComparison.Ordinal) + Folder.Length)..], reader.ReadToEnd());
        }
    }
}
