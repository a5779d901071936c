using Invoicing.Contracts;
using Invoicing.Orders;
using Invoicing.Systems;

namespace Invoicing.Tests.Systems;

public class When_the_settings_have_changed_since_the_plan
{
    [Fact]
    public async Task a_request_that_cannot_be_built_is_deferred_until_the_order_is_planned_anew()
    {
        var journal = new GrantingJournal { Tries = 2 };

        var report = (await Make(journal, isOutdated: true)).ShouldBeOfType<Deferred>();

        (report.OutcomeUnknown, report.IsPaused).ShouldBe((false, false));
        journal.Settled.Single().State.ShouldBe("no_effect");
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, true)]
    public async Task it_fails_where_nothing_would_be_otherwise_or_an_earlier_call_is_in_doubt(bool isOutdated, bool unresolved) =>
        StepFailedException.KindOf(
            Kinds(
                await Should.ThrowAsync<StepFailedException>(
                    () => Make(new() { EarlierUnresolved = unresolved, Tries = 2 }, isOutdated)))).ShouldBe(FailureKind.InvalidData);

    private static Dictionary<string, object> Kinds(Exception e) =>
        e.Data.Keys.Cast<object>().ToDictionary(key => key.ToString()!, key => e.Data[key]!);

    private static Task<StepResult?> Make(GrantingJournal journal, bool isOutdated) => FakeSystem.RunnerOn(journal).Run(
        new FakeSystem { Request = new(null, [new ValidationError("items", "name no store")], []), WasPlannedOtherwise = isOutdated },
        FakeSystem.Command(attempt: 2),
        isAgain: false,
        default);
}
