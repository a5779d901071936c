namespace Invoicing.Process;

/// <summary>The rows of orders, by <see cref="OrderKey"/>.</summary>
internal interface IOrderStore
{
    Task<OrderProcess?> Load(Guid id, CancellationToken ct);

    /// <param name="dueIn">From now, on the store's clock; null: not due.</param>
    /// <returns>False: another message has inserted the order, or one with its id of the OMS, at this moment.</returns>
    /// <exception cref="OrderIdConflictException">Its id of the OMS belongs to another order.</exception>
    Task<bool> Insert(Guid id, OrderProcess row, TimeSpan? dueIn, CancellationToken ct);

    /// <returns>False: the row is no longer at the version that was loaded.</returns>
    Task<bool> Update(Guid id, OrderProcess row, TimeSpan? dueIn, CancellationToken ct);

    /// <summary>
    /// Loads the row and holds it: no call can be claimed meanwhile. For the rare decisions that change what would be sent (newer
    /// content, an operator's command).
    /// </summary>
    /// <returns>Null: there is no such order.</returns>
    Task<IOrderLock?> Lock(Guid id, CancellationToken ct);

    /// <summary>Unused numbers of transfer slips, eight digits.</summary>
    Task<IReadOnlyList<string>> TakeSlipNumbers(int count, CancellationToken ct);
}

/// <summary>An order's row, held against claims and changes until it is disposed of.</summary>
internal interface IOrderLock : IAsyncDisposable
{
    OrderProcess Row { get; }

    /// <inheritdoc cref="OrderEvent.CallOpen"/>
    bool CallOpen { get; }

    /// <summary>Writes the row and commits, together with whatever was done under the lock before.</summary>
    /// <exception cref="OrderIdConflictException">It came under an id of the OMS that belongs to another order.</exception>
    Task Save(OrderProcess row, TimeSpan? dueIn, CancellationToken ct);
}

/// <summary>Rows of many orders, held as by <see cref="IOrderLock"/> for those who decide on many at once.</summary>
internal interface IOrderLocks
{
    /// <summary>Null: there is no such order.</summary>
    OrderProcess? Find(Guid id);

    /// <inheritdoc cref="OrderEvent.CallOpen"/>
    bool IsCallOpen(Guid id);

    /// <summary>Gives the ids of a changed order to it, for those who are decided about after it.</summary>
    /// <exception cref="OrderIdConflictException">One belongs to another order.</exception>
    void Claim(Guid id, OrderProcess row);

    /// <summary>Writes rows, those that are new too. Nothing is committed.</summary>
    /// <returns>False: somebody has inserted one of them, or one with its id of the OMS, meanwhile, and all must be begun again.</returns>
    Task<bool> Save(IReadOnlyList<OrderWrite> writes, CancellationToken ct);
}

/// <summary>A row to be written.</summary>
/// <param name="DueIn">From now, on the store's clock: the clocks of the instances may differ.</param>
internal sealed record OrderWrite(Guid Id, OrderProcess Row, TimeSpan? DueIn)
{
    public Guid? OmsKey { get; } = Row.Content.OrderId is { } orderId ? OrderKey.OfId(orderId) : null;
}
