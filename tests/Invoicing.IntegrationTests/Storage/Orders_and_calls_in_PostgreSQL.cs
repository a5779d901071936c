using Invoicing.Harness;
using Invoicing.Process;
using Invoicing.RetailPro;
using Invoicing.Storage;
using Invoicing.Systems;
using Invoicing.Tests.Storage;
using Marten;
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
        await Postgres.Execute("""update mt_doc_order set data = jsonb_set(data, '{warnings}', '["another life"]')""");

        (await Load()).Warnings.ShouldBeEmpty();
        (await Storage.OrdersOfAnotherProcess.Load(Id(), default))!.Warnings.ShouldBe(["another life"]);
    }

    [Fact]
    public async Task numbers_of_slips_end_with_eight_digits_and_do_not_begin_again()
    {
        await Postgres.Execute("select setval('slip_numbers', 99999998)");

        (await Storage.Orders.TakeSlipNumbers(1, default)).ShouldBe(["99999999"]);
        (await Should.ThrowAsync<PostgresException>(() => Storage.Orders.TakeSlipNumbers(1, default))).SqlState.ShouldBe("2200H");
    }

    [Fact]
    public async Task what_was_known_is_forgotten_when_a_backup_was_restored()
    {
        await Stored();
        await Postgres.Restores.Look(default);
        await Postgres.Execute("""update mt_doc_order set data = jsonb_set(data, '{warnings}', '["another life"]')""");

        await Postgres.Restores.Note("ana", "restored", default);
        await Postgres.Restores.LookAgain(default);

        (await Load()).Warnings.ShouldBe(["another life"]);
    }
}

public class The_call_journal_in_PostgreSQL : The_contract_of_the_call_journal
{
    internal override IStorage NewStorage() => new PostgresStorage();
}

/// <summary>As a feed takes them in: by one transaction, which it commits itself.</summary>
public class Many_orders_held_in_PostgreSQL : StorageContract, IAsyncLifetime
{
    private NpgsqlConnection _connection = null!;
    private NpgsqlTransaction _transaction = null!;

    internal override IStorage NewStorage() => new PostgresStorage();

    async Task IAsyncLifetime.InitializeAsync()
    {
        await InitializeAsync();
        _connection = await ((PostgresStorage)Storage).Source.OpenConnectionAsync();
        _transaction = await _connection.BeginTransactionAsync();
    }

    async Task IAsyncLifetime.DisposeAsync()
    {
        await _transaction.DisposeAsync();
        await _connection.DisposeAsync();
        await DisposeAsync();
    }

    [Fact]
    public async Task are_written_together_new_ones_too()
    {
        await Stored("1042", "M1");
        var held = await Hold("1042", "1043");
        held.Find(Id("1043")).ShouldBeNull();
        var known = held.Find(Id("1042")).ShouldNotBeNull();

        var added = await New("1043", "M2");
        (await held.Save([new(Id("1042"), known with { Warnings = ["held"] }, null), new(Id("1043"), added, null)], default))
            .ShouldBeTrue();
        (await Load("1042")).Warnings.ShouldBeEmpty();
        await _transaction.CommitAsync();

        (await Load("1042")).Warnings.ShouldBe(["held"]);
        (await Load("1043")).Version.ShouldBe(1);
        (await Storage.Timeline("1043")).ShouldBe(["received"]);
        var another = await New("1044", "M2");
        await Should.ThrowAsync<OrderIdConflictException>(() => Orders.Insert(Id("1044"), another, null, default));
    }

    [Fact]
    public async Task keep_claims_waiting_and_let_them_see_what_was_decided()
    {
        await Stored();
        var held = await Hold("1042");
        held.IsCallOpen(Id()).ShouldBeFalse();
        var claim = Claim();
        var onHold = (await Processor.Decide(held.Find(Id()), new HoldOrder("ana", "wait"), default)).After;
        (await held.Save([new(Id(), onHold, null)], default)).ShouldBeTrue();
        await _transaction.CommitAsync();

        (await claim).Kind.ShouldBe(ClaimKind.Stale);
    }

