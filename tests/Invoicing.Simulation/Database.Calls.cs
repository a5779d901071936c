using Invoicing.Process;
using Invoicing.Storage;
using Invoicing.Systems;

namespace Invoicing.Simulation;

/// <summary>The statements of <c>CallJournal</c> and <c>ConfirmedCalls</c>.</summary>
internal sealed partial class Database
{
    private readonly Dictionary<string, StoredCall> _calls = [];

    public IReadOnlyDictionary<string, StoredCall> Calls => _calls;

    public Task<Claim> Claim(Instance by, ClaimRequest request)
    {
        // Of the statement's beginning: what a lock makes it wait for is not in it.
        StoredCall? snapshot = null;
        return Repeated(by, request.OrderNo, () => Claim(request, snapshot), beginning: () => snapshot = _calls.GetValueOrDefault(request.Key));
    }

    public Task<bool> Settle(Instance by, Settlement settlement) => Repeated(by, null, () =>
    {
        var call = _calls[settlement.Key];
        var isMine = call.Owner == settlement.Owner || bug == PlantedBug.LostClaimRecorded;
        if (!isMine || (call.State != "started" && call.State != settlement.State && bug != PlantedBug.LostClaimRecorded))
        {
            return false;
        }

        SetCall(call with { State = settlement.State, Unresolved = settlement.Unresolved, DocumentNo = settlement.DocumentNo, SettledAt = scheduler.Now });
        trace.Add("journal", $"{settlement.Key} {settlement.State}{(settlement.Unresolved ? ", unresolved" : "")}: {settlement.What}");
        return true;
    });

    private Claim Claim(ClaimRequest request, StoredCall? snapshot)
    {
        var order = _orders[request.OrderNo];
        var isNamed = order.Callable.TryGetValue(request.Step, out var attempt) && attempt == request.Attempt;
        if (!isNamed && !(bug == PlantedBug.StaleCommandObeyed && order.Row.StepNamed(request.Step) is not null))
        {
            trace.Add("journal", $"{request.Key} attempt {request.Attempt}: stale");
            return new Claim(ClaimKind.Stale);
        }

        var present = _calls.GetValueOrDefault(request.Key);
        var granted = present is null || MayTake(present, request);
        if (granted)
        {
            var now = scheduler.Now;
            var isOther = present is not null && present.Owner != request.Owner;
            SetCall(new StoredCall(
                request.Key, request.OrderNo, request.Step, "started", request.Owner, request.Attempt,
                present is null ? 1 : present.Tries + (isOther ? 1 : 0),
                present is not null && (present.Unresolved || (present.State is "started" or "unknown" && isOther)),
                now + request.Lease, present?.DocumentNo, present?.SettledAt));
        }

        MakeDueAfter(order, snapshot, request);
        var kind = granted ? ClaimKind.Granted
            : snapshot is not null && snapshot.OrderNo != request.OrderNo ? ClaimKind.Taken
            : CallJournal.NotGranted(snapshot?.State, snapshot?.Deadline < scheduler.Now, snapshot?.Unresolved == true, request.MayRepeat);
        trace.Add("journal", $"{request.Key} attempt {request.Attempt}: {kind}{(granted && _calls[request.Key].Unresolved ? ", an earlier call is unresolved" : "")}");
        return granted
            ? new Claim(kind, order.Row, _calls[request.Key].Unresolved, _calls[request.Key].Tries)
            : new Claim(kind, order.Row, DocumentNo: kind == ClaimKind.Done ? snapshot!.DocumentNo : null, SettledAt: kind == ClaimKind.Done ? snapshot!.SettledAt : null);
    }

    private bool MayTake(StoredCall call, ClaimRequest request)
    {
        var isPast = call.Deadline < scheduler.Now || bug == PlantedBug.ClaimWithoutDeadline;
        return call.OrderNo == request.OrderNo
            && (call.Owner == request.Owner
                || (call.State is "no_effect" or "refused" && !call.Unresolved)
                || (bug == PlantedBug.DoneReclaimed && call.State == "done")
                || ((request.MayRepeat || bug == PlantedBug.BlindResend) && call.State != "done"
                    && (isPast || (call.State != "started" && !request.MustWait))));
    }

    // A busy call makes its order due right after the call's deadline.
    private void MakeDueAfter(StoredOrder order, StoredCall? call, ClaimRequest request)
    {
        if (call is null || call.Deadline < scheduler.Now || call.Owner == request.Owner)
        {
            return;
        }

        if (call.State == "started" || (request.MustWait && call.State != "done" && (call.State == "unknown" || call.Unresolved)))
        {
            var after = call.Deadline + TimeSpan.FromSeconds(1);
            SetDue(order, order.DueAt < after ? order.DueAt : after);
        }
    }

    private bool IsCallOpen(OrderProcess row)
    {
        var callable = row.ExpectedAttempts;
        return _calls.Values.Any(call => call.OrderNo == row.OrderNo && callable.ContainsKey(call.Step)
            && (call.State is "started" or "unknown" or "done" || call.Unresolved));
    }

    /// <returns>An objection, in words; null when there is none.</returns>
    public string? ObjectionTo(string orderNo, string step, bool wasDone) =>
        _calls.Values.FirstOrDefault(call => call.OrderNo == orderNo && call.Step == step
            && ((call.State == "started" && call.Deadline >= scheduler.Now) || (call.State == "done" && !wasDone))) is { } call
            ? call.State == "done" ? "accepted meanwhile" : "still open"
            : null;

    public void Confirm(string orderNo, string step, bool wasDone)
    {
        foreach (var call in _calls.Values.Where(c => c.OrderNo == orderNo && c.Step == step
            && (c.State is "started" or "unknown" || (c.Unresolved && c.State != "done"))).ToList())
        {
            SetCall(call with { State = wasDone ? "done" : "no_effect", Unresolved = false, Owner = Guid.NewGuid(), SettledAt = scheduler.Now });
            trace.Add("journal", $"{call.Key} confirmed as {(wasDone ? "done" : "not done")}");
        }
    }

    private void SetCall(StoredCall call) => _calls[call.Key] = call;
}

/// <summary>A row of <c>calls</c>.</summary>
internal sealed record StoredCall(
    string Key, string OrderNo, string Step, string State, Guid Owner, int Attempt, int Tries, bool Unresolved,
    DateTimeOffset Deadline, string? DocumentNo, DateTimeOffset? SettledAt);

/// <summary>The journal as an instance reaches it.</summary>
internal sealed class JournalConnection(Database database, Instance instance) : ICallJournal
{
    public Task<Claim> Claim(ClaimRequest request, CancellationToken ct) => database.Claim(instance, request);

    public Task<bool> Settle(Settlement settlement, CancellationToken ct) => database.Settle(instance, settlement);
}
