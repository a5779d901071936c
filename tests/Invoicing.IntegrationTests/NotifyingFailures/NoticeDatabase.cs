using Invoicing.NotifyingFailures;
using Npgsql;

namespace Invoicing.IntegrationTests.NotifyingFailures;

/// <summary>A database of the test's own with the notices' tables, and what a test wants to know or do about them.</summary>
internal sealed class NoticeDatabase : IAsyncDisposable
{
    private readonly string _server = Environment.GetEnvironmentVariable("Postgres__ConnectionString")
        ?? throw new InvalidOperationException("Postgres__ConnectionString is not set. Run: eval \"$(infra/servers.sh env)\"");

    private readonly string _name = $"notices_{Guid.NewGuid():N}";

    private NoticeDatabase() =>
        Source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(_server) { Database = _name, MaxPoolSize = 20 });

    public NpgsqlDataSource Source { get; }

    public static async Task<NoticeDatabase> Create(bool withTables = true)
    {
        var database = new NoticeDatabase();
        await database.OnServer($"create database {database._name}");
        if (withTables)
        {
            await database.CreateTables();
        }

        return database;
    }

    public async Task CreateTables()
    {
        var assembly = typeof(NoticeStore).Assembly;
        var file = assembly.GetManifestResourceNames().Single(name => name.EndsWith("0002_notices.sql", StringComparison.Ordinal));
        using var reader = new StreamReader(assembly.GetManifestResourceStream(file)!);
        await Execute(await reader.ReadToEndAsync());
    }

    public async Task Execute(string sql)
    {
        await using var command = Source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    public async Task<long> Count(string fromWhere)
    {
        await using var command = Source.CreateCommand($"select count(*) from {fromWhere}");
        return (long)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>Lets the time between two mails of a cause pass.</summary>
    public Task PassMergeWindow() => Execute("update failure_causes set last_mail_at = last_mail_at - interval '1 minute'");

    /// <summary>Lets back-offs and leases pass.</summary>
    public Task PassWaits() => Execute("update mails set next_attempt_at = now() where sent_at is null");

    public async ValueTask DisposeAsync()
    {
        await Source.DisposeAsync();
        await OnServer($"drop database if exists {_name} with (force)");
    }

    private async Task OnServer(string sql)
    {
        await using var connection = new NpgsqlConnection(_server);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
