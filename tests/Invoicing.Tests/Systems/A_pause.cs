using Invoicing.Systems;

namespace Invoicing.Tests.Systems;

public class A_pause
{
    private static readonly DateTimeOffset s_now = new(2026, 3, 5, 8, 0, 0, TimeSpan.Zero);

    private static Pause Paused => new("retailpro", Guid.NewGuid(), "ana", "stocktaking", s_now);

    private static Pause Resumed => Paused.Resume("bea", s_now)!;

    [Fact]
    public void gives_no_permits_until_it_is_resumed()
    {
        Paused.TakePermit(s_now).ShouldBeNull();
        Paused.CallAnswered().ShouldBeNull();
        Paused.MoveOn(s_now.AddDays(1)).ShouldBeNull();
        Resumed.Resume("carl", s_now).ShouldBeNull();
    }

    [Fact]
    public void gives_one_permit_and_two_more_for_each_answer()
    {
        var taken = Resumed.TakePermit(s_now)!;

        taken.TakePermit(s_now).ShouldBeNull();
        taken.GiveBack()!.Permits.ShouldBe(1);
        taken.CallAnswered()!.Permits.ShouldBe(2);
    }

    [Fact]
    public void ends_after_enough_answers()
    {
        var last = (Resumed with { Answered = Pause.AnswersToEnd - 2 }).CallAnswered()!;

        last.State.ShouldBe(PauseState.Resuming);
        last.CallAnswered()!.State.ShouldBe(PauseState.Ended);
    }

    [Fact]
    public void gives_a_permit_again_that_was_lost()
    {
        var taken = Resumed.TakePermit(s_now)!;

        taken.MoveOn(s_now.AddSeconds(10)).ShouldBeNull();
        taken.MoveOn(s_now.AddSeconds(11)).ShouldBe(taken with { Permits = 1, PermittedAt = s_now.AddSeconds(11) });
    }

    [Fact]
    public void ends_when_calls_were_answered_and_nobody_asks_any_more()
    {
        var answered = Resumed.TakePermit(s_now)!.CallAnswered()!;

        answered.MoveOn(s_now.AddSeconds(60)).ShouldBeNull();
        answered.MoveOn(s_now.AddSeconds(61))!.State.ShouldBe(PauseState.Ended);
        Resumed.MoveOn(s_now.AddSeconds(61))!.State.ShouldBe(PauseState.Resuming, "no call was answered");
    }
}
