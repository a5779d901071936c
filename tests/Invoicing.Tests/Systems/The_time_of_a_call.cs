using Invoicing.Systems;
using Microsoft.Extensions.Time.Testing;

namespace Invoicing.Tests.Systems;

public class The_time_of_a_call
{
    [Fact]
    public void is_over_and_never_less_than_none()
    {
        var clock = new FakeTimeProvider();
        var deadline = new CallDeadline(clock, TimeSpan.FromSeconds(2));

        clock.Advance(TimeSpan.FromSeconds(1.5));
        (deadline.Left, deadline.IsOver).ShouldBe((TimeSpan.FromSeconds(0.5), false));

        // As in a process that was frozen.
        clock.Advance(TimeSpan.FromMinutes(1));
        (deadline.Left, deadline.IsOver).ShouldBe((TimeSpan.Zero, true));
        using var time = new CancellationTokenSource(deadline.Left, clock);
    }
}
