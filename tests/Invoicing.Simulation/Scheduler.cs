namespace Invoicing.Simulation;

/// <summary>
/// The only clock and the only thread of a run: takes the next event by its virtual time, and among those of one instant by chance.
/// Whatever is random in a run is drawn from one generator, so that a seed replays the run exactly.
/// </summary>
internal sealed class Scheduler(int seed) : TimeProvider
{
    public static readonly DateTimeOffset Start = new(2026, 3, 20, 12, 0, 0, TimeSpan.Zero);

    private readonly PriorityQueue<Action, (long Ticks, int Tie, long Number)> _events = new();
    private readonly int _thread = Environment.CurrentManagedThreadId;
    private long _number;

    public Random Random { get; } = new(seed);

    public DateTimeOffset Now { get; private set; } = Start;

    public TimeSpan Elapsed => Now - Start;

    public int Handled { get; private set; }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => Now;

    public override long GetTimestamp() => Now.UtcTicks;

    public void In(TimeSpan wait, Action action)
    {
        if (Environment.CurrentManagedThreadId != _thread)
        {
            throw new InvalidOperationException("Something has left the run's only thread: it would not replay.");
        }

        var at = Now + (wait < TimeSpan.Zero ? TimeSpan.Zero : wait);
        _events.Enqueue(action, (at.UtcTicks, Random.Next(), _number++));
    }

    /// <summary>After a wait between these two, drawn by chance.</summary>
    public void Between(TimeSpan least, TimeSpan most, Action action) => In(Wait(least, most), action);

    public TimeSpan Wait(TimeSpan least, TimeSpan most) => least + ((most - least) * Random.NextDouble());

    public bool Chance(double share) => share > 0 && Random.NextDouble() < share;

    public T Pick<T>(IReadOnlyList<T> from) => from[Random.Next(from.Count)];

    /// <returns>False: nothing is left to happen.</returns>
    public bool Step()
    {
        if (!_events.TryDequeue(out var action, out var at))
        {
            return false;
        }

        Now = new DateTimeOffset(at.Ticks, TimeSpan.Zero);
        Handled++;
        action();
        return true;
    }
}
