using Npgsql;

namespace Invoicing.Harness;

/// <summary>A database of the test's own.</summary>
internal sealed class TestDatabase(string server) : IAsyncDisposable
{
    private readonly string _name = $"e2e_{Guid.NewGuid():N}";

    public string ConnectionString => new NpgsqlConnectionStringBuilder(server) { Database = _name }.ConnectionString;

    /// <param name="template">To copy, where nobody is connected to it; null: nothing.</param>
    public Task Create(TestDatabase? template = null) =>
        OnServer($"create database {_name}" + (template is null ? "" : $" template {template._name}"));

    /// <summary>State and invoicing store of every order.</summary>
    public async Task<Dictionary<string, (string State, string? Store)>> Orders() => (await Rows(
        "select order_no, state, invoicing_store from mt_doc_order"))
        .ToDictionary(row => (string)row[0]!, row => ((string)row[1]!, (string?)row[2]));

    public async Task<long> Count(string fromWhere) => (long)(await Rows($"select count(*) from {fromWhere}"))[0][0]!;

    /// <summary>
    /// As if all that is deferred had been so for an hour, and were due. Not while a service runs, which keeps what it has read.
    /// </summary>
    public async Task HasDeferredForAnHour() => (await Rows("""
        update mt_doc_order
        set data = jsonb_set(
                jsonb_set(data, '{steps,0,deferredSince}', to_jsonb(now() - interval '1 hour')),
                '{steps,0,dueAt}', to_jsonb(now())),
            due_at = now()
        where data #>> '{steps,0,deferredSince}' is not null
        returning 1
        """)).Count.ShouldBeGreaterThan(0);

    /// <summary>
    /// Somebody has changed the database: calls for this order's invoice fail as nobody foresaw, and no retry in place is meant for it.
    /// </summary>
    public Task RefusesCallsOf(string orderNo) =>
        Rows($"alter table calls add constraint nobody_foresaw check (key <> 'retailpro/invoice/{orderNo}')");

    public Task TakesAllCalls() => Rows("alter table calls drop constraint nobody_foresaw");

    /// <summary>Patient with a server that is restarting.</summary>
    public Task<List<object?[]>> Rows(string sql) => Wait.For(
        async () =>
        {
            try
            {
                await using var connection = new NpgsqlConnection(ConnectionString + ";Application Name=test;Timeout=5");
                await connection.OpenAsync();
                await using var command = new NpgsqlCommand(sql, connection);
                await using var reader = await command.ExecuteReaderAsync();
                var rows = new List<object?[]>();
                while (await reader.ReadAsync())
                {
                    rows.Add([.. Enumerable.Range(0, reader.FieldCount)
                        .Select(column => reader.IsDBNull(column) ? null : reader.GetValue(column))]);
                }

                return rows;
            }
            catch (Exception e) when (e is NpgsqlException and not PostgresException { SqlState: not ['5', '7', ..] })
            {
                return null;
            }
        },
        $"PostgreSQL answers {sql}");

    /// <summary>A copy of what is there now; whoever is connected is cut off.</summary>
    public async Task Backup()
    {
        NpgsqlConnection.ClearAllPools();
        await OnServer($"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{_name}'");
        await Wait.For<object>(
            async () =>
            {
                try
                {
                    await OnServer($"create database {_name}_backup template {_name}");
                    return this;
                }
                catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.ObjectInUse)
                {
                    return null;
                }
            },
            "the database is copied");
    }

    /// <summary>Puts the copy in the place of what is there now.</summary>
    public async Task Restore()
    {
        await OnServer($"drop database {_name} with (force)");
        await OnServer($"alter database {_name}_backup rename to {_name}");
        NpgsqlConnection.ClearAllPools();
    }

    /// <summary>For everybody, until it is dropped.</summary>
    public async Task GoesAway()
    {
        await OnServer($"alter database {_name} with allow_connections false");
        await OnServer($"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{_name}'");
    }

    public async ValueTask DisposeAsync() => await OnServer($"drop database if exists {_name} with (force)");

    private async Task OnServer(string sql)
    {
        // Not from the pool: the server may have been restarted since.
        await using var connection = new NpgsqlConnection(server + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
