namespace Invoicing.Benchmarks.Measuring;

/// <summary>Looks at the program's resident memory twice a second, from now on.</summary>
internal sealed class MemorySamples : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly List<double> _samples = [];
    private readonly Task _work;

    public MemorySamples(ProcessTree process) => _work = Sample(process);

    public double Average => Read(samples => samples.Average());

    public double Highest => Read(samples => samples.Max());

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task Sample(ProcessTree process)
    {
        while (true)
        {
            lock (_samples)
            {
                _samples.Add(process.ResidentMiB());
            }

            await Task.Delay(500, _stop.Token);
        }
    }

    private double Read(Func<List<double>, double> figure)
    {
        lock (_samples)
        {
            return figure(_samples);
        }
    }
}
