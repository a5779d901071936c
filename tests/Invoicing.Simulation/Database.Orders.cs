using System.Text.Json;
using Invoicing.Process;

namespace Invoicing.Simulation;

/// <summary>The statements of <c>OrderStore</c>, <c>LockedOrder</c>, <c>SlipNumbers</c> and <c>DueOrders</c>.</summary>
internal sealed partial class Database
{
    private readonly Dictionary<string, StoredOrder> _orders = [];
    private readonly OrderIds _ids = new(bug);
    private long _slipNumbers;
    private int _lockTokens;

    public IReadOnlyDictionary<string, StoredOrder> Orders => _orders;

    /// <summary>A row was written: its old content, null when it is new.</summary>
    public Action<OrderProcess?, OrderProcess> Saved { get; set; } = (_, _) => { };

    /// <summary>An order comes due then.</summary>
    public Action<DateTimeOffset> Due { get; set; } = _ => { };

    public Task<OrderProcess?> Load(Instance by, string orderNo) => Repeated(by, null, () => _orders.GetValueOrDefault(orderNo)?.Row);

    public Task<IReadOnlyList<string>> TakeSlipNumbers(Instance by, int count) => count == 0
        ? Task.FromResult<IReadOnlyList<string>>([])
        : Repeated<IReadOnlyList<string>>(by, null, () => [.. Enumerable.Range(0, count).Select(_ => (++_slipNumbers).ToString("00000000", null))]);

    /// <exception cref="OrderIdConflictException">Its id of the OMS belongs to another order.</exception>
    public async Task<bool> Insert(Instance by, OrderProcess row, TimeSpan? dueIn)
    {
        var (isSaved, conflict) = await Repeated<(bool, OrderIdConflictException?)>(by, row.OrderNo, () =>
        {
            if (_ids.Conflict(row) is { } conflict)
            {
                return (false, conflict);
            }

            if (_orders.ContainsKey(row.OrderNo))
            {
                return (false, null);
            }

            _orders.Add(row.OrderNo, new StoredOrder { Row = row });
            _ids.Change(null, row);
            Write(_orders[row.OrderNo], null, row, dueIn);
            return (true, null);
        });
        return conflict is null ? isSaved : throw conflict;
    }

    public Task<bool> Update(Instance by, OrderProcess row, TimeSpan? dueIn) => Repeated(by, row.OrderNo, () =>
    {
        var stored = _orders[row.OrderNo];
        if (stored.Row.Version != row.Version && bug != PlantedBug.VersionIgnored)
        {
            faults.Count(FaultKind.VersionConflict);
            return false;
        }

        Write(stored, stored.Row, row, dueIn);
        return true;
    });

    /// <summary>The row held for a decision; null when there is none.</summary>
    public async Task<LockedOrder?> Lock(Instance by, string orderNo)
    {
        var row = LockOf(orderNo);
        var token = new LockToken(by, ++_lockTokens);
        var life = by.Life;
        try
        {
            return await Once(by, orderNo, () =>
            {
                if (!_orders.TryGetValue(orderNo, out var stored) || by.Life != life)
                {
                    return null;
                }

                row.Holder = token;
                scheduler.In(LongestIdleLock, () => Release(row, token));
                return new LockedOrder(stored.Row, IsCallOpen(stored.Row), token);
            });
        }
        catch (DatabaseAwayException)
        {
            Release(row, token);
            throw;
        }
    }

    /// <summary>Writes under the lock and commits; <paramref name="beside"/> is carried out in the same transaction.</summary>
    /// <exception cref="DatabaseAwayException">Also when the lock was lost.</exception>
    /// <exception cref="OrderIdConflictException">It came under an id of the OMS that belongs to another order.</exception>
    public async Task Save(Instance by, LockedOrder locked, OrderProcess row, TimeSpan? dueIn, Action? beside = null)
    {
        var failure = await Once<Exception?>(by, null, () =>
        {
            if (LockOf(row.OrderNo).Holder != locked.Token)
            {
                return new DatabaseAwayException();
            }

            if (_ids.Conflict(row) is { } conflict)
            {
                return conflict;
            }

            beside?.Invoke();
            var stored = _orders[row.OrderNo];
            _ids.Change(stored.Row, row);
            Write(stored, stored.Row, row, dueIn);
            Release(LockOf(row.OrderNo), locked.Token);
            return null;
        });
        if (failure is not null)
        {
            throw failure;
        }
    }

    public void Unlock(string orderNo, LockedOrder locked) =>
        scheduler.In(Travel(), () => Release(LockOf(orderNo), locked.Token));

    public Task<IReadOnlyList<string>> ClaimDue(Instance by, int limit, TimeSpan again) => Once<IReadOnlyList<string>>(by, null, () =>
    {
        var due = _orders.Values
            .Where(order => order.DueAt <= scheduler.Now && LockOf(order.Row.OrderNo).Holder is null)
            .OrderBy(order => order.DueAt)
            .Take(limit)
            .ToList();
        foreach (var order in due)
        {
            SetDue(order, scheduler.Now + (again * Math.Pow(2, Math.Min(order.Resumed, 5))));
            order.Resumed++;
        }

        return [.. due.Select(order => order.Row.OrderNo)];
    });

    private void Write(StoredOrder stored, OrderProcess? before, OrderProcess row, TimeSpan? dueIn)
    {
        var written = row with { Version = row.Version + 1, NewTimelineEntries = [] };
        if (ThroughJson)
        {
            written = JsonSerializer.Deserialize(JsonSerializer.SerializeToUtf8Bytes(written, ProcessJson.Default.OrderProcess), ProcessJson.Default.OrderProcess)!
                with { Version = written.Version };
        }

        stored.Row = written;
        stored.Callable = written.ExpectedAttempts;
        stored.Resumed = 0;
        SetDue(stored, scheduler.Now + dueIn);
        if (bug == PlantedBug.LostDueTime)
        {
            stored.DueAt = null;
        }

        trace.Add("database", $"saved {Texts.Of(written)}{(stored.DueAt is { } due ? $", due in {(due - scheduler.Now).TotalSeconds:0.0} s" : "")}");
        Saved(before, written);
    }

    /// <summary>Rows pass through their stored form: slow, so not in every run.</summary>
    public bool ThroughJson { get; init; }

    private void SetDue(StoredOrder order, DateTimeOffset? due)
    {
        order.DueAt = due;
        if (due is { } at)
        {
            Due(at);
        }
    }
}

/// <summary>A row of <c>orders</c>.</summary>
internal sealed class StoredOrder
{
    public required OrderProcess Row { get; set; }
    public DateTimeOffset? DueAt { get; set; }
    public int Resumed { get; set; }
    public IReadOnlyDictionary<string, int> Callable { get; set; } = new Dictionary<string, int>();
}

/// <summary>An order's row under its lock.</summary>
internal sealed record LockedOrder(OrderProcess Row, bool CallOpen, Database.LockToken Token);
