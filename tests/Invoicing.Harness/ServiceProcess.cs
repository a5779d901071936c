using System.Diagnostics;

namespace Invoicing.Harness;

/// <summary>A real process of <c>invoicing serve</c>, its log in a file.</summary>
internal sealed class ServiceProcess : IAsyncDisposable
{
    private readonly System.Diagnostics.Process _process;

    private ServiceProcess(System.Diagnostics.Process process, string log) => (_process, Log) = (process, log);

    public string Log { get; }

    public bool IsRunning => !_process.HasExited;

    public static ServiceProcess Start(IReadOnlyDictionary<string, string> settings, string log, params string[] arguments) =>
        Start(TheProgram.Path, settings, log, arguments);

    /// <param name="program">Another build of it.</param>
    public static ServiceProcess Start(string program, IReadOnlyDictionary<string, string> settings, string log, params string[] arguments) =>
        StartBy("", program, settings, log, ["serve", .. arguments]);

    /// <param name="launcher">Words of a shell that become the program that follows them, such as <c>setpriv --reuid 1654</c>.</param>
    public static ServiceProcess StartBy(
        string launcher, string program, IReadOnlyDictionary<string, string> settings, string log, params string[] arguments)
    {
        // The shell becomes the program, so the process id is the program's, and no pipe of ours can clog or end with us.
        var start = new ProcessStartInfo("/bin/sh", ["-c", $"exec {launcher} dotnet \"$0\" \"$@\" >\"$LOG_FILE\" 2>&1", program, .. arguments])
        {
            Environment = { ["LOG_FILE"] = log },
        };
        foreach (var (name, value) in settings)
        {
            start.Environment[name] = value;
        }

        return new ServiceProcess(System.Diagnostics.Process.Start(start)!, log);
    }

    /// <summary>Until it consumes.</summary>
    public Task Started() => Wait.Until(
        () => IsRunning ?
            File.Exists(Log) && ReadLog().Contains("Application started") :
            throw new InvalidOperationException($"invoicing serve has ended:\n{ReadLog()}"),
        "invoicing serve has started");

    /// <summary>SIGKILL, without waiting for the end.</summary>
    public void KillNow() => _process.Kill();

    /// <summary>Such as <c>STOP</c>.</summary>
    public async Task Signal(string name)
    {
        using var kill = System.Diagnostics.Process.Start("kill", [$"-{name}", $"{_process.Id}"]);
        await kill.WaitForExitAsync();
    }

    /// <summary>SIGKILL.</summary>
    public async Task Kill()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>SIGTERM, as systemd or Docker would; must end by itself within its 30 seconds.</summary>
    public async Task Stop()
    {
        using var term = System.Diagnostics.Process.Start("kill", ["-TERM", $"{_process.Id}"]);
        await Wait.Until(() => _process.HasExited, "invoicing serve has ended after SIGTERM");
        _process.ExitCode.ShouldBe(0, ReadLog());
    }

    /// <summary>Megabytes of memory that it has now, and at most until the watch is stopped.</summary>
    public MemoryWatch WatchMemory() => new(_process.Id);

    public string ReadLog()
    {
        using var reader = new StreamReader(new FileStream(Log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return reader.ReadToEnd();
    }

    public async ValueTask DisposeAsync()
    {
        if (IsRunning)
        {
            await Kill();
        }

        _process.Dispose();
    }
}

/// <summary>Looks at the memory of a process as the system sees it.</summary>
internal sealed class MemoryWatch
{
    private static readonly TimeSpan s_step = TimeSpan.FromMilliseconds(50);

    private readonly CancellationTokenSource _stop = new();
    private readonly Task<(long Start, long Most)> _watch;

    public MemoryWatch(int processId) => _watch = Watch(processId);

    public async Task<(long Start, long Most)> Stop()
    {
        await _stop.CancelAsync();
        return await _watch;
    }

    private async Task<(long Start, long Most)> Watch(int processId)
    {
        var start = Megabytes(processId);
        var most = start;
        while (!_stop.IsCancellationRequested)
        {
            await Task.Delay(s_step, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            most = Math.Max(most, Megabytes(processId));
        }

        return (start, most);
    }

    private static long Megabytes(int processId) => File.ReadLines($"/proc/{processId}/status")
        .Where(line => line.StartsWith("VmRSS:", StringComparison.Ordinal))
        .Select(line => long.Parse(
            line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
            System.Globalization.CultureInfo.InvariantCulture) / 1024)
        .Single();
}

/// <summary>Where the program is.</summary>
internal static class TheProgram
{
    /// <summary>The host project is referenced, so the program lies beside the tests.</summary>
    public static string Path { get; } = Environment.GetEnvironmentVariable("INVOICING_PROGRAM")
        ?? System.IO.Path.Combine(AppContext.BaseDirectory, "invoicing.dll");
}
