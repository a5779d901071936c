using System.Diagnostics;

namespace Invoicing.Harness;

/// <summary>A program that was run to its end.</summary>
internal sealed record Command(int ExitCode, string Output, string Errors)
{
    public static async Task<Command> Run(string program, IEnumerable<string> arguments, Dictionary<string, string> environment)
    {
        using var running = new RunningCommand(program, arguments, environment);
        return await running.End();
    }

    public override string ToString() => $"exit code {ExitCode}\n{Output}{Errors}";
}

/// <summary>A program that was started and has not been waited for yet.</summary>
internal sealed class RunningCommand : IDisposable
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(2);

    private readonly System.Diagnostics.Process _process;
    private readonly CancellationTokenSource _limit = new(s_limit);
    private readonly Task<string> _output;
    private readonly Task<string> _errors;

    public RunningCommand(string program, IEnumerable<string> arguments, Dictionary<string, string> environment)
    {
        // A test run in the background ignores SIGINT, and whatever it starts would do so too.
        var start = new ProcessStartInfo("env", ["--default-signal=INT", program, .. arguments]) {
            RedirectStandardOutput = true,
            RedirectStandardError = true };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        _process = System.Diagnostics.Process.Start(start)!;
        _output = _process.StandardOutput.ReadToEndAsync(_limit.Token);
        _errors = _process.StandardError.ReadToEndAsync(_limit.Token);
    }

    /// <param name="name">Such as <c>INT</c>, which is Ctrl-C.</param>
    public async Task Signal(string name)
    {
        using var kill = System.Diagnostics.Process.Start("kill", [$"-{name}", $"{_process.Id}"]);
        await kill.WaitForExitAsync();
    }

    public async Task<Command> End()
    {
        try
        {
            await _process.WaitForExitAsync(_limit.Token);
            return new Command(_process.ExitCode, await _output, await _errors);
        }
        catch (OperationCanceledException)
        {
            _process.Kill(entireProcessTree: true);
            throw new TimeoutException(
                $"{_process.StartInfo.FileName} {string.Join(' ', _process.StartInfo.ArgumentList)} did not end within {s_limit}.");
        }
    }

    public void Dispose()
    {
        _process.Dispose();
        _limit.Dispose();
    }
}
