using Invoicing.Harness;
using Invoicing.Storage;
using Marten;
using Npgsql;

namespace Invoicing.IntegrationTests.Storage;

/// <summary>A database of the test's own, as the program stores in it.</summary>
internal sealed class StoreDatabase : IAsyncDisposable
{
    private readonly TestDatabase _database = new(Servers.Shared.Postgres);

    private StoreDatabase()
    {
        // As many connections as the program opens: many tests share the server.
        Source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(ConnectionString) { MaxPoolSize = 20 });
        Store = InvoicingStore.Open(Source);
    }

    public NpgsqlDataSource Source { get; }

    public IDocumentStore Store { get; }

    public string ConnectionString => _database.ConnectionString;

    public static async Task<StoreDatabase> Create(bool withSchema = true)
    {
        var database = new StoreDatabase();
        await database._database.Create();
        if (withSchema)
        {
            await database.ApplySchema();
        }

        return database;
    }

    public Task ApplySchema() => new DatabaseSchema(Store).Apply(CancellationToken.None);

    public async Task Execute(string sql)
    {
        await using var command = Source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    public Task<List<object?[]>> Rows(string sql) => _database.Rows(sql);

    public Task<long> Count(string fromWhere) => _database.Count(fromWhere);

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        await Source.DisposeAsync();
        await _database.DisposeAsync();
    }
}
