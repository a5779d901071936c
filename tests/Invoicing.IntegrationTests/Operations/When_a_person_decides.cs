using Invoicing.Contracts;
using Invoicing.Operations;
using Invoicing.Process;
using Invoicing.Systems;

namespace Invoicing.IntegrationTests.Operations;

public class When_a_person_decides : OrderTest
{
    [Fact]
    public async Task a_retry_makes_the_order_due_and_tells_who_and_why()
    {
        await Receive("1");
        await Failed("1", FailureKind.Refused);

        var row = await Commands.Retry("1", null, "ana", "mended", CancellationToken.None);

        row.State.ShouldBe(OrderState.Invoicing);
        (await Query("select state, due_at <= now() from mt_doc_order")).ShouldBe(["Invoicing", true]);
        (await Query("select details->>'by', details->>'reason' from timeline where what = 'retry'")).ShouldBe(["ana", "mended"]);
        (await Claim(row)).Kind.ShouldBe(ClaimKind.Granted);
    }

    [Fact]
    public async Task a_refused_decision_changes_nothing()
    {
        await Receive("1");

        (await Refused(() => Commands.Retry("1", null, "ana", "?", CancellationToken.None))).ShouldBe(
            "Order 1 has no failed or deferred step.");

        (await Query("select mt_version, (select count(*) from timeline) from mt_doc_order")).ShouldBe([1, 1L]);
    }

    [Fact]
    public async Task an_order_that_is_not_known_is_told() =>
        (await Should.ThrowAsync<UnknownOrderException>(() => Commands.Dismiss("99", "ana", "?", CancellationToken.None))).Message
            .ShouldStartWith("No order 99 is known.");

    [Fact]
    public async Task a_dismissed_order_can_no_longer_be_called_for()
    {
        var row = await Receive("1");
        await Failed("1", FailureKind.Refused);

        await Commands.Dismiss("1", "ana", "test order", CancellationToken.None);

        (await Query("select state from mt_doc_order")).ShouldBe(["Dismissed"]);
        (await Claim(row)).Kind.ShouldBe(ClaimKind.Stale);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("unknown")]
    public async Task a_dismissal_is_refused_while_retail_pro_may_have_the_order(string? state)
    {
        await Receive("1");
        await Called("1", state, unresolved: state is not null);
        await Failed("1", FailureKind.OutcomeUnknown);

        (await Refused(() => Commands.Dismiss("1", "ana", "?", CancellationToken.None))).ShouldContain("open or of unknown outcome");
    }

    [Fact]
    public async Task two_decisions_about_one_order_follow_one_another()
    {
        await Receive("1");
        await Failed("1", FailureKind.Refused);

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 5).Select(async number =>
        {
            try
            {
                await Commands.Retry("1", null, $"person {number}", "mended", CancellationToken.None);
                return true;
            }
            catch (CommandRefusedException)
            {
                return false;
            }
        }));

        outcomes.Count(done => done).ShouldBe(1);
    }
}
