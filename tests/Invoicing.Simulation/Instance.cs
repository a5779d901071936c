namespace Invoicing.Simulation;

/// <summary>
/// One process of the service, or one run of an operator's command. Code runs in it step by step; between any two steps it may die or
/// freeze. What a dead process was waiting for never comes; what a frozen one was waiting for comes when it goes on.
/// </summary>
internal sealed class Instance(string name, Scheduler scheduler, Faults faults, Trace trace, bool isService = true)
{
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(20);

    // Else the steps that have waited for the end of one freeze would only wait for the next.
    private static readonly TimeSpan BetweenFreezes = TimeSpan.FromSeconds(1);

    // Else a process with many messages would die before it has handled any.
    private static readonly TimeSpan BetweenKills = TimeSpan.FromSeconds(2);

    private readonly Queue<Action> _waitingForThaw = new();
    private readonly TimeSpan _skew = TimeSpan.FromSeconds(scheduler.Random.NextDouble() - 0.5);
    private SkewedClock? _clock;
    private DateTimeOffset _startedAt;
    private DateTimeOffset _thawedAt;
    private int _freeze;

    public string Name => name;

    /// <summary>Counts its starts.</summary>
    public int Life { get; private set; }

    public bool IsService => isService;

    public bool IsAlive { get; private set; } = true;

    public bool IsFrozen { get; private set; }

    /// <summary>It has been awake for long enough to have done something.</summary>
    public bool MayFreeze => scheduler.Now - _thawedAt > BetweenFreezes;

    /// <summary>Counts the connections to the broker: what was fetched through an old one cannot be acknowledged.</summary>
    public int Connection { get; private set; }

    /// <summary>The clocks of processes differ by up to the second that the rules allow for.</summary>
    public TimeProvider Clock => _clock ??= new(this, scheduler, _skew);

    /// <summary>The connections to broker and database are gone.</summary>
    public Action Disconnected { get; set; } = () => { };

    public Action Killed { get; set; } = () => { };

    public Action Started { get; set; } = () => { };

    public void In(TimeSpan wait, Action step)
    {
        var life = Life;
        scheduler.In(wait, () => Do(life, step));
    }

    /// <summary>For answers: what comes back belongs to the life in which it was asked for.</summary>
    public Action<TimeSpan, Action> InThisLife()
    {
        var life = Life;
        return (wait, step) => scheduler.In(wait, () => Do(life, step));
    }

    public Task Delay(TimeSpan wait)
    {
        var done = new TaskCompletionSource();
        In(wait, done.SetResult);
        return done.Task;
    }

    public void Disconnect()
    {
        Connection++;
        Disconnected();
    }

    public void Freeze(TimeSpan length)
    {
        var freeze = ++_freeze;
        IsFrozen = true;
        trace.Add(name, $"frozen for {length.TotalSeconds:0.0} s");
        if (length > Heartbeat)
        {
            scheduler.In(Heartbeat, () => DropFrozen(freeze));
        }

        scheduler.In(length, () => Thaw(freeze));
    }

    private void DropFrozen(int freeze)
    {
        if (IsFrozen && freeze == _freeze)
        {
            trace.Add(name, $"given up by the broker");
            Disconnect();
        }
    }

    private void Thaw(int freeze)
    {
        if (!IsFrozen || freeze != _freeze)
        {
            return;
        }

        (IsFrozen, _thawedAt) = (false, scheduler.Now);
        trace.Add(name, $"goes on");
        var life = Life;
        while (_waitingForThaw.TryDequeue(out var step))
        {
            scheduler.In(scheduler.Wait(TimeSpan.Zero, TimeSpan.FromMilliseconds(20)), () => Do(life, step));
        }
    }

    private void Do(int life, Action step)
    {
        if (life != Life || !IsAlive)
        {
            return;
        }

        if (IsFrozen)
        {
            _waitingForThaw.Enqueue(step);
        }
        else if (scheduler.Now - _startedAt > BetweenKills && faults.Fires(FaultKind.ProcessKilled, 0.1))
        {
            Kill();
        }
        else if (MayFreeze && faults.Fires(FaultKind.ProcessFrozen, 0.06))
        {
            _waitingForThaw.Enqueue(step);
            Freeze(TimeSpan.FromSeconds(Math.Pow(10, scheduler.Random.NextDouble() * 2.5)));
        }
        else
        {
            step();
        }
    }

    public void Kill()
    {
        trace.Add(name, $"killed");
        (IsAlive, IsFrozen) = (false, false);
        Life++;
        _waitingForThaw.Clear();
        Killed();
        Disconnect();
        scheduler.Between(TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(20), () =>
        {
            (IsAlive, _startedAt) = (true, scheduler.Now);
            trace.Add(name, $"started");
            Started();
        });
    }

    private sealed class SkewedClock(Instance instance, TimeProvider clock, TimeSpan skew) : TimeProvider
    {
        public override long TimestampFrequency => clock.TimestampFrequency;

        public override DateTimeOffset GetUtcNow() => clock.GetUtcNow() + skew;

        public override long GetTimestamp() => clock.GetTimestamp();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            new Timer(instance, () => callback(state), dueTime);
    }

    /// <summary>Ends what takes too long; it dies and freezes with the process.</summary>
    private sealed class Timer : ITimer
    {
        private readonly Instance _instance;
        private readonly Action _callback;
        private int _set;

        public Timer(Instance instance, Action callback, TimeSpan dueTime)
        {
            (_instance, _callback) = (instance, callback);
            Change(dueTime, Timeout.InfiniteTimeSpan);
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            var set = ++_set;
            if (dueTime != Timeout.InfiniteTimeSpan)
            {
                _instance.In(dueTime, () =>
                {
                    if (set == _set)
                    {
                        _callback();
                    }
                });
            }

            return true;
        }

        public void Dispose() => _set++;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }
    }
}
