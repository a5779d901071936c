namespace Invoicing.Benchmarks.Stages;

/// <summary>Lets what measures on one machine take turns: <c>flock</c> on the file that <c>BENCH_LOCK</c> names, if any.</summary>
internal static class MachineLock
{
    private const int EWouldBlock = 11;

    /// <returns>The lock, to be disposed of; null: none is wanted.</returns>
    public static async Task<FileStream?> Take()
    {
        while (Environment.GetEnvironmentVariable("BENCH_LOCK") is { Length: > 0 } file)
        {
            try
            {
                // On Linux, sharing with nobody is flock; it ends with this process, too.
                return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException e) when (e.HResult == EWouldBlock)
            {
                await Task.Delay(200);
            }
        }

        return null;
    }
}
