using Invoicing.ErrorQueues;

namespace Invoicing.Tests.ErrorQueues;

public class The_schedule_of_a_retry
{
    private const char Bad = '-';

    [Theory]
    [InlineData(5, 60)]
    [InlineData(60, 60)]
    [InlineData(7, 9)]
    public void reach_those_that_are_mended_behind_old_ones(int old, int mended) =>
        All(Tried(Of(old, Bad) + Of(mended, '+')), '+').ShouldBe(mended);

    [Theory]
    [InlineData(60, 5)]
    [InlineData(9, 60)]
    [InlineData(500, 1)]
    public void reach_those_that_are_mended_before_others(int mended, int old) =>
        All(Tried(Of(mended, '+') + Of(old, Bad)), '+').ShouldBe(mended);

    [Theory]
    [InlineData("-+")]
    [InlineData("--+")]
    public void reach_all_that_lie_between_others(string pattern) =>
        All(Tried(string.Concat(Enumerable.Repeat(pattern, 100))), '+').ShouldBe(100);

    [Fact]
    public void end_in_time_where_few_go_well_and_nearly_all_fail()
    {
        var tried = Tried(string.Concat(Enumerable.Repeat("+----", 2000)));

        All(tried, Bad).ShouldBeLessThanOrEqualTo(200);
        All(tried, '+').ShouldBeGreaterThan(0);
    }

    [Fact]
    public void end_after_a_handful_where_all_fail() => Tried(Of(10_000, Bad)).Length.ShouldBe(RetryGroup.Handful);

    [Fact]
    public void try_all_of_a_few() => Tried(Of(19, Bad)).Length.ShouldBe(19);

    [Fact]
    public void find_thousands_and_leave_thousands_at_the_price_of_a_few_calls()
    {
        var tried = Tried(Of(5000, Bad) + Of(5000, '+'));

        All(tried, '+').ShouldBe(5000);
        All(tried, Bad).ShouldBeLessThan(60);
        All(Tried(Of(1500, Bad) + Of(700, '+') + Of(1500, Bad)), '+').ShouldBe(700);
    }

    [Fact]
    public void find_one_in_the_middle_by_chance_only_and_say_what_is_left()
    {
        var lying = Of(3000, Bad) + "+" + Of(3000, Bad);
        var (schedule, tried) = Run(lying);

        tried.Count.ShouldBeLessThan(40);
        var left = schedule.Left.ShouldHaveSingleItem();
        (left.Remaining + left.Tried, left.FailedAgain + All(tried, '+')).ShouldBe((lying.Length, left.Tried));
    }

    [Fact]
    public void judge_every_cause_by_itself()
    {
        var entries = Lying(Of(100, Bad), "InvalidData").Concat(Lying(Of(100, '+'), "no price")).Concat(Lying(Of(100, Bad), "no store"))
            .ToList();
        var (schedule, tried) = Run(entries);

        All(tried, '+').ShouldBe(100);
        All(tried, Bad).ShouldBe(2 * RetryGroup.Handful);
        schedule.Left.Select(cause => (cause.Cause.Reason, cause.Remaining))
            .ShouldBe([("InvalidData", 90), ("no store", 90)], ignoreOrder: true);
    }

    [Fact]
    public void judge_causes_of_a_few_entries_together()
    {
        var entries = Enumerable.Range(0, 200)
            .SelectMany(number => Lying(Of(3, Bad), $"reason {(char)('a' + (number % 26))}{(char)('a' + (number / 26))}"))
            .ToList();
        var (schedule, tried) = Run(entries);

        tried.Count.ShouldBe(RetryGroup.Handful);
        schedule.Left.ShouldHaveSingleItem().Cause.ShouldBe(new RetryCause("invoice-order", "Refused", null));
    }

    [Fact]
    public void let_resolved_ones_go_whatever_becomes_of_others()
    {
        var entries = Lying(Of(100, Bad), "refused").Concat(Lying(Of(300, 'c'), "refused")).ToList();

        All(Run(entries).Tried, 'c').ShouldBe(300);
    }

    [Fact]
    public void go_on_without_outcomes_and_where_others_have_taken_entries_away()
    {
        Tried(Of(500, '?')).Length.ShouldBe(500);
        All(Tried(Of(30, Bad) + Of(300, '?') + Of(30, '+')), '+').ShouldBe(30);
        // A pause in the middle: what is deferred has not failed.
        All(Tried(Of(5, Bad) + Of(200, 'd')), 'd').ShouldBe(200);
    }

