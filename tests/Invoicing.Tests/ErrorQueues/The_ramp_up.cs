using Invoicing.ErrorQueues;

namespace Invoicing.Tests.ErrorQueues;

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
    public void grows_while_most_go_well_however_many_are_broken_by_themselves()
    {
        var ramp = new RampUp(50);
        var outcomes = new List<Outcome?>();
        for (var second = 0; second < 8; second++)
        {
            outcomes.AddRange(Enumerable.Range(0, ramp.MayMove(TimeSpan.FromSeconds(second), outcomes)).Select(number => (Outcome?)(number % 3 == 1 ? Outcome.FailedAgain : Outcome.Accepted)));
        }

        ramp.Step.ShouldBe(50);
    }

    [Theory]
    [InlineData(50)]
    [InlineData(1)]
    public void begins_anew_at_the_full_rate_once_most_fail(int rate)
    {
        var ramp = new RampUp(rate);
        var (outcomes, now) = (new List<Outcome?>(), TimeSpan.Zero);
        void Pass(TimeSpan time, Outcome outcome)
        {
            for (var until = now + time; now < until; now += s_tick)
            {
                outcomes.AddRange(Enumerable.Repeat<Outcome?>(outcome, ramp.MayMove(now, outcomes)));
            }
        }

        Pass(TimeSpan.FromSeconds(20), Outcome.Accepted);
        ramp.Step.ShouldBe(rate);
        var before = outcomes.Count;
        Pass(TimeSpan.FromSeconds(30), Outcome.FailedAgain);
        (outcomes.Count - before).ShouldBeLessThan(60);
        Pass(TimeSpan.FromSeconds(30), Outcome.Accepted);
        ramp.Step.ShouldBe(rate);
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

}
