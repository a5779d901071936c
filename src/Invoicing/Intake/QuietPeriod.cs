namespace Invoicing.Intake;

/// <summary>What a look at a file tells of whether it is being written.</summary>
internal readonly record struct FileStamp(long Size, DateTime ModifiedAt)
{
    public static FileStamp Of(FileInfo file) => new(file.Length, file.LastWriteTimeUtc);

    public static FileStamp Of(string path) => Of(new FileInfo(path));
}

/// <summary>
/// Which files have kept size and time for long enough, as far as this process has seen: the clock of whoever wrote a file says nothing.
/// </summary>
internal sealed class QuietPeriod(Func<string, TimeSpan> stableFor, TimeProvider clock)
{
    // Many clients open the file first and send its content when they have read it.
    private static readonly TimeSpan s_empty = TimeSpan.FromMinutes(1);

    private Dictionary<string, (FileStamp Stamp, long Since)> _seen = [];

    /// <summary>Whether some file is not stable yet, and another look is due after the time that it takes.</summary>
    public bool SomeAreWaiting { get; private set; }

    /// <returns>Those that are stable, in their order.</returns>
    public IReadOnlyList<string> Ended(IEnumerable<(string Name, FileStamp Stamp)> files)
    {
        var (before, now) = (_seen, clock.GetTimestamp());
        _seen = [];
        var stable = new List<string>();
        foreach (var (name, stamp) in files)
        {
            var since = before.TryGetValue(name, out var seen) && seen.Stamp == stamp ? seen.Since : now;
            _seen[name] = (stamp, since);
            var wait = stableFor(name);
            if (clock.GetElapsedTime(since, now) >= (stamp.Size == 0 && wait < s_empty ? s_empty : wait))
            {
                stable.Add(name);
            }
        }

        SomeAreWaiting = stable.Count < _seen.Count;
        return stable;
    }
}
