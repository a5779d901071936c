using System.Runtime.CompilerServices;
using Invoicing.Systems;

namespace Invoicing.Tests.Systems;

public class When_a_call_is_open_at_a_stop
{
    private readonly InFlightCalls _calls = new();
    private readonly TaskCompletionSource<int> _call = new();

    [Fact]
    public async Task the_stop_waits_for_its_end_though_it_fails()
    {
        _ = _calls.Add(_call.Task);
        var stop = _calls.StopAsync(CancellationToken.None);
        stop.IsCompleted.ShouldBeFalse();

        _call.SetException(new InvalidOperationException());

        await stop;
    }

    [Fact]
    public async Task the_stop_waits_as_long_as_it_may_and_no_longer()
    {
        _ = _calls.Add(_call.Task);

        await _calls.StopAsync(new CancellationToken(canceled: true));
    }

    [Fact]
    public void one_that_has_ended_is_forgotten()
    {
        var call = AddAndEnd();

        // Only what nobody remembers can be collected. It is forgotten by a continuation, so perhaps a moment later.
        SpinWait.SpinUntil(() => IsGone(call), TimeSpan.FromSeconds(60)).ShouldBeTrue();
    }

    // In methods of their own, so that no variable of the test keeps the call alive.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private WeakReference AddAndEnd()
    {
        var source = new TaskCompletionSource<int>();
        var call = new WeakReference(_calls.Add(source.Task));
        source.SetResult(1);
        return call;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool IsGone(WeakReference call)
    {
        GC.Collect();
        return !call.IsAlive;
    }
}
