using Invoicing.Process;
using Invoicing.Storage;
using Invoicing.Systems;

namespace Invoicing.Simulation;

/// <summary>
/// What the program stores of orders and calls, in memory. Every method is a statement of the program's SQL, carried out at one instant,
/// after it has waited for a row's lock where the SQL does. The tests of the contracts hold for both.
/// </summary>
internal class MemoryDatabase(TimeProvider clock)
{
    private readonly Dictionary<Guid, StoredOrder> _orders = [];
    private readonly Dictionary<string, Guid> _orderOfOmsId = [];
    private readonly Dictionary<string, StoredCall> _calls = [];
    private readonly Dictionary<Guid, RowLock> _locks = [];

    public IReadOnlyCollection<StoredOrder> Orders => _orders.Values;

    public IReadOnlyCollection<StoredCall> Calls => _calls.Values;

    public long LastSlipNo { get; set; }

    public StoredOrder? Find(string orderNo) => _orders.GetValueOrDefault(OrderKey.Of(orderNo));

    public OrderProcess? Load(Guid id) => _orders.GetValueOrDefault(id)?.Row;

    public IReadOnlyList<string> TakeSlipNumbers(int count) =>
        [.. Enumerable.Range(0, count).Select(_ => (++LastSlipNo).ToString("00000000", null))];

    public (bool IsSaved, OrderIdConflictException? Conflict) Insert(Guid id, OrderProcess row, TimeSpan? dueIn)
    {
        var conflict = ConflictOf(id, row, row.OmsIds);
        if (conflict is not null || _orders.ContainsKey(id))
        {
            return (false, conflict);
        }

        Write(id, null, row, dueIn);
        return (true, null);
    }

    public bool Update(Guid id, OrderProcess row, TimeSpan? dueIn)
    {
        var stored = _orders[id];
        if (!IsCurrent(stored.Row, row))
        {
            return false;
        }

        Write(id, stored, row, dueIn);
        return true;
    }

    public MemoryLock? Lock(MemoryLock wanted)
    {
        if (!_orders.TryGetValue(wanted.Id, out var stored))
        {
            return null;
        }

        (wanted.Row, wanted.CallOpen) = (stored.Row, IsCallOpen(stored.Row));
        LockOf(wanted.Id).Holder = wanted;
        Locked(wanted);
        return wanted;
    }

    /// <returns>Why it cannot be.</returns>
    public Exception? Save(MemoryLock held, OrderProcess row, TimeSpan? dueIn)
    {
        if (LockOf(held.Id).Holder != held)
        {
            return LockLost();
        }

        if (ConflictOf(held.Id, row, row.OmsIds.Except(held.Row.OmsIds)) is { } conflict)
        {
            return conflict;
        }

        held.Beside();
        Write(held.Id, _orders[held.Id], row, dueIn);
        Release(held);
        return null;
    }

    /// <summary>What a claim sees of the calls at its beginning, before it waits for the order's row.</summary>
    /// <returns>The call of its key, and one of the same step under another key that may have had its effect.</returns>
    public (StoredCall? Own, StoredCall? Other) Snapshot(ClaimRequest request) => (
        _calls.GetValueOrDefault(request.Key),
        CallsOf(OrderKey.Of(request.OrderNo), request.Step)
            .Where(call => call.Key != request.Key && (call.State is "started" or "done" or "unknown" || call.Unresolved))
            .OrderByDescending(call => call.State == "done").ThenByDescending(call => call.Deadline)
            .FirstOrDefault());

    public Claim Claim(ClaimRequest request, (StoredCall? Own, StoredCall? Other) seen)
    {
        var claim = Decide(request, seen);
        Note($"{request.Key} attempt {request.Attempt}: {claim.Kind}{(claim.EarlierUnresolved ? ", an earlier call is unresolved" : "")}");
        return claim;
    }

