using System.Text.Json;
using Invoicing.Process;
using Invoicing.RetailPro;
using Invoicing.Systems;

namespace Invoicing.Simulation;

/// <summary>The database was not reached, or the connection was lost: as <c>DatabaseFaults.IsAway</c> sees it.</summary>
internal sealed class DatabaseAwayException : Exception;

/// <summary>
/// The database as an installation has it: statements travel, connections die before or after the commit, the server goes down. It also
/// spoils what a planted bug spoils.
/// </summary>
internal sealed partial class Database(Scheduler scheduler, Faults faults, Trace trace, PlantedBug bug) : MemoryDatabase(scheduler)
{
    private static readonly TimeSpan LongestIdleLock = TimeSpan.FromSeconds(15);

    private readonly ProcessRules _planning = new(
        new InvoicingSettings(),
        [new RetailProPlanner(new InvoicingSettings(), new RetailProSettings())],
        () => null);
    private int _plantedSlips;

    public bool IsDown { get; private set; }

    /// <summary>Rows pass through their stored form: slow, so not in every run.</summary>
    public bool ThroughJson { get; init; }

    /// <summary>A row was written: its old content, null when it is new.</summary>
    public Action<OrderProcess?, OrderProcess> Written { get; set; } = (_, _) => { };

    /// <summary>An order comes due then.</summary>
    public Action<DateTimeOffset> Due { get; set; } = _ => { };

    public void GoDown(TimeSpan length)
    {
        trace.Add("database", $"down for {length.TotalSeconds:0} s");
        IsDown = true;
        ReleaseWhere(_ => true);
        scheduler.In(length, () => IsDown = false);
    }

    public IConnection ConnectionOf(Instance instance) => new InstanceConnection(this, instance);

    /// <summary>Its transactions are rolled back.</summary>
    public void ConnectionsLost(Instance instance) => ReleaseWhere(held => ((InstanceConnection)held.Connection).By == instance);

