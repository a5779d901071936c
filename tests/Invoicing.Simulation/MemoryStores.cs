using Invoicing.Process;
using Invoicing.Systems;

namespace Invoicing.Simulation;

/// <summary>How statements get to a database, and answers back.</summary>
internal interface IConnection
{
    /// <summary>Carries a statement out once, or not at all.</summary>
    /// <param name="row">The order whose row it locks, so that it waits for whoever holds it.</param>
    Task<T> Once<T>(Guid? row, Func<T> statement);

    /// <summary>Carries a statement out until it is answered, as the group commit does: so perhaps more than once.</summary>
    /// <param name="beginning">What it sees in its snapshot, before it waits.</param>
    Task<T> Repeated<T>(Guid? row, Func<T> statement, Action? beginning = null);
}

/// <summary>Nothing is between the program and its database.</summary>
internal sealed class DirectConnection(MemoryDatabase database) : IConnection
{
    public Task<T> Once<T>(Guid? row, Func<T> statement) => Repeated(row, statement);

    public Task<T> Repeated<T>(Guid? row, Func<T> statement, Action? beginning = null)
    {
        var answer = new TaskCompletionSource<T>();
        beginning?.Invoke();
        database.Enter(row, () => answer.SetResult(statement()));
        return answer.Task;
    }
}

/// <summary>The rows of orders in memory.</summary>
internal sealed class MemoryOrders(MemoryDatabase database, IConnection connection) : IOrderStore
{
    public Task<OrderProcess?> Load(Guid id, CancellationToken ct) => connection.Repeated(null, () => database.Load(id));

    public async Task<bool> Insert(Guid id, OrderProcess row, TimeSpan? dueIn, CancellationToken ct)
    {
        var (isSaved, conflict) = await connection.Repeated(id, () => database.Insert(id, row, dueIn));
        return conflict is null ? isSaved : throw conflict;
    }

    public Task<bool> Update(Guid id, OrderProcess row, TimeSpan? dueIn, CancellationToken ct) =>
        connection.Repeated(id, () => database.Update(id, row, dueIn));

    public async Task<IOrderLock?> Lock(Guid id, CancellationToken ct)
    {
        var wanted = new MemoryLock(database, connection, id);
        try
        {
            return await connection.Once(id, () => database.Lock(wanted));
        }
        catch
        {
            await wanted.DisposeAsync();
            throw;
        }
    }

    public Task<IReadOnlyList<string>> TakeSlipNumbers(int count, CancellationToken ct) =>
        count == 0 ? Task.FromResult<IReadOnlyList<string>>([]) : connection.Repeated(null, () => database.TakeSlipNumbers(count));
}

/// <summary>A transaction that holds an order's row.</summary>
internal sealed class MemoryLock(MemoryDatabase database, IConnection connection, Guid id) : IOrderLock
{
    public Guid Id => id;

    public IConnection Connection => connection;

    public OrderProcess Row { get; set; } = null!;

    public bool CallOpen { get; set; }

    /// <summary>What is committed together with the row.</summary>
    public Action Beside { get; set; } = () => { };

    public async Task Save(OrderProcess row, TimeSpan? dueIn, CancellationToken ct)
    {
        if (await connection.Once(null, () => database.Save(this, row, dueIn)) is { } failure)
        {
            throw failure;
        }
    }

    public ValueTask DisposeAsync()
    {
        database.Release(this);
        return default;
    }
}

/// <summary>The journal of calls in memory.</summary>
internal sealed class MemoryJournal(MemoryDatabase database, IConnection connection) : ICallJournal
{
    public Task<Claim> Claim(ClaimRequest request, CancellationToken ct)
    {
        var seen = database.Snapshot(request);
        return connection.Repeated(
            OrderKey.Of(request.OrderNo), () => database.Claim(request, seen), beginning: () => seen = database.Snapshot(request));
    }

    public Task<bool> Settle(Settlement settlement, CancellationToken ct) => connection.Repeated(null, () => database.Settle(settlement));

    public async Task Confirm(IOrderLock order, ConfirmOutcome outcome, CancellationToken ct)
    {
        var held = (MemoryLock)order;
        if (await connection.Once(null, () => database.ObjectionTo(held, outcome)) is { } objection)
        {
            throw objection;
        }

        held.Beside = () => database.Confirm(held.Id, outcome);
    }
}
