using Invoicing.Process;
using MassTransit.Context;
using MassTransit.Saga;
using MassTransit;

namespace Invoicing.Messaging;

/// <summary>MassTransit's door to the rows of orders.</summary>
internal sealed class OrderSagaRepository(OrderProcessor processor, ISagaConsumeContextFactory<OrderProcessor, OrderSaga> factory)
    : ISagaRepositoryContextFactory<OrderSaga>
{
    public void Probe(ProbeContext context) => context.Add("persistence", "postgresql");

    public async Task Send<T>(ConsumeContext<T> context, IPipe<SagaRepositoryContext<OrderSaga, T>> next)
        where T : class
    {
        await using var repositoryContext = new OrderSagaRepositoryContext<T>(processor, context, factory);
        await next.Send(repositoryContext);
    }

    public Task SendQuery<T>(ConsumeContext<T> context, ISagaQuery<OrderSaga> query, IPipe<SagaRepositoryQueryContext<OrderSaga, T>> next)
        where T : class => throw new NotSupportedException("Orders are found by their number alone.");
}

/// <summary>
/// One message's look at one order. What may change the content that is sent is decided under the row's lock;
/// everything else under its version, in shared round trips.
/// </summary>
internal sealed class OrderSagaRepositoryContext<T>(
    OrderProcessor processor, ConsumeContext<T> context, ISagaConsumeContextFactory<OrderProcessor, OrderSaga> factory)
    : ConsumeContextScope<T>(context, processor), SagaRepositoryContext<OrderSaga, T>, IAsyncDisposable
    where T : class
{
    private readonly ConsumeContext<T> _context = context;
    private OpenOrder? _order;

    public Task<SagaConsumeContext<OrderSaga, TMessage>> CreateSagaConsumeContext<TMessage>(
        ConsumeContext<TMessage> consumeContext, OrderSaga instance, SagaConsumeContextMode mode)
        where TMessage : class => factory.CreateSagaConsumeContext(processor, consumeContext, instance, mode);

    public Task<SagaConsumeContext<OrderSaga, T>> Add(OrderSaga instance) =>
        factory.CreateSagaConsumeContext(processor, _context, instance, SagaConsumeContextMode.Add);

    public Task<SagaConsumeContext<OrderSaga, T>> Insert(OrderSaga instance) => throw new NotSupportedException();

    public async Task<SagaConsumeContext<OrderSaga, T>> Load(Guid correlationId)
    {
        _order = await processor.Open(correlationId, typeof(T), CancellationToken);
        if (_order is null)
        {
            return null!;
        }

        var saga = new OrderSaga { CorrelationId = correlationId, CurrentState = _order.Row.State.ToString(), Order = _order };
        return await factory.CreateSagaConsumeContext(processor, _context, saga, SagaConsumeContextMode.Load);
    }

    public Task Save(SagaConsumeContext<OrderSaga> saga) => Update(saga);

    public async Task Update(SagaConsumeContext<OrderSaga> saga)
    {
        if (!await processor.Save(saga.Saga.CorrelationId, _order, saga.Saga.Decision!, CancellationToken))
        {
            throw new ConcurrencyException("Another message has changed the order.", typeof(OrderSaga), saga.Saga.CorrelationId);
        }
    }

    public Task Delete(SagaConsumeContext<OrderSaga> saga) =>
        throw new NotSupportedException("Finished orders stay: they make a late duplicate harmless.");

    public Task Discard(SagaConsumeContext<OrderSaga> saga) => Task.CompletedTask;

    public Task Undo(SagaConsumeContext<OrderSaga> saga) => Task.CompletedTask;

    public ValueTask DisposeAsync() => _order?.DisposeAsync() ?? default;
}

/// <summary>What MassTransit sees of an order: its row, and the state as the state machine names it.</summary>
internal sealed class OrderSaga : SagaStateMachineInstance
{
    public Guid CorrelationId { get; set; }

    public string CurrentState { get; set; } = "Initial";

    /// <summary>As it was loaded; null: nothing was known of it.</summary>
    public OpenOrder? Order { get; init; }

    /// <summary>Null only before the decision.</summary>
    public Decision? Decision { get; set; }
}
