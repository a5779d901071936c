using Invoicing.Harness;
using Npgsql;

namespace Invoicing.IntegrationTests.Storage;

/// <summary>
/// PostgreSQL sends the rows of a statement before it commits it. All that is stored here is taken for stored when its reader is
/// disposed of: that must throw if the commit has failed.
/// </summary>
public sealed class When_a_commit_fails_after_its_rows_were_sent : IAsyncLifetime
{
    private readonly TestDatabase _database = new(Servers.Shared.Postgres);
    private NpgsqlDataSource _source = null!;

    public async Task InitializeAsync()
    {
        await _database.Create();
        _source = NpgsqlDataSource.Create(_database.ConnectionString);
        await using var command = _source.CreateCommand("""
            create table t (id int primary key);
            create function refuse() returns trigger language plpgsql as 'begin raise exception ''no commit''; end';
            create constraint trigger refuse after insert on t deferrable initially deferred for each row execute function refuse();
            """);
        await command.ExecuteNonQueryAsync();
    }

    public async Task DisposeAsync()
    {
        await _source.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task the_readers_end_throws()
    {
        var sent = 0;
        await Should.ThrowAsync<PostgresException>(async () =>
        {
            await using var command = _source.CreateCommand("insert into t values (1), (2) returning id");
            await using var reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync())
            {
                sent++;
            }
        });

        sent.ShouldBe(2);
        (await _database.Count("t")).ShouldBe(0);
    }
}
