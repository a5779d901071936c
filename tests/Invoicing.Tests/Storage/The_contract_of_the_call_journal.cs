using Invoicing.Process;
using Invoicing.RetailPro;
using Invoicing.Systems;

namespace Invoicing.Tests.Storage;

public abstract class The_contract_of_the_call_journal : StorageContract
{
    private const string Key = "retailpro/invoice/1042";

    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task the_first_claim_of_the_attempt_that_the_row_expects_is_granted()
    {
        await Stored();

        var claim = await Claim();

        (claim.Kind, claim.Tries, claim.EarlierUnresolved).ShouldBe((ClaimKind.Granted, 1, false));
        claim.Row.ShouldNotBeNull().Version.ShouldBe(1);
    }

    [Fact]
    public async Task a_claim_sees_the_row_that_another_process_wrote()
    {
        await Stored();
        var other = Storage.OrdersOfAnotherProcess;
        await other.Update(Id(), (await other.Load(Id(), default))! with { Warnings = ["other"] }, null, default);

        (await Claim()).Row.ShouldNotBeNull().Warnings.ShouldBe(["other"]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public async Task another_attempt_is_stale(int attempt)
    {
        await Stored();

        (await Claim(attempt: attempt)).ShouldBe(new Claim(ClaimKind.Stale));
        (await Claim()).Tries.ShouldBe(1);
    }

    [Fact]
    public async Task a_claim_for_an_order_that_is_not_known_is_stale() => (await Claim()).Kind.ShouldBe(ClaimKind.Stale);

    [Fact]
    public async Task nothing_is_called_for_an_order_on_hold()
    {
        await Stored();
        await Happens(new HoldOrder("ana", "wait"));

        (await Claim()).Kind.ShouldBe(ClaimKind.Stale);

        await Happens(new ReleaseOrder("ana", "go on"));
        (await Claim()).Kind.ShouldBe(ClaimKind.Granted);
    }

    [Fact]
    public async Task nothing_is_called_for_an_order_that_was_taken_out()
    {
        await Stored();
        await Happens(new DismissOrder("ana", "test"));

        (await Claim()).Kind.ShouldBe(ClaimKind.Stale);
    }

    [Fact]
    public async Task nothing_is_called_for_a_step_that_is_done()
    {
        await Stored();
        await Happens(new StepAccepted(RetailProSteps.Invoice, "INV1", Storage.Clock.GetUtcNow()));

        (await Claim()).Kind.ShouldBe(ClaimKind.Stale);
    }

    [Fact]
    public async Task the_owner_is_granted_its_claim_again()
    {
        await Stored();
        var owner = Guid.NewGuid();
        await Claim(owner);

        var again = await Claim(owner);

        (again.Kind, again.Tries, again.EarlierUnresolved).ShouldBe((ClaimKind.Granted, 1, false));
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task a_call_that_is_under_way_is_busy_and_makes_its_order_due_after_its_deadline(bool mayRepeat, bool mustWait)
    {
        await Stored();
        await Claim();
        (await Storage.DueIn("1042")).ShouldBeNull();

        (await Claim(mayRepeat: mayRepeat, mustWait: mustWait)).Kind.ShouldBe(ClaimKind.Busy);

        (await Storage.DueIn("1042")).ShouldNotBeNull().ShouldBeInRange(Lease - TimeSpan.FromSeconds(30), Lease + TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task an_order_that_is_due_before_stays_so()
    {
        await Stored(dueIn: TimeSpan.FromSeconds(20));
        await Claim();
        await Claim();

        (await Storage.DueIn("1042")).ShouldNotBeNull().ShouldBeLessThanOrEqualTo(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task an_abandoned_call_is_unresolved()
    {
        await Stored();
        await Claim();
        await Storage.Passes(Lease * 2);

        (await Claim()).Kind.ShouldBe(ClaimKind.Unresolved);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task an_abandoned_call_is_followed_up_where_it_may_be_repeated(bool mustWait)
    {
        await Stored();
        await Claim();
        await Storage.Passes(Lease * 2);

        var claim = await Claim(mayRepeat: true, mustWait: mustWait);

        (claim.Kind, claim.Tries, claim.EarlierUnresolved).ShouldBe((ClaimKind.Granted, 2, true));
    }

    [Fact]
    public async Task an_unknown_outcome_is_unresolved()
    {
        await Stored();
        await Called("unknown", unresolved: true);

        (await Claim()).Kind.ShouldBe(ClaimKind.Unresolved);
    }

    [Fact]
    public async Task an_unknown_outcome_is_followed_up_at_once_where_duplicates_are_refused()
    {
        await Stored();
        await Called("unknown", unresolved: true);

        var claim = await Claim(mayRepeat: true);

        (claim.Kind, claim.EarlierUnresolved).ShouldBe((ClaimKind.Granted, true));
    }

    [Theory]
    [InlineData("unknown")]
    [InlineData("no_effect")]
    [InlineData("refused")]
    public async Task a_doubt_that_can_only_be_asked_about_waits_for_the_deadline_and_makes_its_order_due(string state)
    {
        await Stored();
        await Called(state, unresolved: true);

        (await Claim(mayRepeat: true, mustWait: true)).Kind.ShouldBe(ClaimKind.Busy);
        (await Storage.DueIn("1042")).ShouldNotBeNull().ShouldBeInRange(Lease - TimeSpan.FromSeconds(30), Lease + TimeSpan.FromSeconds(1));

        await Storage.Passes(Lease * 2);
        (await Claim(mayRepeat: true, mustWait: true)).Kind.ShouldBe(ClaimKind.Granted);
    }

    [Theory]
    [InlineData("no_effect")]
    [InlineData("refused")]
    public async Task a_call_without_effect_is_made_again(string state)
    {
        await Stored();
        await Called(state);

        var claim = await Claim();

        (claim.Kind, claim.Tries, claim.EarlierUnresolved).ShouldBe((ClaimKind.Granted, 2, false));
    }

    [Theory]
    [InlineData("no_effect")]
    [InlineData("refused")]
    public async Task a_call_without_effect_after_one_in_doubt_is_unresolved(string state)
    {
        await Stored();
        await Called(state, unresolved: true);

        (await Claim()).Kind.ShouldBe(ClaimKind.Unresolved);
        (await Claim(mayRepeat: true)).EarlierUnresolved.ShouldBeTrue();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task what_is_done_is_answered_and_never_made_again(bool mayRepeat)
    {
        await Stored();
        await Called("done", documentNo: "INV7");
        await Storage.Passes(Lease * 2);

        var claim = await Claim(mayRepeat: mayRepeat);

        (claim.Kind, claim.DocumentNo).ShouldBe((ClaimKind.Done, "INV7"));
        claim.SettledAt.ShouldNotBeNull();
    }

    [Fact]
    public async Task a_number_that_another_order_has_used_is_taken()
    {
        await Stored("1042", "M1");
        await Stored("1043", "M2");
        await Called("no_effect");

        (await Claim(orderNo: "1043", mayRepeat: true)).Kind.ShouldBe(ClaimKind.Taken);
    }

    [Theory]
    [InlineData("done", false, nameof(ClaimKind.Done))]
    [InlineData("unknown", true, nameof(ClaimKind.Unresolved))]
    [InlineData("refused", true, nameof(ClaimKind.Unresolved))]
    [InlineData("refused", false, nameof(ClaimKind.Granted))]
    [InlineData("no_effect", false, nameof(ClaimKind.Granted))]
    public async Task the_same_step_under_another_key_stands_for_this_one(string state, bool unresolved, string kind)
    {
        await Stored();
        await Called(state, unresolved, "INV7", key: "retailpro/invoice/SV-1042");

        var claim = await Claim(mayRepeat: true);

        (claim.Kind.ToString(), claim.DocumentNo).ShouldBe((kind, claim.Kind == ClaimKind.Done ? "INV7" : null));
    }

    [Fact]
    public async Task the_same_step_under_another_key_is_busy_until_its_deadline()
    {
        await Stored();
        await Claim(key: "retailpro/invoice/SV-1042");

        (await Claim(mayRepeat: true)).Kind.ShouldBe(ClaimKind.Busy);

        await Storage.Passes(Lease * 2);
        (await Claim(mayRepeat: true)).Kind.ShouldBe(ClaimKind.Unresolved);
    }

    [Fact]
    public async Task of_many_claims_at_once_one_is_granted()
    {
        await Stored();

        var claims = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Claim(mayRepeat: true)));

        claims.Count(claim => claim.Kind == ClaimKind.Granted).ShouldBe(1);
        claims.Count(claim => claim.Kind == ClaimKind.Busy).ShouldBe(7);
    }

    [Fact]
    public async Task a_claim_waits_for_who_holds_the_order_and_sees_what_he_has_decided()
    {
        await Stored();
        Task<Claim> claim;
        await using (var held = await Lock())
        {
            claim = Claim();
            var onHold = (await Processor.Decide(held.Row, new HoldOrder("ana", "wait"), default)).After;
            await held.Save(onHold, null, default);
        }

        (await claim).Kind.ShouldBe(ClaimKind.Stale);
    }

    [Theory]
    [InlineData(null, false, true)]
    [InlineData("unknown", true, true)]
    [InlineData("done", false, true)]
    [InlineData("refused", true, true)]
    [InlineData("refused", false, false)]
    [InlineData("no_effect", false, false)]
    public async Task who_holds_the_order_knows_whether_a_call_is_open(string? state, bool unresolved, bool isOpen)
    {
        await Stored();
        await Called(state, unresolved);

        await using var held = await Lock();
        held.CallOpen.ShouldBe(isOpen);
    }

    [Fact]
    public async Task a_call_whose_answer_has_come_is_open_no_more()
    {
        await Stored();
        await Called("done");
        await Happens(new StepAccepted(RetailProSteps.Invoice, null, Storage.Clock.GetUtcNow()));

        await using var held = await Lock();
        held.CallOpen.ShouldBeFalse();
    }

    [Fact]
    public async Task a_claim_is_settled_by_its_owner_and_again_the_same()
    {
        await Stored();
        var owner = Guid.NewGuid();
        await Claim(owner);

        (await Settle(Guid.NewGuid(), "done")).ShouldBeFalse();
        (await Settle(owner, "no_effect")).ShouldBeTrue();
        (await Settle(owner, "no_effect")).ShouldBeTrue();
        (await Settle(owner, "done")).ShouldBeFalse();
        (await Storage.Timeline("1042")).ShouldBe(["received", "called", "called"]);
    }

    [Fact]
    public async Task a_claim_that_another_took_over_records_nothing()
    {
        await Stored();
        var first = Guid.NewGuid();
        await Claim(first);
        await Storage.Passes(Lease * 2);
        await Claim(mayRepeat: true);

        (await Settle(first, "no_effect")).ShouldBeFalse();
        (await Claim(mayRepeat: true)).Kind.ShouldBe(ClaimKind.Busy);
    }

    [Theory]
    [InlineData("unknown", true)]
    [InlineData("refused", true)]
    [InlineData("refused", false)]
    public async Task a_person_confirms_that_it_was_done(string state, bool unresolved)
    {
        await Stored();
        await Called(state, unresolved);

        await Confirm(wasDone: true);

        var claim = await Claim();
        (claim.Kind, claim.DocumentNo).ShouldBe((ClaimKind.Done, "INV9"));
    }

    [Fact]
    public async Task a_person_confirms_that_it_was_not_done()
    {
        await Stored();
        await Called("unknown", unresolved: true);

        await Confirm(wasDone: false);

        var claim = await Claim();
        (claim.Kind, claim.EarlierUnresolved).ShouldBe((ClaimKind.Granted, false));
    }

    [Fact]
    public async Task what_was_confirmed_is_not_settled_by_who_had_claimed_it()
    {
        await Stored();
        var owner = Guid.NewGuid();
        await Claim(owner);
        await Storage.Passes(Lease * 2);

        await Confirm(wasDone: false);

        (await Settle(owner, "no_effect")).ShouldBeFalse();
        (await Settle(owner, "done")).ShouldBeFalse();
    }

    [Fact]
    public async Task a_call_that_is_under_way_cannot_be_confirmed()
    {
        await Stored();
        await Claim();

        (await Should.ThrowAsync<CommandRefusedException>(() => Confirm(wasDone: true))).Message.ShouldContain("Try again in");
        (await Claim()).Kind.ShouldBe(ClaimKind.Busy);
    }

    [Fact]
    public async Task what_the_journal_knows_to_be_done_cannot_be_confirmed_as_not_done()
    {
        await Stored();
        await Called("done", documentNo: "INV7");

        (await Should.ThrowAsync<CommandRefusedException>(() => Confirm(wasDone: false))).Message.ShouldContain("--invoiced");
        await Confirm(wasDone: true);

        (await Claim()).DocumentNo.ShouldBe("INV7");
    }

    [Fact]
    public async Task a_confirmation_whose_decision_is_not_saved_changes_nothing()
    {
        await Stored();
        await Called("unknown", unresolved: true);
        await using (var held = await Lock())
        {
            await Storage.Journal.Confirm(held, Outcome(wasDone: false), default);
        }

        (await Claim()).Kind.ShouldBe(ClaimKind.Unresolved);
    }

    private Task<Claim> Claim(
        Guid? owner = null, string orderNo = "1042", string key = Key, int attempt = 1, bool mayRepeat = false, bool mustWait = false) =>
        Storage.Journal
            .Claim(new(key, orderNo, RetailProSteps.Invoice, attempt, owner ?? Guid.NewGuid(), mayRepeat, mustWait, Lease), default);

    private Task<bool> Settle(Guid owner, string state, bool unresolved = false, string? documentNo = null, string key = Key) =>
        Storage.Journal.Settle(new(key, owner, state, unresolved, documentNo, "called", new Dictionary<string, object?>()), default);

    /// <param name="state">Null: the call is under way.</param>
    private async Task Called(string? state, bool unresolved = false, string? documentNo = null, string key = Key)
    {
        var owner = Guid.NewGuid();
        (await Claim(owner, key: key)).Kind.ShouldBe(ClaimKind.Granted);
        if (state is not null)
        {
            (await Settle(owner, state, unresolved, documentNo, key)).ShouldBeTrue();
        }
    }

    private async Task Confirm(bool wasDone)
    {
        await using var held = await Lock();
        await Storage.Journal.Confirm(held, Outcome(wasDone), default);
        await held.Save(held.Row, null, default);
    }

    private static ConfirmOutcome Outcome(bool wasDone) =>
        new(RetailProSteps.Invoice, wasDone, wasDone ? "INV9" : null, 1, "ana", "looked");
}
