using Invoicing.ErrorQueues;

namespace Invoicing.Tests.ErrorQueues;

public class The_throttle_of_a_retry
{
    private static readonly TimeSpan s_tick = TimeSpan.FromMilliseconds(10);

    private readonly List<RetryItem> _moved = [];
    private readonly List<TimeSpan> _times = [];
    private TimeSpan _now;

    [Fact]
    public void doubles_each_second_up_to_the_rate_and_keeps_it()
    {
        Pass(new RetryThrottle(50), seconds: 10, _ => RetryState.Accepted);

        int[] expected = [1, 2, 4, 8, 16, 32, 50, 50, 50, 50];
        foreach (var (count, second) in expected.Select((count, second) => (count, second)))
        {
            InSecond(second).ShouldBeInRange(count - 1, count + 1, $"in second {second}");
        }
    }

    [Theory]
    [InlineData(1, 20)]
    [InlineData(2000, 20)]
    public void never_exceeds_the_rate(int rate, int seconds)
    {
        Pass(new RetryThrottle(rate), seconds, _ => RetryState.Accepted);

        // In no second more than the rate, but for what may be made up after a short pause.
        Enumerable.Range(0, seconds).Max(InSecond).ShouldBeInRange(rate, (int)(rate * 1.25) + 1);
    }

    [Fact]
    public void waits_for_the_outcomes_of_a_step_however_long_they_take()
    {
        var throttle = new RetryThrottle(50);

        Pass(throttle, seconds: 20, _ => RetryState.UnderWay);
        _moved.Count.ShouldBe(1);

        // Nobody waits for those of which nothing will be known.
        _moved[0].State = RetryState.NotHeardOf;
        Pass(throttle, seconds: 20, _ => RetryState.UnderWay);
        _moved.Count.ShouldBe(3);
    }

    [Fact]
    public void does_not_grow_while_most_fail_again()
    {
        Pass(new RetryThrottle(50), seconds: 20, _ => RetryState.FailedAgain);

        _moved.Count.ShouldBeInRange(19, 21);
    }

    [Fact]
    public void grows_while_most_go_well_however_many_are_broken_by_themselves()
    {
        var throttle = new RetryThrottle(50);

        Pass(throttle, seconds: 8, number => number % 3 == 1 ? RetryState.FailedAgain : RetryState.Accepted);

        throttle.Pace.ShouldBe(50);
    }

    [Theory]
    [InlineData(50)]
    [InlineData(1)]
    public void begins_anew_at_the_full_rate_once_most_fail(int rate)
    {
        var throttle = new RetryThrottle(rate);
        Pass(throttle, seconds: 20, _ => RetryState.Accepted);
        throttle.Pace.ShouldBe(rate);
        var before = _moved.Count;

        Pass(throttle, seconds: 30, _ => RetryState.FailedAgain);
        (_moved.Count - before).ShouldBeLessThan(100);

        Pass(throttle, seconds: 30, _ => RetryState.Accepted);
        throttle.Pace.ShouldBe(rate);
    }

    private int InSecond(int second) => _times.Count(time => (int)time.TotalSeconds == second);

    private void Pass(RetryThrottle throttle, int seconds, Func<int, RetryState> outcome)
    {
        for (var until = _now + TimeSpan.FromSeconds(seconds); _now < until; _now += s_tick)
        {
            for (var count = throttle.MayMove(_now, _moved); count > 0; count--)
            {
                _times.Add(_now);
                _moved.Add(new RetryItem(Some.Message(), isServed: true) { State = outcome(_moved.Count) });
            }
        }
    }
}
