using Invoicing.Process;
using Invoicing.Simulation;
using Invoicing.Systems;
using Microsoft.Extensions.Time.Testing;

namespace Invoicing.Tests.Storage;

public class The_order_store_in_memory : The_contract_of_the_order_store
{
    internal override IStorage NewStorage() => new MemoryStorage();
}

public class The_call_journal_in_memory : The_contract_of_the_call_journal
{
    internal override IStorage NewStorage() => new MemoryStorage();
}

internal sealed class MemoryStorage : IStorage
{
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 3, 5, 12, 0, 0, TimeSpan.Zero));
    private readonly MemoryDatabase _database;

    public MemoryStorage()
    {
        _database = new(_clock);
        var connection = new DirectConnection(_database);
        Orders = new MemoryOrders(_database, connection);
        OrdersOfAnotherProcess = new MemoryOrders(_database, new DirectConnection(_database));
        Journal = new MemoryJournal(_database, connection);
    }

    public IOrderStore Orders { get; }

    public IOrderStore OrdersOfAnotherProcess { get; }

    public ICallJournal Journal { get; }

    public TimeProvider Clock => _clock;

    public Task<TimeSpan?> DueIn(string orderNo) => Task.FromResult(_database.Find(orderNo)!.DueAt - _clock.GetUtcNow());

    public Task<IReadOnlyList<string>> Timeline(string orderNo) =>
        Task.FromResult<IReadOnlyList<string>>([.. _database.Find(orderNo)!.Timeline.Select(entry => entry.What)]);

    public Task Passes(TimeSpan time)
    {
        _clock.Advance(time);
        return Task.CompletedTask;
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => Task.CompletedTask;
}
