using System.Diagnostics;

namespace Invoicing.Benchmarks.Stages;

/// <summary>Lets what measures on one machine take turns: <c>flock</c> on the file that <c>BENCH_LOCK</c> names, if any.</summary>
internal sealed class MachineLock : IDisposable
{
    private readonly System.Diagnostics.Process? _holder;

    private MachineLock(System.Diagnostics.Process? holder) => _holder = holder;

    public static async Task<MachineLock> Take()
    {
        if (Environment.GetEnvironmentVariable("BENCH_LOCK") is not { Length: > 0 } file)
        {
            return new MachineLock(null);
        }

        // Ends, and lets go, with the pipe: also if this process is killed.
        var holder = System.Diagnostics.Process.Start(new ProcessStartInfo("flock", [file, "sh", "-c", "echo held; exec cat"])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true,
        })!;
        await holder.StandardOutput.ReadLineAsync();
        return new MachineLock(holder);
    }

    public void Dispose()
    {
        _holder?.StandardInput.Close();
        _holder?.WaitForExit();
        _holder?.Dispose();
    }
}
