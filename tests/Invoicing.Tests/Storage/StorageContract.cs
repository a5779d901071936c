using Invoicing.Orders;
using Invoicing.Process;
using Invoicing.RetailPro;
using Invoicing.Systems;

namespace Invoicing.Tests.Storage;

/// <summary>A store and a journal over the same data, and what a test asks beside their contracts.</summary>
internal interface IStorage : IAsyncLifetime
{
    IOrderStore Orders { get; }

    ICallJournal Journal { get; }

    TimeProvider Clock { get; }

    /// <summary>As another process has it.</summary>
    IOrderStore OrdersOfAnotherProcess { get; }

    Task<TimeSpan?> DueIn(string orderNo);

    Task<IReadOnlyList<string>> Timeline(string orderNo);

    /// <summary>For all that is stored.</summary>
    Task Passes(TimeSpan time);
}

/// <summary>What must hold of every implementation: one subclass each.</summary>
public abstract class StorageContract : IAsyncLifetime
{
    private readonly Lazy<IStorage> _storage;

    protected StorageContract() => _storage = new(NewStorage);

    internal IStorage Storage => _storage.Value;

    internal IOrderStore Orders => Storage.Orders;

    internal OrderProcessor Processor =>
        new(new ProcessRules(new(), [new RetailProPlanner(new(), new())], () => null), Orders, _ => default, Storage.Clock);

    public Task InitializeAsync() => Storage.InitializeAsync();

    public Task DisposeAsync() => Storage.DisposeAsync();

    internal abstract IStorage NewStorage();

    internal static Guid Id(string orderNo = "1042") => OrderKey.Of(orderNo);

    /// <summary>With its invoice sent, at attempt 1.</summary>
    internal async Task<OrderProcess> New(string orderNo = "1042", string? omsId = "M1")
    {
        var order = new Order
        {
            OrderId = omsId, OrderNo = orderNo, OrderName = $"#{orderNo}", SalesChannel = "ECOM", Total = 60,
            CompletedAt = new(2026, 3, 6, 12, 0, 0, TimeSpan.Zero), Items = [Line(1, "SVA11", 8), Line(2, "SVA40", 9)],
        };
        return (await Processor.Decide(null, new OrderArrived(order), default)).After;
    }

    internal async Task<OrderProcess> Stored(string orderNo = "1042", string? omsId = "M1", TimeSpan? dueIn = null)
    {
        (await Orders.Insert(Id(orderNo), await New(orderNo, omsId), dueIn, default)).ShouldBeTrue();
        return await Load(orderNo);
    }

    internal async Task<OrderProcess> Load(string orderNo = "1042") => (await Orders.Load(Id(orderNo), default)).ShouldNotBeNull();

    internal async Task<IOrderLock> Lock(string orderNo = "1042") => (await Orders.Lock(Id(orderNo), default)).ShouldNotBeNull();

    /// <summary>Decided about and written under the order's lock.</summary>
    internal async Task<OrderProcess> Happens(OrderEvent change, string orderNo = "1042")
    {
        await using var held = await Lock(orderNo);
        var after = (await Processor.Decide(held.Row, change, default)).After;
        await held.Save(after, null, default);
        return after;
    }

    private static OrderLine Line(int lineNo, string store, int hour) => new()
    {
        Index = lineNo - 1, LineNo = lineNo, Upc = "8720116120011", Quantity = 1, Price = 30, Status = Order.Fulfilled, ShippedFrom = store,
        ShippedAt = new(2026, 3, 5, hour, 0, 0, TimeSpan.Zero),
    };
}