    private Claim Decide(ClaimRequest request, (StoredCall? Own, StoredCall? Other) seen)
    {
        var order = Find(request.OrderNo);
        if (order is null || !IsExpected(order.Row, request))
        {
            return new Claim(ClaimKind.Stale);
        }

        MakeDueAfter(order, seen.Own, request);
        var present = _calls.GetValueOrDefault(request.Key);
        if (seen.Other is null && (present is null || MayTake(present, request)))
        {
            var isOther = present is not null && present.Owner != request.Owner;
            var taken = _calls[request.Key] = new StoredCall(
                request.Key, OrderKey.Of(request.OrderNo), request.Step, "started", request.Owner,
                present is null ? 1 : present.Tries + (isOther ? 1 : 0),
                present is not null && (present.Unresolved || (present.State is "started" or "unknown" && isOther)),
                Now + request.Lease, present?.DocumentNo, present?.SettledAt);
            return new Claim(ClaimKind.Granted, order.Row, taken.Unresolved, taken.Tries);
        }

        if (seen is { Own: { } own, Other: null } && own.OrderId != OrderKey.Of(request.OrderNo))
        {
            return new Claim(ClaimKind.Taken, order.Row);
        }

        var call = seen.Other ?? seen.Own;
        var mayRepeat = request.MayRepeat && seen.Other is null;
        var kind = CallJournal.NotGranted(call?.State, call?.Deadline < Now, call?.Unresolved == true, mayRepeat);
        return kind == ClaimKind.Done
            ? new Claim(kind, order.Row, DocumentNo: call!.DocumentNo, SettledAt: call.SettledAt)
            : new Claim(kind, order.Row);
    }

    public bool Settle(Settlement settlement)
    {
        if (!_calls.TryGetValue(settlement.Key, out var call) || !MaySettle(call, settlement))
        {
            return false;
        }

        _calls[settlement.Key] = call with
        {
            State = settlement.State, Unresolved = settlement.Unresolved, DocumentNo = settlement.DocumentNo, SettledAt = Now,
        };
        _orders[call.OrderId].Timeline.Add(new(settlement.What, settlement.Details));
        Note($"{settlement.Key} {settlement.State}{(settlement.Unresolved ? ", unresolved" : "")}: {settlement.What}");
        return true;
    }

    public CommandRefusedException? ObjectionTo(MemoryLock held, ConfirmOutcome outcome) => CallsOf(held.Id, outcome.Step)
        .Where(call => (call.State == "started" && call.Deadline >= Now) || (call.State == "done" && !outcome.WasDone))
        .Select(call => CallJournal.Objection(held.Row.OrderNo, outcome.Step, call.State == "done", call.Deadline - Now))
        .FirstOrDefault();

    public void Confirm(Guid order, ConfirmOutcome outcome)
    {
        foreach (var call in CallsOf(order, outcome.Step).Where(call => call.State is "started" or "unknown"
            || (call.Unresolved && call.State != "done") || (call.State == "refused" && outcome.WasDone)).ToList())
        {
            _calls[call.Key] = call with
            {
                State = outcome.WasDone ? "done" : "no_effect", DocumentNo = outcome.WasDone ? outcome.DocumentNo : null,
                Unresolved = false, Owner = Guid.NewGuid(), SettledAt = Now,
            };
            Note($"{call.Key} confirmed as {(outcome.WasDone ? "done" : "not done")}");
        }
    }

    /// <summary>Carries a statement out as soon as nobody holds the row.</summary>
    public void Enter(Guid? row, Action statement)
    {
        if (row is { } id && LockOf(id) is { Holder: not null } held)
        {
            held.Waiting.Enqueue(statement);
        }
        else
        {
            statement();
        }
    }

    public void Release(MemoryLock held)
    {
        var row = LockOf(held.Id);
        if (row.Holder != held)
        {
            return;
        }

        row.Holder = null;
        while (row.Holder is null && row.Waiting.TryDequeue(out var next))
        {
            next();
        }
    }

    protected DateTimeOffset Now => clock.GetUtcNow();

    protected void ReleaseWhere(Func<MemoryLock, bool> isMeant) =>
        _locks.Values.Select(row => row.Holder).OfType<MemoryLock>().Where(isMeant).ToList().ForEach(Release);

    protected bool IsHeld(Guid id) => LockOf(id).Holder is not null;

    protected virtual void SetDue(StoredOrder order, DateTimeOffset? due) => order.DueAt = due;

    protected virtual bool IsCurrent(OrderProcess stored, OrderProcess written) => stored.Version == written.Version;

    protected virtual bool IsExpected(OrderProcess row, ClaimRequest request) =>
        row.ExpectedAttempts.GetValueOrDefault(request.Step, int.MinValue) == request.Attempt;