    [Fact]
    public async Task tell_whether_a_call_is_open()
    {
        await Stored("1042", "M1");
        await Stored("1043", "M2");
        (await Claim()).Kind.ShouldBe(ClaimKind.Granted);

        var held = await Hold("1042", "1043");

        (held.IsCallOpen(Id("1042")), held.IsCallOpen(Id("1043"))).ShouldBe((true, false));
    }

    [Fact]
    public async Task are_begun_again_where_another_has_inserted_one_meanwhile()
    {
        var held = await Hold("1042");
        await Stored();

        (await held.Save([new(Id(), await New(), null)], default)).ShouldBeFalse();
    }

    [Fact]
    public async Task have_ids_of_the_OMS_that_no_other_has()
    {
        await Stored("1042", "M1");
        var held = await OrderLocks.Hold(_connection, [Id("1043"), Id("1044")], [OrderKey.OfId("M1"), OrderKey.OfId("M2")], default);
        var (taken, free, same) = (await New("1043", "M1"), await New("1043", "M2"), await New("1044", "M2"));

        Should.Throw<OrderIdConflictException>(() => held.Claim(Id("1043"), taken)).Message.ShouldContain("1042");
        held.Claim(Id("1043"), free);
        Should.Throw<OrderIdConflictException>(() => held.Claim(Id("1044"), same)).Message.ShouldContain("1043");
    }

    private Task<OrderLocks> Hold(params string[] orderNos) => OrderLocks.Hold(_connection, [.. orderNos.Select(Id)], [], default);

    private Task<Claim> Claim() => Storage.Journal.Claim(
        new("retailpro/invoice/1042", "1042", RetailProSteps.Invoice, 1, Guid.NewGuid(), false, false, TimeSpan.FromMinutes(1)), default);
}

internal sealed class PostgresStorage : IStorage
{
    private StoreDatabase _database = null!;
    private OrderStore _orders = null!;
    private OrderStore _ofAnother = null!;
    private CallJournal _journal = null!;

    public NpgsqlDataSource Source => _database.Source;

    public IOrderStore Orders => _orders;

    public IOrderStore OrdersOfAnotherProcess => _ofAnother;

    public ICallJournal Journal => _journal;

    public BackupRestores Restores { get; private set; } = null!;

    public TimeProvider Clock => TimeProvider.System;

    public async Task InitializeAsync()
    {
        _database = await StoreDatabase.Create();
        var store = _database.Store;
        var (known, settings) = (new RowCache(), Options.Create(new PostgresSettings()));
        (_orders, _journal, Restores) = (new(store, Source, known, settings), new(Source, known, settings), new(store, Source, known));
        _ofAnother = new(store, Source, new RowCache(), settings);
    }

    public async Task DisposeAsync()
    {
        await _orders.DisposeAsync();
        await _ofAnother.DisposeAsync();
        await _journal.DisposeAsync();
        await _database.DisposeAsync();
    }

    public async Task<TimeSpan?> DueIn(string orderNo) =>
        (await _database.Rows($"select due_at - clock_timestamp() from mt_doc_order where order_no = '{orderNo}'"))[0][0] as TimeSpan?;

    public async Task<IReadOnlyList<string>> Timeline(string orderNo) =>
        [.. (await _database.Rows($"select what from timeline where order_id = '{OrderKey.Of(orderNo)}' order by id"))
            .Select(row => (string)row[0]!)];

    public Task Passes(TimeSpan time) => Execute($"""
        update calls set deadline = deadline - interval '{time.TotalSeconds} s';
        update mt_doc_order set due_at = due_at - interval '{time.TotalSeconds} s'
        """);

    public Task Execute(string sql) => _database.Execute(sql);
}