    [Fact]
    public void keep_the_order_of_the_entries_of_one_order()
    {
        var items = Enumerable.Range(0, 300)
            .Select(place => Item(Some.Message($"{place % 100}") with { Id = $"{place}", Order = null, Step = null }))
            .ToList();

        var taken = new RetrySchedule(items).Take(300).Select(item => int.Parse(item.Message.Id)).ToList();

        taken.Order().ShouldBe(Enumerable.Range(0, 300));
        taken.GroupBy(place => place % 100).ShouldAllBe(order => order.SequenceEqual(order.Order()));
        taken.SequenceEqual(taken.Order()).ShouldBeFalse();
    }

    [Fact]
    public void take_turns_among_the_causes()
    {
        var items = Lying(Of(50, '+'), "a").Concat(Lying(Of(50, '+'), "b")).Select(entry => entry.Item).ToList();

        new RetrySchedule(items).Take(4).Select(item => item.Message.Reason).ShouldBe(["a", "b", "a", "b"]);
    }

    [Fact]
    public void wait_after_a_handful_of_a_cause_while_it_is_not_known_what_becomes_of_it()
    {
        var items = Lying(Of(500, Bad), "refused").Select(entry => entry.Item).ToList();
        var schedule = new RetrySchedule(items);

        var handful = schedule.Take(500);
        handful.Count.ShouldBe(RetryGroup.Handful);
        schedule.Take(500).ShouldBeEmpty();
        schedule.IsFinished.ShouldBeFalse();

        // Each that fails leaves no place for another, however slowly that is known.
        foreach (var item in handful)
        {
            item.State = RetryState.FailedAgain;
            schedule.Take(500).ShouldBeEmpty();
        }

        schedule.IsFinished.ShouldBeTrue();
        schedule.Left.ShouldHaveSingleItem().Remaining.ShouldBe(490);
    }

    [Fact]
    public void have_more_under_way_of_a_cause_whose_entries_go_well()
    {
        var schedule = new RetrySchedule(Lying(Of(500, '+'), "refused").Select(entry => entry.Item));

        var sizes = new List<int>();
        for (var taken = schedule.Take(500); taken.Count > 0; taken = schedule.Take(500))
        {
            sizes.Add(taken.Count);
            taken.ToList().ForEach(item => item.State = RetryState.Accepted);
        }

        sizes.ShouldBe([10, 20, 40, 80, 160, 190]);
    }

    [Fact]
    public void wait_for_the_last_one_under_way_before_a_cause_is_left()
    {
        var schedule = new RetrySchedule(Lying(Of(200, '+'), "refused").Select(entry => entry.Item));
        schedule.Take(200).ToList().ForEach(item => item.State = RetryState.Accepted);
        schedule.Take(200).ToList().ForEach(item => item.State = RetryState.Accepted);
        var last = schedule.Take(200);
        last.SkipLast(1).ToList().ForEach(item => item.State = RetryState.FailedAgain);

        schedule.Take(200).ShouldBeEmpty();
        schedule.IsFinished.ShouldBeFalse();
        last[^1].State = RetryState.FailedAgain;

        schedule.Take(200).ShouldBeEmpty();
        schedule.IsFinished.ShouldBeTrue();
    }

    private static string Of(int count, char what) => new(what, count);

    private static int All(IEnumerable<char> tried, char what) => tried.Count(outcome => outcome == what);

    private static string Tried(string lying) => string.Concat(Run(lying).Tried);

    private static (RetrySchedule Schedule, List<char> Tried) Run(string lying) => Run([.. Lying(lying, "refused")]);

    /// <summary>One after the other, each with its outcome known at once.</summary>
    private static (RetrySchedule Schedule, List<char> Tried) Run(List<(RetryItem Item, char Outcome)> entries)
    {
        var outcomes = entries.ToDictionary(entry => entry.Item, entry => entry.Outcome);
        var tried = new List<RetryItem>();
        var schedule = new RetrySchedule(entries.Select(entry => entry.Item));
        while (schedule.Take(1) is [var item])
        {
            tried.Add(item);
            item.State = outcomes[item] switch
            {
                Bad => RetryState.FailedAgain,
                '+' => RetryState.Accepted,
                'd' => RetryState.Deferred,
                'c' => item.State,
                _ => RetryState.NotHeardOf,
            };
        }

        schedule.IsFinished.ShouldBeTrue();
        tried.Distinct().Count().ShouldBe(tried.Count);
        return (schedule, [.. tried.Select(item => outcomes[item])]);
    }

    private static IEnumerable<(RetryItem Item, char Outcome)> Lying(string outcomes, string reason) => outcomes.Select((outcome, number) =>
        (Item(
            Some.Message($"{reason}{number}{outcome}", reason) with { Order = Some.Order(
                outcome == 'c' ? "Completed" : "Failed") }), outcome));

    private static RetryItem Item(FailedMessage message) => new(message, isServed: true);
}