    protected virtual bool MayTake(StoredCall call, ClaimRequest request) => call.OrderId == OrderKey.Of(request.OrderNo)
        && (call.Owner == request.Owner
            || (call.State is "no_effect" or "refused" && !call.Unresolved)
            || (request.MayRepeat && call.State != "done" && (call.Deadline < Now || (call.State != "started" && !request.MustWait))));

    protected virtual bool MaySettle(StoredCall call, Settlement settlement) =>
        call.Owner == settlement.Owner && (call.State == "started" || call.State == settlement.State);

    /// <summary>What is known of an order that was dismissed is a fact.</summary>
    protected virtual OrderIdConflictException? ConflictOf(Guid id, OrderProcess row, IEnumerable<string> claimed)
    {
        var taken = row.Dismissed is { InvoicedElsewhere: false } ? null : claimed.FirstOrDefault(omsId => _orderOfOmsId.GetValueOrDefault(omsId, id) != id);
        return taken is null ? null : new(row.OrderNo, taken, _orders[_orderOfOmsId[taken]].Row.OrderNo);
    }

    protected virtual OrderProcess Stored(OrderProcess? before, OrderProcess row) => row;

    protected virtual void Saved(OrderProcess? before, StoredOrder stored)
    {
    }

    protected virtual void Locked(MemoryLock held)
    {
    }

    protected virtual Exception LockLost() => new InvalidOperationException("The lock is held no more.");

    protected virtual void Note(FormattableString what)
    {
    }

    private void Write(Guid id, StoredOrder? stored, OrderProcess row, TimeSpan? dueIn)
    {
        var before = stored?.Row;
        foreach (var omsId in before?.OmsIds.Except(row.OmsIds).Where(omsId => _orderOfOmsId.GetValueOrDefault(omsId) == id) ?? [])
        {
            _orderOfOmsId.Remove(omsId);
        }

        row.OmsIds.ToList().ForEach(omsId => _orderOfOmsId.TryAdd(omsId, id));
        stored ??= _orders[id] = new StoredOrder { Row = row };
        stored.Timeline.AddRange(row.NewTimelineEntries);
        (stored.Row, stored.Resumed) = (Stored(before, row with { Version = row.Version + 1, NewTimelineEntries = [] }), 0);
        SetDue(stored, Now + dueIn);
        Saved(before, stored);
    }

    // A busy call makes its order due right after the call's deadline.
    private void MakeDueAfter(StoredOrder order, StoredCall? call, ClaimRequest request)
    {
        if (call is not null && call.Deadline >= Now && call.Owner != request.Owner
            && (call.State == "started" || (request.MustWait && call.State != "done" && (call.State == "unknown" || call.Unresolved))))
        {
            var after = call.Deadline + TimeSpan.FromSeconds(1);
            SetDue(order, order.DueAt < after ? order.DueAt : after);
        }
    }

    private bool IsCallOpen(OrderProcess row) => row.ExpectedAttempts.Keys
        .SelectMany(step => CallsOf(OrderKey.Of(row.OrderNo), step))
        .Any(call => call.State is "started" or "unknown" or "done" || call.Unresolved);

    private IEnumerable<StoredCall> CallsOf(Guid order, string step) =>
        _calls.Values.Where(call => call.OrderId == order && call.Step == step);

    private RowLock LockOf(Guid row) => _locks.TryGetValue(row, out var found) ? found : _locks[row] = new RowLock();

    private sealed class RowLock
    {
        public MemoryLock? Holder { get; set; }

        public Queue<Action> Waiting { get; } = new();
    }
}

/// <summary>A row of <c>orders</c>, and its timeline.</summary>
internal sealed class StoredOrder
{
    public required OrderProcess Row { get; set; }
    public DateTimeOffset? DueAt { get; set; }
    public int Resumed { get; set; }
    public List<TimelineEntry> Timeline { get; } = [];
}

/// <summary>A row of <c>calls</c>.</summary>
internal sealed record StoredCall(
    string Key, Guid OrderId, string Step, string State, Guid Owner, int Tries, bool Unresolved, DateTimeOffset Deadline,
    string? DocumentNo, DateTimeOffset? SettledAt);
