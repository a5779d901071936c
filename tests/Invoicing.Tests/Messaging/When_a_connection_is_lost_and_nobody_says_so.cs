using Invoicing.Messaging;
using Microsoft.Extensions.Time.Testing;

namespace Invoicing.Tests.Messaging;

public class When_a_connection_is_lost_and_nobody_says_so
{
    private readonly FakeTimeProvider _clock = new();
    private readonly CancellationTokenSource _givenUp = new();
    private bool _isOpen = true;
    private int _told;

    [Fact]
    public async Task its_consumer_is_told()
    {
        var watch = Watch();
        await Pass(() => true);
        _told.ShouldBe(0);

        _isOpen = false;
        await Pass(() => !watch.IsCompleted);

        _told.ShouldBe(1);
    }

    [Fact]
    public async Task a_channel_that_was_given_up_is_not_watched()
    {
        var watch = Watch();
        await _givenUp.CancelAsync();

        await watch.WaitAsync(TimeSpan.FromSeconds(10));
        _told.ShouldBe(0);
    }

    private Task Watch() => DetachedDeliveries.Watch(
        () => _isOpen,
        () =>
        {
            _told++;
            return Task.CompletedTask;
        },
        _clock,
        _givenUp.Token);

    // What has waited for a second goes on somewhere else before it waits for the next.
    private async Task Pass(Func<bool> goesOn)
    {
        for (var second = 0; second < 100 && goesOn(); second++)
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(20);
        }
    }
}
