using Invoicing.ErrorQueues;

namespace Invoicing.Tests.ErrorQueues;

public class The_turns_of_entries
{
    private const char Bad = '-';

    [Theory]
    [InlineData(5, 60)]
    [InlineData(60, 60)]
    [InlineData(7, 9)]
    public void reach_those_that_are_mended_behind_old_ones(int old, int mended) => All(Tried(Of(old, Bad) + Of(mended, '+')), '+').ShouldBe(mended);

    [Theory]
    [InlineData(60, 5)]
    [InlineData(9, 60)]
    [InlineData(500, 1)]
    public void reach_those_that_are_mended_before_others(int mended, int old) => All(Tried(Of(mended, '+') + Of(old, Bad)), '+').ShouldBe(mended);

    [Theory]
    [InlineData("-+")]
    [InlineData("--+")]
    public void reach_all_that_lie_between_others(string pattern) => All(Tried(string.Concat(Enumerable.Repeat(pattern, 100))), '+').ShouldBe(100);

    [Fact]
    public void end_in_time_where_few_go_well_and_nearly_all_fail()
    {
        var tried = Tried(string.Concat(Enumerable.Repeat("+----", 2000)));

        All(tried, Bad).ShouldBeLessThanOrEqualTo(200);
        All(tried, '+').ShouldBeGreaterThan(0);
    }

    [Fact]
    public void end_after_a_handful_where_all_fail() => Tried(Of(10_000, Bad)).Length.ShouldBe(CauseTurns.FewestFailures);

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
        var (turns, tried) = Run(lying);

        tried.Count.ShouldBeLessThan(40);
        var left = turns.Left.ShouldHaveSingleItem();
        (left.Remaining + left.Tried, left.FailedAgain + All(tried, '+')).ShouldBe((lying.Length, left.Tried));
    }

    [Fact]
    public void judge_every_cause_by_itself()
    {
        var entries = Lying(Of(100, Bad), "InvalidData").Concat(Lying(Of(100, '+'), "no price")).Concat(Lying(Of(100, Bad), "no store")).ToList();
        var (turns, tried) = Run(entries);

        All(tried, '+').ShouldBe(100);
        All(tried, Bad).ShouldBe(2 * CauseTurns.FewestFailures);
        turns.Left.Select(cause => (cause.Cause.Reason, cause.Remaining)).ShouldBe([("InvalidData", 90), ("no store", 90)], ignoreOrder: true);
    }

    [Fact]
    public void judge_causes_of_a_few_entries_together()
    {
        var entries = Enumerable.Range(0, 200).SelectMany(number => Lying(Of(3, Bad), $"reason {(char)('a' + (number % 26))}{(char)('a' + (number / 26))}")).ToList();
        var (turns, tried) = Run(entries);

        tried.Count.ShouldBe(CauseTurns.FewestFailures);
        turns.Left.ShouldHaveSingleItem().Cause.ShouldBe(new CauseKey("invoice-order", "Refused", null));
    }

    [Fact]
    public void let_cured_ones_go_whatever_becomes_of_others()
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
    public void are_of_one_queue_at_a_time_and_each_queue_has_its_own()
    {
        var entries = Lying(Of(50, '+'), "a").Concat(Lying(Of(50, '+'), "b", "transfer-inventory")).ToList();
        var turns = new Turns([.. entries.Select(entry => entry.Known)], _ => Outcome.Accepted);

        var queues = Enumerable.Range(0, 4).Select(_ => turns.Take(10).Select(place => entries[place].Known.Entry.Queue).Distinct().Single()).ToList();
        queues.Distinct().Count().ShouldBe(2);
    }

    [Fact]
    public void keep_the_order_of_the_entries_of_one_order()
    {
        var entries = Enumerable.Range(0, 300)
            .Select(place => new KnownEntry(new ErrorEntry { Queue = "order-invoicing", Id = $"{place}", OrderNo = $"{place % 100}" }, "Refused", null, null, null, null)).ToList();
        var taken = new Turns(entries, _ => Outcome.Accepted).Take(300);

        taken.Order().ShouldBe(Enumerable.Range(0, 300));
        taken.GroupBy(place => place % 100).ShouldAllBe(order => order.SequenceEqual(order.Order()));
        taken.SequenceEqual(taken.Order()).ShouldBeFalse();
    }

    [Fact]
    public void goes_on_with_a_cause_whose_entries_under_way_went_well()
    {
        var outcomes = new Dictionary<int, Outcome>();
        var turns = new Turns([.. Lying(Of(100, Bad), "refused").Select(entry => entry.Known)], place => outcomes.TryGetValue(place, out var outcome) ? outcome : null);
        var first = turns.Take(40);
        foreach (var place in first.Take(CauseTurns.FewestFailures))
        {
            outcomes[place] = Outcome.FailedAgain;
        }

        turns.Take(1).ShouldBeEmpty();
        foreach (var place in first.Skip(CauseTurns.FewestFailures))
        {
            outcomes[place] = Outcome.Accepted;
        }

        turns.Take(100).Count.ShouldBe(60);
    }

    private static string Of(int count, char what) => new(what, count);

    private static int All(IEnumerable<char> tried, char what) => tried.Count(outcome => outcome == what);

    private static string Tried(string lying) => string.Concat(Run(lying).Tried);

    private static (Turns Turns, List<char> Tried) Run(string lying) => Run([.. Lying(lying, "refused")]);

    /// <summary>One after the other, each with its outcome known at once.</summary>
    private static (Turns Turns, List<char> Tried) Run(List<(KnownEntry Known, char Outcome)> entries)
    {
        var tried = new List<int>();
        var known = new HashSet<int>();
        var turns = new Turns([.. entries.Select(entry => entry.Known)], place => !known.Contains(place) ? null : entries[place].Outcome switch
        {
            Bad => Outcome.FailedAgain,
            '+' => Outcome.Accepted,
            'd' => Outcome.Deferred,
            _ => null,
        });
        while (turns.Take(1) is [var place])
        {
            tried.Add(place);
            known.Add(place);
        }

        tried.Distinct().Count().ShouldBe(tried.Count);
        return (turns, [.. tried.Select(place => entries[place].Outcome)]);
    }

    private static IEnumerable<(KnownEntry Known, char Outcome)> Lying(string outcomes, string reason, string queue = "invoice-order") => outcomes.Select((outcome, number) =>
        (new KnownEntry(new ErrorEntry { Queue = queue, Id = $"{reason}{number}{outcome}", Reason = reason }, "Refused", null, null, null, outcome == 'c' ? "done" : null), outcome));
}
