using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;

namespace Invoicing.Systems;

/// <summary>
/// Calls that go on though nobody waits for them any more, as after a lost broker. A stop waits until they are recorded, as long as the
/// host lets it: registered before the bus, so stopped after it.
/// </summary>
internal sealed class InFlightCalls : IHostedService
{
    private readonly ConcurrentDictionary<Task, byte> _open = new();

    /// <summary>Remembers a call until it has ended.</summary>
    public Task<T> Add<T>(Task<T> call)
    {
        if (!call.IsCompleted)
        {
            _open.TryAdd(call, 0);
            call.ContinueWith(
                (ended, open) => ((ConcurrentDictionary<Task, byte>)open!).TryRemove(ended, out _),
                _open,
                TaskScheduler.Default);
        }

        return call;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StopAsync(CancellationToken cancellationToken) =>
        await Task.WhenAll(_open.Keys).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}
