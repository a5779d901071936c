using Invoicing.Orders;

namespace Invoicing.Process;

/// <summary>
/// Around the pure rules, for all who decide about orders: looks for restored backups, takes slip numbers, decides, and says what to send.
/// </summary>
/// <param name="findRestore">
/// Whether the database was put back; asked before every decision, and before whether one depends on open calls.
/// </param>
internal sealed class OrderProcessor(
    ProcessRules rules, IOrderStore orders, Func<CancellationToken, ValueTask<BackupRestore?>> findRestore, TimeProvider clock)
{
    /// <summary>Stands for the number of a slip in a <see cref="Preview"/>.</summary>
    public const string PreviewSlipNo = "00000000";

    /// <summary>Loads an order to decide about it, under its lock where the decision depends on open calls.</summary>
    /// <param name="message">Type of the message, as it comes over the wire.</param>
    /// <returns>Null: nothing is known of the order.</returns>
    public async Task<OpenOrder?> Open(Guid id, Type message, CancellationToken ct)
    {
        await findRestore(ct);
        return await orders.Load(id, ct) switch
        {
            null => null,
            { } row when !rules.NeedsLock(row, message) => new(row, null),
            _ => await orders.Lock(id, ct) is { } locked ? new(locked.Row, locked) : null,
        };
    }

    /// <summary>For whoever decides while it holds a connection: what is asked before the first decision is asked without.</summary>
    public async Task GetReady(CancellationToken ct) => await findRestore(ct);

    /// <exception cref="OrderNumberConflictException">The number belongs to another order.</exception>
    /// <exception cref="CommandRefusedException">The command does not fit the order's state.</exception>
    public Task<Decision> Decide(OrderProcess? before, OrderEvent change, CancellationToken ct) =>
        Decide(before, change, new Queue<string>(), ct);

    /// <param name="slipNos">Numbers that were taken before, to be used first; too many do no harm.</param>
    /// <param name="atATime">So many are taken at least, once one is missing.</param>
    public async Task<Decision> Decide(
        OrderProcess? before,
        OrderEvent change,
        Queue<string> slipNos,
        CancellationToken ct,
        int atATime = 1)
    {
        await findRestore(ct);
        while (true)
        {
            var numbers = new NumberPool([.. slipNos]);
            var after = rules.Decide(before, change, clock.GetUtcNow(), numbers);
            if (numbers.Missing == 0)
            {
                Enumerable.Range(0, numbers.Taken).ToList().ForEach(_ => slipNos.Dequeue());
                return new(before, change, after);
            }

            (await orders.TakeSlipNumbers(Math.Max(numbers.Missing, atATime), ct)).ToList().ForEach(slipNos.Enqueue);
        }
    }

    /// <param name="open">As <see cref="Open"/> found the order.</param>
    /// <returns>False: another message has changed the order meanwhile, and the event must be decided about again.</returns>
    /// <exception cref="OrderIdConflictException">An id of the OMS belongs to another order.</exception>
    public async Task<bool> Save(Guid id, OpenOrder? open, Decision decision, CancellationToken ct)
    {
        if (!decision.IsChange)
        {
            return true;
        }

        if (open?.Lock is not { } locked)
        {
            return open is null
                ? await orders.Insert(id, decision.After, DueIn(decision), ct)
                : await orders.Update(id, decision.After, DueIn(decision), ct);
        }

        await locked.Save(decision.After, DueIn(decision), ct);
        return true;
    }

    /// <summary>
    /// Carries out what a person wants under the order's lock. Nothing is sent: the order is made due, and the recovery sends what follows.
    /// </summary>
    /// <param name="beside">What belongs to the same decision, done before it is saved; told what the order will be.</param>
    /// <returns>Null: there is no such order.</returns>
    /// <exception cref="CommandRefusedException">The order's state does not allow it.</exception>
    public async Task<OrderProcess?> CarryOut(
        string orderNo, OrderEvent command, Func<IOrderLock, OrderProcess, Task>? beside, CancellationToken ct)
    {
        await using var order = await orders.Lock(OrderKey.Of(orderNo), ct);
        if (order is null)
        {
            return null;
        }

        var decision = await Decide(order.Row, command with { CallOpen = order.CallOpen }, ct);
        if (!decision.IsChange)
        {
            return order.Row;
        }

        await (beside?.Invoke(order, decision.After) ?? Task.CompletedTask);
        await order.Save(decision.After, PendingMessages.Of(decision.After).Any() ? TimeSpan.Zero : DueIn(decision), ct);
        return decision.After;
    }

    public TimeSpan? DueIn(Decision decision) => decision.After.DueAt - clock.GetUtcNow();

    /// <summary>
    /// What an order would lead to of which nothing is known: nothing is stored, and slips have <see cref="PreviewSlipNo"/>.
    /// </summary>
    public static OrderProcess Preview(
        Order order,
        InvoicingSettings settings,
        IReadOnlyList<IStepPlanner> systems) => new ProcessRules(settings, systems, () => null)
        .Decide(null, new OrderArrived(order), default, new NumberPool([.. Enumerable.Repeat(PreviewSlipNo, order.Items.Count + 1)]));
}

/// <summary>An order that is being decided about.</summary>
/// <param name="Lock">Null: its version guards it.</param>
internal sealed record OpenOrder(OrderProcess Row, IOrderLock? Lock) : IAsyncDisposable
{
    /// <inheritdoc cref="OrderEvent.CallOpen"/>
    public bool CallOpen => Lock?.CallOpen ?? false;

    public ValueTask DisposeAsync() => Lock?.DisposeAsync() ?? default;
}

/// <summary>What the rules made of an event.</summary>
/// <param name="Before">Null: the order was not known.</param>
internal sealed record Decision(OrderProcess? Before, OrderEvent Event, OrderProcess After)
{
    /// <summary>False: the event was stale, and there is nothing to write.</summary>
    public bool IsChange => !ReferenceEquals(Before, After);

    /// <inheritdoc cref="PendingMessages.After"/>
    public IEnumerable<PendingMessage> Messages(bool again) => PendingMessages.After(Before, Event, After, again);
}
