namespace Invoicing.Simulation;

/// <summary>The database was not reached, or the connection was lost: as <c>DatabaseFaults.IsAway</c> sees it.</summary>
internal sealed class DatabaseAwayException : Exception;

/// <summary>
/// PostgreSQL as far as the program's statements need it: rows with locks, statements that are carried out at one instant or wait
/// for a lock, connections that die before or after the commit. The statements themselves stand in the other parts of the class, each
/// with the conditions of the SQL that it stands for.
/// </summary>
internal sealed partial class Database(Scheduler scheduler, Faults faults, Trace trace, PlantedBug bug)
{
    private static readonly TimeSpan LongestIdleLock = TimeSpan.FromSeconds(15);

    private readonly Dictionary<string, RowLock> _locks = [];

    public bool IsDown { get; private set; }

    public void GoDown(TimeSpan length)
    {
        trace.Add("database", $"down for {length.TotalSeconds:0} s");
        IsDown = true;
        ReleaseWhere(_ => true);
        scheduler.In(length, () => IsDown = false);
    }

    /// <summary>Its transactions are rolled back.</summary>
    public void ConnectionsLost(Instance instance) => ReleaseWhere(token => token.By == instance);

    /// <summary>
    /// One statement that the program repeats until it is answered, as the coalescer does; so it may be carried out more than once.
    /// </summary>
    public async Task<T> Repeated<T>(Instance by, string? lockedRow, Func<T> statement, Action? beginning = null)
    {
        for (var failures = 0; ; failures++)
        {
            try
            {
                return await Once(by, lockedRow, statement, beginning);
            }
            catch (DatabaseAwayException)
            {
                await by.Delay(TimeSpan.FromMilliseconds(Math.Min(2000, 20 * Math.Pow(2, Math.Min(failures, 10)))));
            }
        }
    }

    /// <summary>One statement, carried out or not.</summary>
    /// <param name="lockedRow">The order whose row it locks, so that it waits for whoever holds it.</param>
    /// <param name="beginning">What it sees in its snapshot, before it waits.</param>
    /// <exception cref="DatabaseAwayException">Nobody knows which.</exception>
    public Task<T> Once<T>(Instance by, string? lockedRow, Func<T> statement, Action? beginning = null)
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
                Enter(lockedRow is null ? null : LockOf(lockedRow), Carry);
            }
        });
        return answer.Task;

        void Carry()
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

    private TimeSpan Travel() => scheduler.Wait(TimeSpan.FromMilliseconds(0.1), TimeSpan.FromMilliseconds(scheduler.Chance(0.02) ? 400 : 4));

    private RowLock LockOf(string row)
    {
        if (!_locks.TryGetValue(row, out var found))
        {
            _locks[row] = found = new RowLock();
        }

        return found;
    }

    private static void Enter(RowLock? row, Action action)
    {
        if (row?.Holder is null)
        {
            action();
        }
        else
        {
            row.Waiting.Enqueue(action);
        }
    }

    private void ReleaseWhere(Func<LockToken, bool> isMeant)
    {
        foreach (var row in _locks.Values.Where(row => row.Holder is { } token && isMeant(token)).ToList())
        {
            Release(row, row.Holder);
        }
    }

    private static void Release(RowLock row, LockToken? token)
    {
        if (token is null || row.Holder != token)
        {
            return;
        }

        row.Holder = null;
        while (row.Holder is null && row.Waiting.TryDequeue(out var next))
        {
            next();
        }
    }

    private sealed class RowLock
    {
        public LockToken? Holder { get; set; }

        public Queue<Action> Waiting { get; } = new();
    }

    /// <summary>A transaction that holds a row.</summary>
    internal sealed record LockToken(Instance By, int Number);
}
