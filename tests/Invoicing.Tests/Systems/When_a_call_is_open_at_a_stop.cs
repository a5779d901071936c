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
    public async Task one_that_has_ended_is_forgotten()
    {
        _ = _calls.Add(_call.Task);
        _call.SetResult(1);

        await _calls.StopAsync(CancellationToken.None);
    }
}
