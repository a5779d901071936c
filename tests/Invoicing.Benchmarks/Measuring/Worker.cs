using System.Diagnostics;

namespace Invoicing.Benchmarks.Measuring;

/// <summary>A process of this benchmark that is spoken to line by line.</summary>
internal sealed class Worker : IAsyncDisposable
{
    private static readonly TimeSpan s_start = TimeSpan.FromSeconds(60);

    private readonly System.Diagnostics.Process _process;
    private readonly string _log;

    private Worker(System.Diagnostics.Process process, string log) => (_process, _log) = (process, log);

    public ProcessTree Tree => new(_process.Id);

    /// <param name="settings">Environment of the process.</param>
    /// <param name="log">Where its errors go.</param>
    /// <param name="arguments">The assembly and its arguments.</param>
    public static Worker Start(IReadOnlyDictionary<string, string> settings, string log, params string[] arguments)
    {
        // The shell becomes the program, so the process id is the program's.
        var start = new ProcessStartInfo("/bin/sh", ["-c", "exec dotnet \"$0\" \"$@\" 2>\"$LOG_FILE\"", .. arguments])
        {
            Environment = { ["LOG_FILE"] = log },
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        foreach (var (name, value) in settings)
        {
            start.Environment[name] = value;
        }

        return new Worker(System.Diagnostics.Process.Start(start)!, log);
    }

    /// <summary>Reads until a line says this.</summary>
    /// <param name="thenKeep">All further output goes into a file.</param>
    public async Task<string> Says(string text, bool thenKeep = false)
    {
        using var limit = new CancellationTokenSource(s_start);
        while (await _process.StandardOutput.ReadLineAsync(limit.Token) is { } line)
        {
            if (line.Contains(text, StringComparison.Ordinal))
            {
                if (thenKeep)
                {
                    _ = Keep(_process.StandardOutput.BaseStream);
                }

                return line;
            }
        }

        throw Ended($"said '{text}'");
    }

    public async Task<string> Ask(string line)
    {
        await _process.StandardInput.WriteLineAsync(line);
        await _process.StandardInput.FlushAsync();
        return await Answer();
    }

    public async Task<string> Answer() => await _process.StandardOutput.ReadLineAsync() ?? throw Ended("answered");

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private InvalidOperationException Ended(string what) => new($"The process has ended before it {what}: {File.ReadAllText(_log)}");

    private async Task Keep(Stream output)
    {
        await using var file = File.Create(_log + ".out");
        await output.CopyToAsync(file);
    }
}
