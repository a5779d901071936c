using Invoicing.Systems;

namespace Invoicing.Tests.Systems;

public class When_a_system_says_that_a_number_is_missing
{
    [Fact]
    public async Task the_earlier_call_stays_in_doubt_where_duplicates_are_refused_as_it_may_still_travel() =>
        (await SettledAfterMissing(refusesDuplicates: true)).Unresolved.ShouldBeTrue();

    [Fact]
    public async Task the_earlier_call_is_settled_where_duplicates_are_not_refused_as_it_was_asked_after_its_deadline() =>
        (await SettledAfterMissing(refusesDuplicates: false)).Unresolved.ShouldBeFalse();

    private static async Task<Settlement> SettledAfterMissing(bool refusesDuplicates)
    {
        var journal = new GrantingJournal { EarlierUnresolved = true, Tries = 2 };
        var system = new FakeSystem
        {
            Duplicates = new(refusesDuplicates, CanBeAsked: true), Found = LookupOutcome.Missing, Answer = new(
                CallOutcome.NoEffect,
                "busy",
                429),
        };

        await FakeSystem.RunnerOn(journal).Run(system, FakeSystem.Command(attempt: 2), isAgain: false, default);

        return journal.Settled.ShouldHaveSingleItem();
    }
}
