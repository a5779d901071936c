using Invoicing.Process;
using Invoicing.Storage;
using MassTransit;
using MassTransit.Context;
using MassTransit.Saga;

namespace Invoicing.Messaging;

/// <summary>MassTransit's door to the rows of orders.</summary>
internal sealed class OrderSagaRepository(
    OrderStore orders, ProcessRules decisions, ISagaConsumeContextFactory<OrderStore, OrderSaga> factory, TimeProvider clock)
    : ISagaRepositoryContextFactory<OrderSaga>
{
    public void Probe(ProbeContext context) => context.Add("persistence", "postgresql");

    public async Task Send<T>(ConsumeContext<T> context, IPipe<SagaRepositoryContext<OrderSaga, T>> next)
        where T : class
    {
        await using var repositoryContext = new OrderSagaRepositoryContext<T>(orders, decisions, context, factory, clock);
        await next.Send(repositoryContext);
    }

    public Task SendQuery<T>(ConsumeContext<T> context, ISagaQuery<OrderSaga> query, IPipe<SagaRepositoryQueryContext<OrderSaga, T>> next)
        where T : class => throw new NotSupportedException("Orders are found by their number alone.");
}

/// <summary>
/// One message's look at one order. What may change the content that is sent is decided under the row's lock;
/// everything else under its version, in shared round trips.
/// </summary>
internal sealed class OrderSagaRepositoryContext<T> : ConsumeContextScope<T>, SagaRepositoryContext<OrderSaga, T>, IAsyncDisposable
    where T : class
{
    private readonly OrderStore _orders;
    private readonly ProcessRules _decisions;
    private readonly ConsumeContext<T> _context;
    private readonly ISagaConsumeContextFactory<OrderStore, OrderSaga> _factory;
    private readonly TimeProvider _clock;
    private OrderLock? _locked;

    public OrderSagaRepositoryContext(
        OrderStore orders, ProcessRules decisions, ConsumeContext<T> context, ISagaConsumeContextFactory<OrderStore, OrderSaga> factory,
        TimeProvider clock)
        : base(context, orders)
    {
        _orders = orders;
        _decisions = decisions;
        _context = context;
        _factory = factory;
        _clock = clock;
    }

    public Task<SagaConsumeContext<OrderSaga, TMessage>> CreateSagaConsumeContext<TMessage>(
        ConsumeContext<TMessage> consumeContext, OrderSaga instance, SagaConsumeContextMode mode)
        where TMessage : class => _factory.CreateSagaConsumeContext(_orders, consumeContext, instance, mode);

    public Task<SagaConsumeContext<OrderSaga, T>> Add(OrderSaga instance) =>
        _factory.CreateSagaConsumeContext(_orders, _context, instance, SagaConsumeContextMode.Add);

    public Task<SagaConsumeContext<OrderSaga, T>> Insert(OrderSaga instance) => throw new NotSupportedException();

    public async Task<SagaConsumeContext<OrderSaga, T>> Load(Guid correlationId)
    {
        var row = await _orders.Load(correlationId, CancellationToken);
        if (row is null)
        {
            return null!;
        }

        if (_decisions.NeedsLock(row, typeof(T)))
        {
            _locked = await _orders.Lock(correlationId, CancellationToken);
            row = _locked!.Row;
        }

        var saga = new OrderSaga
        {
            CorrelationId = correlationId, CurrentState = row.State.ToString(), Row = row, Loaded = row, CallOpen = _locked?.CallOpen ?? false,
        };
        return await _factory.CreateSagaConsumeContext(_orders, _context, saga, SagaConsumeContextMode.Load);
    }

    public async Task Save(SagaConsumeContext<OrderSaga> saga) =>
        Require(await _orders.Insert(saga.Saga.CorrelationId, saga.Saga.Row!, DueIn(saga.Saga.Row!), CancellationToken), saga);

    public async Task Update(SagaConsumeContext<OrderSaga> saga)
    {
        var row = saga.Saga.Row!;
        if (ReferenceEquals(row, saga.Saga.Loaded))
        {
            return;
        }

        if (_locked is not null)
        {
            await _locked.Save(row, DueIn(row), CancellationToken);
            return;
        }

        Require(await _orders.Update(saga.Saga.CorrelationId, row, DueIn(row), CancellationToken), saga);
    }

    public Task Delete(SagaConsumeContext<OrderSaga> saga) => throw new NotSupportedException("Finished orders stay: they make a late duplicate harmless.");

    public Task Discard(SagaConsumeContext<OrderSaga> saga) => Task.CompletedTask;

    public Task Undo(SagaConsumeContext<OrderSaga> saga) => Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (_locked is not null)
        {
            await _locked.DisposeAsync();
        }
    }

    private TimeSpan? DueIn(OrderProcess row) => row.DueAt - _clock.GetUtcNow();

    private static void Require(bool written, SagaConsumeContext<OrderSaga> saga)
    {
        if (!written)
        {
            throw new ConcurrencyException("Another message has changed the order.", typeof(OrderSaga), saga.Saga.CorrelationId);
        }
    }
}
