using Invoicing.Contracts;
using Invoicing.Process;
using Invoicing.Systems;
using Invoicing.Tests.Process;
using Some = Invoicing.Tests.Process.Some;

namespace Invoicing.Tests.Systems;

/// <summary>A restored backup: the first call that the journal knows of may not be the first.</summary>
public class When_the_journal_may_have_lost_a_call
{
    private static readonly BackupRestore s_restored = new(Some.Now.AddHours(1), 500);

    private readonly GrantingJournal _journal = new();
    private Func<CancellationToken, ValueTask<BackupRestore?>> _restored = _ => ValueTask.FromResult<BackupRestore?>(s_restored);
    private CallOutcome _answer = CallOutcome.Done;
    private FakeSystem _system = new();

    [Fact]
    public async Task nothing_is_called_where_nobody_can_tell_and_a_person_must_look()
    {
        (await Should.ThrowAsync<StepFailedException>(() => Make())).Data["FailureKind"].ShouldBe(nameof(FailureKind.OutcomeUnknown));

        _system.Calls.ShouldBe(0);
        _journal.Settled.ShouldHaveSingleItem()
            .ShouldSatisfyAllConditions(s => s.State.ShouldBe("unknown"), s => s.Unresolved.ShouldBeTrue());
    }

    [Fact]
    public async Task exists_already_counts_as_ours_where_duplicates_are_refused()
    {
        _answer = CallOutcome.AlreadyExists;

        (await Make(refusesDuplicates: true)).ShouldBeOfType<Accepted>().MayBeOlder.ShouldBeTrue();
    }

    [Fact]
    public async Task a_plain_acceptance_where_duplicates_are_refused_is_the_first() =>
        (await Make(refusesDuplicates: true)).ShouldBeOfType<Accepted>().MayBeOlder.ShouldBeFalse();

    [Fact]
    public async Task it_is_asked_for_where_that_can_be_done()
    {
        (await Make(lookup: LookupOutcome.Exists)).ShouldBeOfType<Accepted>().MayBeOlder.ShouldBeTrue();
        _system.Calls.ShouldBe(0);

        (await Make(lookup: LookupOutcome.Missing)).ShouldBeOfType<Accepted>().MayBeOlder.ShouldBeFalse();
        _system.Calls.ShouldBe(1);
    }

    [Fact]
    public async Task a_slip_under_a_number_that_was_never_given_out_before_is_sent() =>
        (await Make(slipNo: "00000500")).ShouldBeOfType<Accepted>();

    [Fact]
    public async Task a_slip_under_an_earlier_number_is_not() =>
        await Should.ThrowAsync<StepFailedException>(() => Make(slipNo: "00000499"));

    [Fact]
    public async Task what_the_journal_knows_to_have_been_denied_by_a_person_is_sent()
    {
        _journal.Tries = 2;

        (await Make()).ShouldBeOfType<Accepted>();
    }

    [Fact]
    public async Task an_order_completed_since_is_invoiced_like_any_other()
    {
        _journal.Content = Some.Order() with { CompletedAt = s_restored.At.AddHours(1) };

        (await Make()).ShouldBeOfType<Accepted>();
    }

    [Fact]
    public async Task a_database_that_does_not_say_leaves_no_claim_behind()
    {
        _restored = _ => throw new TimeoutException();

        await Should.ThrowAsync<TimeoutException>(() => Make());

        _journal.Claims.ShouldBeEmpty();
    }

    private Task<StepResult?> Make(bool refusesDuplicates = false, LookupOutcome? lookup = null, string? slipNo = null)
    {
        _system = new() { Duplicates = new(refusesDuplicates, lookup is not null), Found = lookup ?? default, Answer = new(_answer, "") };
        return FakeSystem.RunnerOn(_journal, _restored).Run(_system, FakeSystem.Command(slipNo), isAgain: false, default);
    }
}
