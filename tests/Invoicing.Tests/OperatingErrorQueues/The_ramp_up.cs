using Invoicing.OperatingErrorQueues;

namespace Invoicing.Tests.OperatingErrorQueues;

public class The_ramp_up
{
    private static readonly TimeSpan s_tick = TimeSpan.FromMilliseconds(10);

    [Fact]
    public void doubles_each_second_up_to_the_rate_and_keeps_it()
    {
        var moves = Run(rate: 50, entries: 1000, Outcome.Accepted);

        int[] expected = [1, 2, 4, 8, 16, 32, 50, 50, 50, 50];
        foreach (var (count, second) in expected.Select((count, second) => (count, second)))
        {
            Math.Abs(moves.Count(at => (int)at.TotalSeconds == second) - count).ShouldBeLessThanOrEqualTo(1, $"in second {second}");
        }
    }

    [Theory]
    [InlineData(1, 20)]
    [InlineData(2000, 20_000)]
    public void never_exceeds_the_rate(int rate, int entries)
    {
        var moves = Run(rate, entries, Outcome.Accepted);

        moves.Count.ShouldBe(entries);
        // In no second more than the rate, but for what may be made up after a short pause.
        moves.GroupBy(at => (int)at.TotalSeconds).Max(second => second.Count()).ShouldBeLessThanOrEqualTo((int)(rate * 1.25) + 1);
    }

    [Fact]
    public void waits_for_the_outcomes_of_a_step_and_not_for_ever()
    {
        var moves = Run(rate: 50, entries: 7, outcome: null);

        moves[0].ShouldBe(TimeSpan.Zero);
        moves[1].ShouldBe(TimeSpan.FromSeconds(5), s_tick);
        moves[3].ShouldBe(TimeSpan.FromSeconds(10), s_tick);
    }

    [Fact]
    public void does_not_grow_while_entries_fail_again_and_a_few_among_many_do_not_hold_it_up()
    {
        var failing = new RampUp(50);
        failing.MayMove(TimeSpan.Zero, []).ShouldBe(1);
        failing.MayMove(TimeSpan.FromSeconds(1), [Outcome.FailedAgain]).ShouldBe(1);
        failing.MayMove(TimeSpan.FromSeconds(2), [Outcome.FailedAgain, Outcome.Accepted]).ShouldBe(2);

        var ramp = new RampUp(1000);
        var outcomes = new List<Outcome?>();
        for (var second = 0; second < 6; second++)
        {
            outcomes.AddRange(Enumerable.Repeat<Outcome?>(Outcome.Accepted, ramp.MayMove(TimeSpan.FromSeconds(second), outcomes)));
        }

        outcomes[^1] = Outcome.FailedAgain;
        ramp.MayMove(TimeSpan.FromSeconds(6), outcomes).ShouldBe(64);
    }

    [Fact]
    public void ends_when_more_than_half_of_the_newest_and_at_least_five_fail_again()
    {
        RampUp.MustStop([.. Failed(4)]).ShouldBeFalse();
        RampUp.MustStop([.. Failed(5)]).ShouldBeTrue();
        RampUp.MustStop([.. Failed(5), .. Of(Outcome.Accepted, 5)]).ShouldBeFalse();
        RampUp.MustStop([.. Failed(6), .. Of(Outcome.Accepted, 5)]).ShouldBeTrue();
        // What is not known yet says nothing; what was long ago does not count.
        RampUp.MustStop([.. Failed(5), .. Of(null, 100)]).ShouldBeTrue();
        RampUp.MustStop([.. Of(Outcome.Accepted, 9000), .. Failed(11)]).ShouldBeTrue();
        RampUp.MustStop([.. Failed(9000), .. Of(Outcome.Accepted, 20)]).ShouldBeFalse();
        RampUp.MustStop([.. Failed(4), .. Of(Outcome.Deferred, 1)]).ShouldBeFalse();
    }

    private static List<TimeSpan> Run(int rate, int entries, Outcome? outcome)
    {
        var ramp = new RampUp(rate);
        var outcomes = new List<Outcome?>();
        var moves = new List<TimeSpan>();
        for (var now = TimeSpan.Zero; moves.Count < entries; now += s_tick)
        {
            var moved = Math.Min(ramp.MayMove(now, outcomes), entries - moves.Count);
            moves.AddRange(Enumerable.Repeat(now, moved));
            outcomes.AddRange(Enumerable.Repeat(outcome, moved));
        }

        return moves;
    }

    private static IEnumerable<Outcome?> Failed(int count) => Of(Outcome.FailedAgain, count);

    private static IEnumerable<Outcome?> Of(Outcome? outcome, int count) => Enumerable.Repeat(outcome, count);
}
