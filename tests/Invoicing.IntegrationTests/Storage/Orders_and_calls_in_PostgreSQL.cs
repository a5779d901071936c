using Invoicing.Harness;
using Invoicing.Process;
using Invoicing.Storage;
using Invoicing.Systems;
using Invoicing.Tests.Storage;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Invoicing.IntegrationTests.Storage;

public class The_order_store_in_PostgreSQL : The_contract_of_the_order_store
{
    internal override IStorage NewStorage() => new PostgresStorage();

    private PostgresStorage Postgres => (PostgresStorage)Storage;

    [Fact]
    public async Task a_row_that_is_known_at_its_version_is_not_read_again()
    {
        await Stored();
        await Postgres.Execute("""update orders set document = jsonb_set(document::jsonb, '{warnings}', '["another life"]')::json""");

        (await Load()).Warnings.ShouldBeEmpty();
        (await Storage.OrdersOfAnotherProcess.Load(Id(), default))!.Warnings.ShouldBe(["another life"]);
    }

    [Fact]
    public async Task what_was_known_is_forgotten_when_a_backup_was_restored()
    {
        await Stored();
        await Postgres.Restores.Look(default);
        await Postgres.Execute("""update orders set document = jsonb_set(document::jsonb, '{warnings}', '["another life"]')::json""");

        await Postgres.Restores.Note("ana", "restored", default);
        await Postgres.Restores.LookAgain(default);

        (await Load()).Warnings.ShouldBe(["another life"]);
    }
}

public class The_call_journal_in_PostgreSQL : The_contract_of_the_call_journal
{
    internal override IStorage NewStorage() => new PostgresStorage();
}

internal sealed class PostgresStorage : IStorage
{
    private readonly Database _database = new(Servers.Shared.Postgres);
    private NpgsqlDataSource _source = null!;
    private OrderStore _orders = null!;
    private OrderStore _ofAnother = null!;
    private CallJournal _journal = null!;

    public IOrderStore Orders => _orders;

    public IOrderStore OrdersOfAnotherProcess => _ofAnother;

    public ICallJournal Journal => _journal;

    public BackupRestores Restores { get; private set; } = null!;

    public TimeProvider Clock => TimeProvider.System;

    public async Task InitializeAsync()
    {
        await _database.Create();
        _source = NpgsqlDataSource.Create(_database.ConnectionString);
        await new Migrations(_source, NullLogger<Migrations>.Instance).Apply(CancellationToken.None);
        var (known, settings) = (new RowCache(), Options.Create(new PostgresSettings()));
        (_orders, _journal, Restores) = (new(_source, known, settings), new(_source, known, settings), new(_source, known));
        _ofAnother = new(_source, new RowCache(), settings);
    }

    public async Task DisposeAsync()
    {
        await _orders.DisposeAsync();
        await _ofAnother.DisposeAsync();
        await _journal.DisposeAsync();
        await _source.DisposeAsync();
        await _database.DisposeAsync();
    }

    public async Task<TimeSpan?> DueIn(string orderNo) =>
        (await _database.Rows($"select due_at - clock_timestamp() from orders where order_no = '{orderNo}'"))[0][0] as TimeSpan?;

    public async Task<IReadOnlyList<string>> Timeline(string orderNo) =>
        [.. (await _database.Rows($"select what from timeline where order_id = '{OrderKey.Of(orderNo)}' order by id"))
            .Select(row => (string)row[0]!)];

    public Task Passes(TimeSpan time) => Execute($"""
        update calls set deadline = deadline - interval '{time.TotalSeconds} s';
        update orders set due_at = due_at - interval '{time.TotalSeconds} s'
        """);

    public async Task Execute(string sql)
    {
        await using var command = _source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