    public Task<IReadOnlyList<string>> ClaimDue(
        Instance by, int limit, TimeSpan again, Func<OrderProcess, bool> isMeant) => Once<IReadOnlyList<string>>(by, null, () =>
    {
        var due = Orders
            .Where(order => order.DueAt <= scheduler.Now && isMeant(order.Row) && !IsHeld(OrderKey.Of(order.Row.OrderNo)))
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

    private async Task<T> Repeated<T>(Instance by, Guid? row, Func<T> statement, Action? beginning)
    {
        for (var failures = 0; ; failures++)
        {
            try
            {
                return await Once(by, row, statement, beginning);
            }
            catch (DatabaseAwayException)
            {
                await by.Delay(TimeSpan.FromMilliseconds(Math.Min(2000, 20 * Math.Pow(2, Math.Min(failures, 10)))));
            }
        }
    }

    /// <exception cref="DatabaseAwayException">Nobody knows whether it was carried out.</exception>
    private Task<T> Once<T>(Instance by, Guid? row, Func<T> statement, Action? beginning = null)
    {
        var answer = new TaskCompletionSource<T>();
        var back = by.InThisLife();
        scheduler.In(Travel(), () =>
        {
            if (IsDown || faults.Fires(FaultKind.StatementLost, 0.3))
            {
                back(TimeSpan.FromMilliseconds(1), () => answer.SetException(new DatabaseAwayException()));
            }
            else
            {
                beginning?.Invoke();
                Enter(row, CarryOut);
            }
        });
        return answer.Task;

        void CarryOut()
        {
            var result = statement();
            if (faults.Fires(FaultKind.CommitUnknown, 0.3))
            {
                trace.Add("database", $"commit of {by.Name} is not heard of");
                back(Travel(), () => answer.SetException(new DatabaseAwayException()));
            }
            else
            {
                back(Travel(), () => answer.SetResult(result));
            }
        }
    }

    private TimeSpan Travel() =>
        scheduler.Wait(TimeSpan.FromMilliseconds(0.1), TimeSpan.FromMilliseconds(scheduler.Chance(0.02) ? 400 : 4));

    protected override void Locked(MemoryLock held) => scheduler.In(LongestIdleLock, () => Release(held));

    protected override Exception LockLost() => new DatabaseAwayException();

    protected override void Note(FormattableString what) => trace.Add("journal", what);

    protected override bool IsCurrent(OrderProcess stored, OrderProcess written)
    {
        var isCurrent = base.IsCurrent(stored, written);
        if (!isCurrent && bug != PlantedBug.VersionIgnored)
        {
            faults.Count(FaultKind.VersionConflict);
        }

        return isCurrent || bug == PlantedBug.VersionIgnored;
    }

    protected override bool IsExpected(OrderProcess row, ClaimRequest request) => base.IsExpected(row, request)
        || (bug == PlantedBug.StaleCommandObeyed && row.StepNamed(request.Step) is not null);

    protected override bool MayTake(StoredCall call, ClaimRequest request) => base.MayTake(call, request) || (bug switch
    {
        PlantedBug.DoneReclaimed => call.State == "done",
        PlantedBug.BlindResend => call.State != "done" && (call.Deadline < Now || (call.State != "started" && !request.MustWait)),
        PlantedBug.ClaimWithoutDeadline => request.MayRepeat && call.State != "done",
        _ => false,
    });

    protected override bool MaySettle(StoredCall call, Settlement settlement) =>
        base.MaySettle(call, settlement) || bug == PlantedBug.LostClaimRecorded;

    protected override OrderIdConflictException? ConflictOf(Guid id, OrderProcess row, IEnumerable<string> claimed) =>
        bug == PlantedBug.IdUnderTwoNumbers ? null : base.ConflictOf(id, row, claimed);

    protected override OrderProcess Stored(OrderProcess? before, OrderProcess row)
    {
        row = bug switch
        {
            PlantedBug.SlipsBeforeInvoice when before?.Invoice is null && row.Invoice is not null
                && row.Election is not null => WithSlips(row),
            PlantedBug.FailureUntold when before is not null => row with { Notices = before.Notices },
            _ => row,
        };
        return ThroughJson
            ? JsonSerializer.SerializeToElement(row, ProcessJson.Default.OrderProcess)
                .Deserialize(ProcessJson.Default.OrderProcess)! with { Version = row.Version }
            : row;
    }

    protected override void Saved(OrderProcess? before, StoredOrder stored)
    {
        trace.Add("database", $"saved {Texts.Of(stored.Row)}, due in {(stored.DueAt - scheduler.Now)?.TotalSeconds:0.0} s");
        Written(before, stored.Row);
    }

    protected override void SetDue(StoredOrder order, DateTimeOffset? due)
    {
        order.DueAt = bug == PlantedBug.LostDueTime ? null : due;
        if (order.DueAt is { } at)
        {
            Due(at);
        }
    }

    private OrderProcess WithSlips(OrderProcess row)
    {
        var numbers = new NumberPool([.. Enumerable.Range(0, 10).Select(_ => $"9{++_plantedSlips:0000000}")]);
        var withSlips = _planning.Decide(row, new StepAccepted(RetailProSteps.Invoice, null, scheduler.Now), scheduler.Now, numbers);
        return withSlips with { Steps = [.. withSlips.Steps.Select(step => row.StepNamed(step.Name) ?? step)], NewTimelineEntries = [] };
    }

    /// <summary>An instance's pool of connections.</summary>
    private sealed class InstanceConnection(Database database, Instance by) : IConnection
    {
        public Instance By => by;

        public Task<T> Once<T>(Guid? row, Func<T> statement) => database.Once(by, row, statement);

        public Task<T> Repeated<T>(Guid? row, Func<T> statement, Action? beginning) => database.Repeated(by, row, statement, beginning);
    }
}
